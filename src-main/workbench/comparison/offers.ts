/**
 * What a study has of a model that can be set beside another model's: a quantity, the work that it was measured on, and
 * the files with its answers to single images. Only what is finished is offered.
 */
import { NORM_WORDS } from '../../contract/kinds/attack/methods'
import { attackModels } from '../../studies/attack/expand'
import { corruptionUnits } from '../../studies/corruption/expand'
import { originOf } from '../../studies/corruption/origin'
import { expandEvaluation } from '../../studies/evaluation/evaluation'
import { hybridModels } from '../../studies/hybrid/expand'
import { spectrumModels } from '../../studies/spectrum/expand'
import { imagesWork, measuringWork } from '../studies/measuring-work'
import type { ComparedPart } from '../../contract/comparisons/comparison'
import type { MeasuringPlan } from '../../contract/plans'
import type { MeasuringWork } from '../../contract/map-point'
import type { Facts, Unit } from '../../studies/study'

export interface Offer {
  /** `f_rev`, `accuracy`, `corruptions/ORIGIN`, `epsilon-L2`, `f_half-Linf`, …: offers of one name may be compared. */
  quantity: string
  words: string
  model: string
  study: string
  work: MeasuringWork
  /** Of its images, how many a model of the study was trained on. */
  training: { images: number; of: number }
  /** Units whose results it needs. */
  needs: string[]
  files: Files
}

/** Of one model; a part of a comparison is made of two of one kind. */
export type Files =
  | { kind: 'reversal'; files: string[][] }
  | { kind: 'accuracy'; files: string }
  | { kind: 'corruption'; files: { type: CellType; severity: CellSeverity; file: string }[] }
  | { kind: 'sizes'; files: string[] }
  | { kind: 'half power'; files: string }

type Cell = Extract<ComparedPart, { kind: 'corruption' }>['cells'][number]
type CellType = Cell['type']
type CellSeverity = Cell['severity']

/** What the study would have of each of these models, finished or not. */
export function offersOf(
  study: string,
  plan: MeasuringPlan,
  facts: Facts,
  models: readonly string[],
): Offer[] {
  const file = (unit: Unit): string => facts.arraysPath(unit.key, 'npz')
  const keys = (units: readonly Unit[]): string[] => units.map(({ key }) => key)
  const places = [...plan.models.entries()].filter(([, { id }]) => models.includes(id))
  const offer = (
    model: string,
    what: Pick<Offer, 'quantity' | 'words' | 'needs' | 'files'>,
    work = measuringWork(plan),
  ): Offer => ({ ...what, model, study, work, training })
  const found = plan.data.selection?.found
  const training = { images: found?.training ?? 0, of: found?.images ?? 0 }
  const accuracy = (model: string, unit: Unit): Offer =>
    offer(
      model,
      {
        ...{ quantity: 'accuracy', words: 'Clean accuracy' },
        ...{ needs: [unit.key], files: { kind: 'accuracy', files: file(unit) } },
      },
      imagesWork(plan.data),
    )
  switch (plan.kind) {
    case 'hybrid': {
      const units = hybridModels(plan, facts)
      return places.map(([i, { id }]) => {
        const { pairings, rounds, reversal } = units[i]!
        const blocks = pairings.map((first, s) => [...first, ...rounds.map((round) => round[s]!)])
        const files = blocks.map((each) => each.map(file))
        return offer(id, {
          ...{ quantity: 'f_rev', words: 'f_rev', needs: [reversal.key, ...keys(blocks.flat())] },
          files: { kind: 'reversal', files },
        })
      })
    }
    case 'evaluation': {
      const units = expandEvaluation(plan, facts)
      return places.map(([i, { id }]) => accuracy(id, units[i]!))
    }
    case 'corruption': {
      const { clean, cells } = corruptionUnits(plan, facts)
      const { label, axis } = originOf(plan, facts.dataSets.get(plan.data.dataSet)?.file)
      return places.flatMap(([i, { id }]) => [
        accuracy(id, clean[i]!),
        offer(id, {
          quantity: `corruptions/${plan.data.dataSet}/${label}`,
          words: axis.replace(/ \(%\)$/, ''),
          needs: keys(cells.map(({ models: each }) => each[i]!)),
          files: {
            kind: 'corruption',
            files: cells.map(({ type, severity, models: each }) => ({
              type,
              severity,
              file: file(each[i]!),
            })),
          },
        }),
      ])
    }
    case 'attack': {
      const { norm, epsilon } = plan.settings
      // At a fixed ε something within it is found, not the smallest.
      if (epsilon !== null) return []
      const units = attackModels(plan, facts)
      return places.map(([i, { id }]) => {
        const { blocks } = units[i]!
        return offer(id, {
          ...{ quantity: `epsilon-${norm}`, words: `Median ε (${NORM_WORDS[norm]})`, needs: keys(blocks) },
          files: { kind: 'sizes', files: blocks.map(file) },
        })
      })
    }
    case 'spectrum': {
      const { norm } = plan.attack.settings
      const units = spectrumModels(plan, facts)
      return places.map(([i, { id }]) => {
        const { spectrum } = units[i]!
        return offer(id, {
          ...{ quantity: `f_half-${norm}`, words: `f_0.5 (${NORM_WORDS[norm]})`, needs: [spectrum.key] },
          files: { kind: 'half power', files: file(spectrum) },
        })
      })
    }
    default:
      // The others measure nothing that two models are compared by.
      return []
  }
}

/** @throws RangeError for two kinds, which are offers of two quantities */
export function partOf(first: Files, second: Files): ComparedPart {
  if (first.kind === 'reversal' && second.kind === 'reversal')
    return { kind: 'reversal', first: first.files, second: second.files }
  if (first.kind === 'corruption' && second.kind === 'corruption') {
    const cells = first.files.map(({ type, severity, file }, i) => {
      return { type, severity, first: file, second: second.files[i]!.file }
    })
    return { kind: 'corruption', cells }
  }
  if (first.kind === 'sizes' && second.kind === 'sizes')
    return { kind: 'sizes', first: first.files, second: second.files }
  if (
    (first.kind === 'accuracy' && second.kind === 'accuracy') ||
    (first.kind === 'half power' && second.kind === 'half power')
  )
    return { kind: first.kind, first: first.files, second: second.files }
  throw new RangeError(`${first.kind} and ${second.kind} are not the same quantity`)
}
