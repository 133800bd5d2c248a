/** Views of the images of a study: chosen ones with their pictures, which are made anew whenever the panel is drawn. */
import { UserError } from '../../contract/errors'
import { corruptionTypeSchema, severitySchema } from '../../contract/kinds/corruption/corruptions'
import { convert, formatNumber, mixingFrequency, quantity } from '../../contract/units'
import { imagePanelFigure, imagePanelHeight } from '../image-panel'
import { nameModels } from '../model-words'
import {
  HYBRID_TILES,
  PERTURBATION_TILES,
  CORRUPTION_TILES,
  corruptedPanel,
  hybridPanel,
  perturbedPanel,
} from '../image-panels'
import { choiceOf, option, resultOf, surroundings } from './view'
import { MOST_PANEL_IMAGES, imagesOf, pairWord, pairsOf } from './image-lists'
import type { ImagePanel } from '../image-panel'
import type { Ask, Asked, Loaded, View } from './view'
import type { PictureFile } from '../../contract/images/picture-file'

/** Words beside any figure of a panel that is narrower than a page. */
const COLUMNS = option('columns', 'in a row', ['as many as fit', '1', '2', '3', '4', '5', '6', '8', '10'])
const IMAGES = option('images', 'images', [], '')
const BESIDE = option('beside', 'a second model', [], '')
/** As `attack.gallery` takes it, with words for what is no number. */
const GAINS = ['all alike', 'each by itself', '1', '10', '30', '100', '300'] as const

function columnsOf({ options }: Asked): number | null {
  const asked = Number(options['columns'])
  return Number.isInteger(asked) && asked > 0 ? asked : null
}

/** Of one that is asked for by name or its beginning, as in the contract; null: none is. */
const besideOf = ({ options }: Asked): string | null => options['beside'] || null

interface Named {
  fieldOfView: number | undefined
  nameOf: (id: string) => string
}

async function named(ask: Ask, ids: readonly string[]): Promise<Named> {
  const { models, fieldOfView } = await surroundings(ask)
  const names = nameModels(ids, models)
  return { fieldOfView, nameOf: (id) => names.get(id) ?? id }
}

/** Every picture once; all of one size. */
async function files(
  ask: Ask,
  urls: readonly string[],
): Promise<{ sourceOf: (url: string) => string; size: PictureFile }> {
  const all = [...new Set(urls)]
  const found = await ask('picture.files', { pictures: all })
  const [first] = found
  if (!first || found.some(({ width, height }) => width !== first.width || height !== first.height))
    throw new Error('The pictures of one study have several sizes.')
  const sources = new Map(all.map((url, i) => [url, found[i]!.source]))
  return { sourceOf: (url) => sources.get(url)!, size: first }
}

function loaded(asked: Asked, models: readonly (string | null)[], panel: ImagePanel): Loaded {
  return {
    draw: (appearance) => imagePanelFigure(panel, appearance),
    aspect: 1,
    heightAt: (width) => imagePanelHeight(panel, width),
    studies: [asked.study ?? ''],
    models: models.filter((id) => id !== null),
  }
}

const imageWord = (index: number): string => `image ${index}`

/** All that were asked for, or a sentence with the first that is missing. */
function assertAll(asked: readonly string[], found: readonly string[], study: string): void {
  const missing = asked.find((each) => !found.includes(each))
  if (missing === undefined) return
  throw new UserError(
    'usage',
    `The study "${study}" has no answer (yet) for ${missing} of the chosen images: finish it, or choose others.`,
  )
}

export const hybridImages: View = {
  words: 'chosen hybrid images, with what a model answers',
  kind: 'hybrid',
  needsModel: true,
  options: [
    IMAGES,
    option('f_mix', 'f_mix', [], ''),
    option('tiles', 'pictures', HYBRID_TILES),
    COLUMNS,
    BESIDE,
  ],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { plan } = await ask('study.get', { study })
    if (plan.kind !== 'hybrid') throw otherKind(study, plan.kind, 'hybrid')
    const fMix = frequencyOf(asked.options['f_mix'] ?? '', plan.fMix.values, study)
    const pairs = pairsOf(asked.options['images'] ?? '', study)
    const answer = await ask('hybrid.gallery', {
      ...{ study, fMixIndex: plan.fMix.values.findIndex((value) => value === fMix), pairs },
      ...{ model: asked.model, beside: besideOf(asked), start: 0, count: MOST_PANEL_IMAGES },
    })
    assertAll(pairs.map(pairWord), answer.pairs.map(pairWord), study)
    const tiles = choiceOf(asked, 'tiles', HYBRID_TILES, HYBRID_TILES[0])
    const shown = [answer.model, answer.beside].filter((id) => id !== null)
    const { nameOf, fieldOfView } = await named(
      ask,
      plan.models.map(({ id }) => id),
    )
    const { sourceOf, size } = await files(
      ask,
      answer.pairs.flatMap((pair) => [
        ...[pair.low.url, pair.high.url, pair.hybrid.url],
        ...(tiles.includes('part') ? [pair.lowPart.url, pair.highPart.url] : []),
      ]),
    )
    const side = size.width
    const perImage = convert(quantity(mixingFrequency(fMix), 'fraction of Nyquist'), 'cycles/image', { side })
    return loaded(
      asked,
      shown,
      hybridPanel(answer.pairs, {
        ...{ tiles, models: shown, nameOf, sourceOf, size, fieldOfView, columns: columnsOf(asked) },
        ...{ fMix, frequency: `${fMix} of Nyquist (${formatNumber(perImage.value)} cycles/image)` },
      }),
    )
  },
}

function otherKind(study: string, kind: string, wanted: string): UserError {
  return new UserError('usage', `The study "${study}" is of kind "${kind}", not "${wanted}".`)
}

function frequencyOf(typed: string, values: readonly number[], study: string): number {
  const found = values.find((value) => String(value) === typed || (typed !== '' && value === Number(typed)))
  if (found !== undefined) return found
  const had = `the study "${study}" has ${values.join(', ')} (fractions of Nyquist)`
  throw new UserError(
    'usage',
    typed === ''
      ? `At which mixing frequency? Say f_mix: ${had}.`
      : `The mixing frequency f_mix "${typed}" was not measured: ${had}.`,
  )
}

export const perturbationImages: View = {
  words: 'chosen images, perturbed, with the differences',
  kind: 'attack',
  needsModel: true,
  options: [
    IMAGES,
    option('tiles', 'pictures', PERTURBATION_TILES),
    option('gain', 'differences enlarged', GAINS),
    COLUMNS,
    BESIDE,
  ],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const result = await resultOf(ask, study, 'attack')
    const { plan } = await ask('study.get', { study })
    if (plan.kind !== 'attack') throw otherKind(study, plan.kind, 'attack')
    const images = imagesOf(asked.options['images'] ?? '', study)
    const gain = choiceOf(asked, 'gain', GAINS, 'all alike')
    const model = asked.model ?? plan.models[0]!.id
    const answer = await ask('attack.gallery', {
      ...{ study, images, model, beside: besideOf(asked), start: 0, count: MOST_PANEL_IMAGES },
      gain: gain === 'all alike' ? null : gain === 'each by itself' ? 'own' : Number(gain),
    })
    assertAll(
      images.map(imageWord),
      answer.images.map(({ index }) => imageWord(index)),
      study,
    )
    const tiles = choiceOf(asked, 'tiles', PERTURBATION_TILES, PERTURBATION_TILES[0])
    const shown = [answer.model ?? model, answer.beside].filter((id) => id !== null)
    const { nameOf, fieldOfView } = await named(
      ask,
      plan.models.map(({ id }) => id),
    )
    const { sourceOf, size } = await files(
      ask,
      answer.images.flatMap(({ clean, perturbations }) => [
        clean.url,
        ...perturbations
          .filter((each) => shown.includes(each.model))
          .flatMap(({ perturbed, difference }) => [perturbed, difference].flatMap((each) => each?.url ?? [])),
      ]),
    )
    return loaded(
      asked,
      shown,
      perturbedPanel(answer.images, {
        ...{ tiles, models: shown, nameOf, sourceOf, size, fieldOfView, columns: columnsOf(asked) },
        ...{ norm: plan.settings.norm, gain: answer.gain, method: result.caption },
      }),
    )
  },
}

export const corruptionImages: View = {
  words: 'chosen images of one corruption and severity',
  kind: 'corruption',
  needsModel: true,
  options: [
    IMAGES,
    option('type', 'type', [], ''),
    option('severity', 'severity', ['1', '2', '3', '4', '5'], ''),
    option('tiles', 'pictures', CORRUPTION_TILES),
    COLUMNS,
    BESIDE,
  ],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const result = await resultOf(ask, study, 'corruption')
    const images = imagesOf(asked.options['images'] ?? '', study)
    const type = corruptionTypeSchema.safeParse(asked.options['type'] ?? '')
    if (!type.success)
      throw new UserError(
        'usage',
        `Which type of corruption? Say type: the study "${study}" has ${result.types.join(', ')}.`,
      )
    const severity = severitySchema.safeParse(Number(asked.options['severity'] ?? ''))
    if (!severity.success)
      throw new UserError(
        'usage',
        `Which severity? Say severity: the study "${study}" has ${result.severities.join(', ')}.`,
      )
    const answer = await ask('corruption.gallery', {
      ...{ study, images, type: type.data, severity: severity.data },
      ...{ model: asked.model, beside: besideOf(asked), start: 0, count: MOST_PANEL_IMAGES },
    })
    assertAll(
      images.map(imageWord),
      answer.images.map(({ index }) => imageWord(index)),
      study,
    )
    const shown = [answer.model, answer.beside].filter((id) => id !== null)
    const { nameOf, fieldOfView } = await named(
      ask,
      result.models.map(({ id }) => id),
    )
    const tiles = choiceOf(asked, 'tiles', CORRUPTION_TILES, CORRUPTION_TILES[0])
    const { sourceOf, size } = await files(
      ask,
      answer.images.flatMap(({ clean, corrupted }) => [
        corrupted.url,
        ...(clean === null || tiles === 'corrupted' ? [] : [clean.url]),
      ]),
    )
    return loaded(
      asked,
      shown,
      corruptedPanel(answer.images, {
        ...{ tiles, models: shown, nameOf, sourceOf, size, fieldOfView, columns: columnsOf(asked) },
        ...{ type: type.data, severity: severity.data, origin: answer.origin.label },
      }),
    )
  },
}
