/** `halfpower study gallery`: the images of a study by class, outcome and confidence, as the pages of the window show them. */
import { UserError } from '../../../contract/errors'
import { DISAGREE, answerSortSchema, gallerySortSchema } from '../../../contract/images/gallery'
import { imageStatusSchema } from '../../../contract/kinds/attack/study'
import { CELL_OUTCOMES } from '../../../contract/kinds/corruption/window'
import { corruptionTypeSchema, severitySchema } from '../../../contract/kinds/corruption/corruptions'
import { PAIR_OUTCOMES } from '../../../contract/kinds/hybrid/window'
import { count, countOrNone, notNegative, oneOf } from '../../../studies/command/values'
import { imageWords, pairWords } from '../../../figures/views/image-lists'
import { addPanel } from '../gallery-figure'
import { corruptedShown, pairsShown, perturbedShown } from '../gallery-results'
import type { ShownPicture } from '../gallery-results'
import { print, printJson } from '../output'
import { withProject } from '../session'
import type { Command } from 'commander'
import type { Panel } from '../../../contract/figures/figures'
import type { GallerySort } from '../../../contract/images/gallery'
import type { Plan } from '../../../contract/plans'
import type { Workbench } from '../../../workbench/workbench'
import type { CommandContext } from '../context'

interface GalleryOptions {
  model?: string
  beside?: string
  class?: string
  outcome?: string
  besideOutcome?: string
  confidenceFrom?: number
  confidenceTo?: number
  sort?: GallerySort
  fMix?: number
  type?: string
  severity?: number
  start: number
  count: number
  spectra?: boolean
  figure?: string
  json?: boolean
}

export function addGalleryCommand(group: Command, context: CommandContext): void {
  group
    .command('gallery')
    .description(
      'the images of a study (hybrid, attack, corruption) by class, outcome and confidence, with every answer',
    )
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .option('--model <model>', 'whose outcome and confidence count; absent: those of any model')
    .option('--beside <model>', 'a second model: images with answers of both only')
    .option('--class <name>', 'images of this class; of pairs, either image')
    .option('--outcome <outcome>', `what became of the image: ${outcomeHelp()}, or disagree`)
    .option('--beside-outcome <outcome>', 'the same with the second model')
    .option('--confidence-from <probability>', 'the least confidence (attacks: of the clean answer)', share)
    .option('--confidence-to <probability>', 'the most confidence', share)
    .option(
      '--sort <order>',
      `the order: ${gallerySortSchema.options.join(', ')}`,
      oneOf('order', gallerySortSchema.options),
    )
    .option(
      '--f-mix <fraction>',
      'of hybrids: the mixing frequency, a fraction of Nyquist',
      notNegative('f_mix'),
    )
    .option('--type <type>', 'of corruptions: the type')
    .option('--severity <severity>', 'of corruptions: the severity, 1 to 5', count('severity', 5))
    .option('--start <place>', 'the first place of the list, from 0', countOrNone('place'), 0)
    .option('--count <number>', 'how many, at most 200', count('number of images', 200), 20)
    .option('--spectra', 'in the JSON document, too: the Fourier spectrum of each picture')
    .option(
      '--figure <figure>',
      'add the listed images as a panel to this figure, or to a new one of this title',
    )
    .option('--json', 'print one JSON document')
    .action(async (dir: string, study: string, options: GalleryOptions) => {
      if (options.spectra && !options.json)
        throw new UserError('usage', 'Spectra stand in the JSON document only: give --json, too.')
      const isAdding = options.figure !== undefined
      await withProject(context, {}, dir, isAdding ? 'write' : 'read', async (workbench) => {
        const { info, plan } = await workbench.invoke('study.get', { study })
        const { document, text, pictures, panel } = await shownOf(workbench, info.id, plan, options)
        const { kind } = plan
        const spectra = options.spectra ? { spectra: await spectraOf(workbench, pictures) } : {}
        const figure =
          options.figure === undefined
            ? null
            : await addPanel(workbench, options.figure, { ...panel, study: info.id })
        if (options.json)
          printJson({
            ...{ study: info.id, kind, ...askedOf(options), ...document, ...spectra },
            ...(figure === null ? {} : { figure }),
          })
        else
          print(
            figure === null
              ? text
              : `${text}\n\nThese images are panel ${figure.panel} of the figure "${figure.id}".`,
          )
      })
    })
}

const share = (text: string): number => {
  const value = notNegative('confidence')(text)
  if (value > 1)
    throw new UserError('usage', `The confidence "${text}" is above 1: give a number from 0 to 1.`)
  return value
}

/** log₁₀ of the power, DC in the centre and null. */
async function spectraOf(workbench: Workbench, pictures: readonly ShownPicture[]) {
  const found = []
  for (const { url, ...what } of pictures)
    found.push({ ...what, ...(await workbench.invoke('picture.spectrum', { picture: url })) })
  return found
}

async function shownOf(workbench: Workbench, study: string, plan: Plan, options: GalleryOptions) {
  const { start, count: most } = options
  const common = { study, ...commonOf(options), start, count: most }
  switch (plan.kind) {
    case 'hybrid': {
      refuse(options, plan.kind, ['type', 'severity'])
      const fMixIndex = placeOf(options.fMix, plan.fMix.values, study)
      const answer = await workbench.invoke('hybrid.gallery', {
        ...common,
        fMixIndex,
        outcome: outcomeOf(options.outcome, [...PAIR_OUTCOMES, DISAGREE]),
        besideOutcome: outcomeOf(options.besideOutcome, PAIR_OUTCOMES),
        sort: sortOf(options.sort),
      })
      return {
        ...pairsShown(answer, start),
        panel: panelOf('hybrid-images', answer, {
          ...{ images: pairWords(answer.pairs), f_mix: String(answer.fMix.value) },
        }),
      }
    }
    case 'corruption': {
      refuse(options, plan.kind, ['fMix'])
      const answer = await workbench.invoke('corruption.gallery', {
        ...common,
        type: wanted('type', options.type, corruptionTypeSchema.options, plan.types),
        severity: severitySchema.parse(
          Number(
            wanted('severity', options.severity?.toString(), ['1', '2', '3', '4', '5'], plan.severities),
          ),
        ),
        outcome: outcomeOf(options.outcome, [...CELL_OUTCOMES, DISAGREE]),
        besideOutcome: outcomeOf(options.besideOutcome, CELL_OUTCOMES),
        sort: sortOf(options.sort),
      })
      return {
        ...corruptedShown(answer, start),
        panel: panelOf('corruption-images', answer, {
          images: imageWords(answer.images.map(({ index }) => index)),
          ...{ type: options.type!, severity: String(options.severity) },
        }),
      }
    }
    case 'attack': {
      refuse(options, plan.kind, ['fMix', 'type', 'severity'])
      const answer = await workbench.invoke('attack.gallery', {
        ...common,
        outcome: outcomeOf(options.outcome, [...imageStatusSchema.options, DISAGREE]),
        besideOutcome: outcomeOf(options.besideOutcome, imageStatusSchema.options),
        sort: options.sort,
      })
      return {
        ...perturbedShown(answer, plan.settings.norm, start),
        panel: panelOf('perturbation-images', answer, {
          images: imageWords(answer.images.map(({ index }) => index)),
        }),
      }
    }
    default:
      throw new UserError(
        'usage',
        `The study "${study}" (${plan.kind}) has no gallery: hybrid, attack and corruption studies have.`,
      )
  }
}

function panelOf(
  view: string,
  { model, beside }: { model: string | null; beside: string | null },
  options: Panel['options'],
): Pick<Panel, 'view' | 'model' | 'options'> {
  return { view, model, options: { ...options, ...(beside === null ? {} : { beside }) } }
}

function commonOf({ model, beside, class: className, confidenceFrom, confidenceTo }: GalleryOptions) {
  const from = confidenceFrom ?? 0
  const to = confidenceTo ?? 1
  if (from > to)
    throw new UserError(
      'usage',
      `No confidence is at least ${from} and at most ${to}: exchange --confidence-from and --confidence-to.`,
    )
  const isAsked = confidenceFrom !== undefined || confidenceTo !== undefined
  return {
    model: model ?? null,
    beside: beside ?? null,
    class: className ?? null,
    confidence: isAsked ? { from, to } : null,
  }
}

/** As it was asked, for the document. */
function askedOf(options: GalleryOptions) {
  const { class: className, outcome, besideOutcome, sort, type, severity } = options
  return {
    class: className ?? null,
    confidence: commonOf(options).confidence,
    ...{ outcome: outcome ?? null, besideOutcome: besideOutcome ?? null, sort: sort ?? 'index' },
    ...(type === undefined ? {} : { type, severity }),
  }
}

/** Words may be joined with hyphens, which need no quotes in a shell. */
function outcomeOf<const Word extends string>(text: string | undefined, words: readonly Word[]): Word | null {
  if (text === undefined) return null
  return words.find((word) => word.replaceAll(' ', '-') === text) ?? oneOf('outcome', words)(text)
}

function sortOf(sort: GallerySort | undefined) {
  return sort === undefined ? undefined : oneOf('order of answers without ε', answerSortSchema.options)(sort)
}

function outcomeHelp(): string {
  const kinds = [
    ...[['hybrids', PAIR_OUTCOMES] as const, ['corruptions', CELL_OUTCOMES] as const],
    ['attacks', imageStatusSchema.options] as const,
  ]
  return kinds
    .map(([kind, words]) => `${words.map((word) => word.replaceAll(' ', '-')).join(', ')} (${kind})`)
    .join('; ')
}

function placeOf(typed: number | undefined, values: readonly number[], study: string): number {
  const place = typed === undefined ? -1 : values.indexOf(typed)
  if (place >= 0) return place
  const had = `the study "${study}" has ${values.join(', ')} (fractions of Nyquist)`
  throw new UserError(
    'usage',
    typed === undefined
      ? `At which mixing frequency? Give one with --f-mix: ${had}.`
      : `The mixing frequency ${typed} was not measured: ${had}.`,
  )
}

/** A word that must be said, that there is, and that the study has. */
function wanted<const Word extends string>(
  what: string,
  typed: string | undefined,
  words: readonly Word[],
  measured: readonly (string | number)[],
): Word {
  if (typed === undefined)
    throw new UserError('usage', `Which ${what}? Give one with --${what}: ${measured.join(', ')}.`)
  return oneOf(what, words)(typed)
}

function refuse(
  options: GalleryOptions,
  kind: string,
  without: readonly ('fMix' | 'type' | 'severity')[],
): void {
  const given = without.find((option) => options[option] !== undefined)
  if (given !== undefined)
    throw new UserError(
      'usage',
      `--${given === 'fMix' ? 'f-mix' : given} means nothing for the ${kind} study: leave it out.`,
    )
}
