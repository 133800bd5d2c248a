/**
 * Success against ε of a network that knows neurons, beside its baseline and controls (methods G.2, M.7): which attack
 * studies the curves are of, and the curves. One plot holds one kind of work only; who was attacked otherwise is named. Pure.
 */
import { listed } from './numbers'
import { studyWork } from './map-work'
import type { AttackedModel } from './attacked-model'
import type { BesideRow } from './beside'
import type { AttackResultDocument } from '../contract/kinds/attack/study'
import type { MapPoint } from '../contract/map-point'

const NORMS = ['L2', 'Linf'] as const

export interface SuccessSource {
  norm: (typeof NORMS)[number]
  /** Each with the models of the table whose curves are in it. */
  studies: { study: string; models: string[] }[]
  notes: string[]
}

/** One for each norm in which two of the rows or more were attacked on the same work. */
export function successSources(points: readonly MapPoint[], rows: readonly BesideRow[]): SuccessSource[] {
  const shown = rows.flatMap(({ id }) => points.find((point) => point.id === id) ?? [])
  return NORMS.flatMap((norm): SuccessSource[] => {
    const groups = new Map<string, { words: string; members: { point: MapPoint; study: string }[] }>()
    for (const point of shown) {
      const study = point.medianEpsilon[norm]?.study
      if (study === undefined) continue
      const work = studyWork(point, study)
      // What is not known to be the same work is a work of its own.
      const key = work?.key ?? `study ${study}`
      const group = groups.get(key) ?? { words: work?.words ?? 'work that is not known', members: [] }
      group.members.push({ point, study })
      groups.set(key, group)
    }
    // Of equally common ones the first: rows begin with the model itself.
    const [most, ...others] = [...groups.values()].sort((a, b) => b.members.length - a.members.length)
    if (!most || most.members.length < 2) return []
    const attacked = new Set(
      [...groups.values()].flatMap(({ members }) => members.map(({ point }) => point.id)),
    )
    const absent = shown.filter(({ id }) => !attacked.has(id)).map(({ name }) => name)
    const studies = [...new Set(most.members.map(({ study }) => study))].map((study) => ({
      study,
      models: most.members.filter((member) => member.study === study).map(({ point }) => point.id),
    }))
    return [
      {
        norm,
        studies,
        notes: [
          ...others.map(
            ({ words, members }) =>
              `Not drawn, because attacked on other work: ${listed(members.map(({ point }) => point.name))} (${words}); the others: ${most.words}.`,
          ),
          ...(absent.length === 0 ? [] : [`Not attacked in this norm: ${listed(absent)}.`]),
        ],
      },
    ]
  })
}

/** Models under the numbers that their rows have in the table; those whose study does not hold them are left out. */
export function successModels(
  { studies }: SuccessSource,
  rows: readonly BesideRow[],
  documents: ReadonlyMap<string, AttackResultDocument>,
): { models: AttackedModel[]; method: string } {
  const models = rows.flatMap(({ id, role, name }, i): AttackedModel[] => {
    const from = studies.find((each) => each.models.includes(id))
    const result = from && documents.get(from.study)?.models.find((model) => model.id === id)
    return result ? [{ name: `${i + 1} ${role}, ${name}`, result }] : []
  })
  const captions = [...new Set(studies.flatMap(({ study }) => documents.get(study)?.caption ?? []))]
  return { models, method: captions.join(' or ') }
}

/** Portions of the images for which a table gives the ε that reaches them. */
export const REACHED = [0.25, 0.5, 0.75, 0.9] as const

/** The least ε with which so many of the images are reached; null: no ε that was found does. */
export function epsilonReaching({ curve }: AttackedModel['result'], portion: number): number | null {
  const place = curve.probabilities.findIndex((probability) => probability >= portion - 1e-9)
  return place === -1 ? null : (curve.epsilon[place] ?? null)
}
