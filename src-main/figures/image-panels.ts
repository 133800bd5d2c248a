/** What stands in a panel of chosen images, by kind of study: pictures, the words below them, the table, the caption. Pure. */
import { CORRUPTION_NAMES } from '../contract/kinds/corruption/corruptions'
import { IMAGE_STATES } from './image-states'
import { counted, listed } from './numbers'
import { formatSize, sizeUnit } from './sizes'
import type { Cell } from './csv'
import type { Tile } from './image-grid'
import type { ImagePanel } from './image-panel'
import type { NormName } from '../contract/kinds/attack/methods'
import type { AttackGallery, GalleryPerturbation } from '../contract/kinds/attack/window'
import type { CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import type { CorruptionGallery } from '../contract/kinds/corruption/window'
import type { GalleryPair } from '../contract/kinds/hybrid/window'

/** What the pictures of an item are; the first is usual. */
export const HYBRID_TILES = ['low+high+hybrid', 'parts+hybrid', 'low+high+parts+hybrid', 'hybrid'] as const
export const PERTURBATION_TILES = [
  'clean+perturbed+difference',
  'clean+perturbed',
  'clean+difference',
  'perturbed',
  'difference',
] as const
export const CORRUPTION_TILES = ['clean+corrupted', 'corrupted'] as const

interface Shown {
  /** Whose answers stand below: none, one, or two beside each other. */
  models: readonly string[]
  nameOf: (id: string) => string
  /** From the address of a picture to the picture. */
  sourceOf: (url: string) => string
  size: ImagePanel['size']
  fieldOfView: number | undefined
  columns: number | null
}

const CHOSEN = 'The images were chosen by hand, not drawn'

const picture = (source: string, words: readonly string[] = []): Tile => ({ source, instead: '', words })

/** `cat 0.71` */
function answerWords(name: string | null, confidence: number | null): string {
  if (name === null) return 'no finite answer'
  return confidence === null || !Number.isFinite(confidence) ? name : `${name} ${confidence.toFixed(2)}`
}

/** Of one model what it says; of two their names, too. */
function byModel<Answer extends { model: string }>(
  answers: readonly Answer[],
  { models, nameOf }: Pick<Shown, 'models' | 'nameOf'>,
  words: (answer: Answer) => string,
): string[] {
  return models.flatMap((model) => {
    const answer = answers.find((each) => each.model === model)
    const said = answer === undefined ? [] : [words(answer)]
    return models.length > 1 ? [`${nameOf(model)}:`, ...said] : said
  })
}

/** A row for each of these models with its answer, or one row where none was asked for. */
function rowsOf<Answer extends { model: string }>(
  before: readonly Cell[],
  answers: readonly Answer[],
  { models, nameOf }: Pick<Shown, 'models' | 'nameOf'>,
  cells: (answer: Answer | undefined) => Cell[],
): Cell[][] {
  if (models.length === 0) return [[...before, null, null, ...cells(undefined)]]
  return models.map((model) => [
    ...[...before, model, nameOf(model)],
    ...cells(answers.find((each) => each.model === model)),
  ])
}

export function hybridPanel(
  pairs: readonly GalleryPair[],
  shown: Shown & {
    tiles: (typeof HYBRID_TILES)[number]
    /** Fraction of Nyquist. */
    fMix: number
    /** The same in words, with cycles per image. */
    frequency: string
  },
): ImagePanel {
  const { tiles, models, nameOf, sourceOf, fMix, frequency } = shown
  const parts: { heading: string; tile: (pair: GalleryPair) => Tile }[] = []
  if (tiles.startsWith('low'))
    parts.push(
      { heading: 'low image', tile: ({ low }) => picture(sourceOf(low.url), [low.label]) },
      { heading: 'high image', tile: ({ high }) => picture(sourceOf(high.url), [high.label]) },
    )
  if (tiles.includes('part'))
    parts.push(
      { heading: 'low part', tile: ({ low, lowPart }) => picture(sourceOf(lowPart.url), [low.label]) },
      { heading: 'high part', tile: ({ high, highPart }) => picture(sourceOf(highPart.url), [high.label]) },
    )
  parts.push({
    heading: 'hybrid',
    tile: ({ hybrid, low, high, answers }) =>
      picture(sourceOf(hybrid.url), [
        ...(tiles === 'hybrid' ? [`low: ${low.label}`, `high: ${high.label}`] : []),
        ...byModel(
          answers,
          shown,
          ({ predicted, confidence, verdict }) => `${answerWords(predicted, confidence)} (${verdict})`,
        ),
      ]),
  })
  const shownParts = tiles.includes('part')
    ? ' High parts are shown with the mean of their image added, clipped to [0, 1].'
    : ''
  const answering =
    models.length === 0
      ? ''
      : ` Below each hybrid the answer of ${listed(models.map(nameOf))} with its softmax probability, and whether it is the class of the image that gave the low or the high frequencies, or a third category.`
  return {
    ...common(shown),
    headings: parts.map(({ heading }) => heading),
    items: pairs.map((pair) => parts.map(({ tile }) => tile(pair))),
    common: `<i>f</i><sub>mix</sub> = ${frequency}`,
    caption: `${counted(pairs.length, 'hybrid image')} at f_mix = ${frequency}: spatial frequencies below it are of the low image, those above it of the high image.${shownParts}${answering} ${CHOSEN}.`,
    table: {
      header: [
        ...['item', 'pairing seed', 'place in the pairing', 'f_mix (fraction of Nyquist)'],
        ...['low image (index in the data set)', 'low image (class)'],
        ...['high image (index in the data set)', 'high image (class)', 'model', 'model name', 'answer'],
        ...['confidence (softmax probability)', 'answered as'],
      ],
      rows: pairs.flatMap(({ seed, position, low, high, answers }, i) =>
        rowsOf(
          [i + 1, seed ?? 'listed', position, fMix, low.index, low.label, high.index, high.label],
          answers,
          shown,
          (answer) => [answer?.predicted ?? null, answer?.confidence ?? null, answer?.verdict ?? null],
        ),
      ),
    },
  }
}

type Attacked = AttackGallery['images'][number]

export function perturbedPanel(
  images: readonly Attacked[],
  shown: Shown & {
    tiles: (typeof PERTURBATION_TILES)[number]
    norm: NormName
    /** Of all differences; null: of each its own. */
    gain: number | null
    /** Norm, method and criterion in words. */
    method: string
  },
): ImagePanel {
  const { tiles, models, nameOf, sourceOf, norm, gain, method } = shown
  const parts: { heading: string; tile: (image: Attacked) => Tile }[] = []
  const has = (name: string): boolean => tiles.split('+').includes(name)
  const of = (image: Attacked, model: string): GalleryPerturbation | undefined =>
    image.perturbations.find((each) => each.model === model)
  if (has('clean'))
    parts.push({
      heading: 'original',
      tile: ({ clean, label, target, perturbations }) =>
        picture(sourceOf(clean.url), [
          label,
          ...(target === null ? [] : [`target: ${target}`]),
          ...byModel(
            perturbations,
            shown,
            (each) => `answer: ${answerWords(each.clean.predicted, each.clean.confidence)}`,
          ),
        ]),
    })
  for (const model of models) {
    const whose = models.length > 1 ? `${nameOf(model)}: ` : ''
    const made = (
      image: Attacked,
      address: (each: GalleryPerturbation) => string | undefined,
      words: (each: GalleryPerturbation) => string[],
    ): Tile => {
      const each = of(image, model)
      const url = each && address(each)
      const instead = each === undefined ? 'not computed' : IMAGE_STATES[each.status].words
      return url === undefined ? { source: null, instead, words: [] } : picture(sourceOf(url), words(each!))
    }
    if (has('perturbed'))
      parts.push({
        heading: `${whose}perturbed`,
        tile: (image) =>
          made(
            image,
            ({ perturbed }) => perturbed?.url,
            ({ predicted, confidence, distance }) => [
              ...(has('clean') ? [] : [`of ${image.label}`]),
              answerWords(predicted, confidence),
              ...(has('difference') ? [] : sizes(distance, norm)),
            ],
          ),
      })
    if (has('difference'))
      parts.push({
        heading: `${whose}difference${gain === null ? '' : ` × ${gain}`}`,
        tile: (image) =>
          made(
            image,
            ({ difference }) => difference?.url,
            (each) => [
              ...(tiles === 'difference' ? [image.label] : []),
              ...(gain === null ? [`× ${each.gain}`] : []),
              ...sizes(each.distance, norm),
            ],
          ),
      })
  }
  const enlarged =
    gain === null
      ? 'each enlarged by itself as said below it, around mid-grey (0.5) and clipped to [0, 1]'
      : `× ${gain} around mid-grey (0.5) and clipped to [0, 1]`
  const sentences = [
    `Perturbations of ${counted(images.length, 'image')} for ${listed(models.map(nameOf))}: ${method}.`,
    ...(has('clean')
      ? ['Below each original its class and the answer to it, with the softmax probability.']
      : []),
    ...(has('perturbed') ? ['Below each perturbed image the answer to that.'] : []),
    ...(has('difference') ? [`Differences are perturbed minus original, ${enlarged}.`] : []),
    `ε is the size of the perturbation (${sizeUnit(norm)}). ${CHOSEN}.`,
  ]
  return {
    ...common(shown),
    headings: parts.map(({ heading }) => heading),
    items: images.map((image) => parts.map(({ tile }) => tile(image))),
    common: `<i>ε</i>: ${sizeUnit(norm)}`,
    caption: sentences.join(' '),
    table: {
      header: [
        ...['item', 'image (index in the data set)', 'class', 'target', 'model', 'model name'],
        ...['answer to the original', 'confidence of it (softmax probability)', 'outcome'],
        ...[`size ε (${sizeUnit(norm)})`, 'answer to the perturbed image'],
        ...['confidence of it, perturbed (softmax probability)', 'difference drawn × (1)'],
      ],
      rows: images.flatMap(({ index, label, target, perturbations }, i) =>
        rowsOf([i + 1, index, label, target], perturbations, shown, (each) => [
          ...[each?.clean.predicted ?? null, each?.clean.confidence ?? null, each?.status ?? null],
          ...[each?.distance ?? null, each?.predicted ?? null, each?.confidence ?? null, each?.gain ?? null],
        ]),
      ),
    },
  }
}

function sizes(distance: number | null, norm: NormName): string[] {
  return distance === null ? [] : [`ε = ${formatSize({ value: distance, low: null, high: null }, norm)}`]
}

export function corruptedPanel(
  images: CorruptionGallery['images'],
  shown: Shown & {
    tiles: (typeof CORRUPTION_TILES)[number]
    type: CorruptionType
    severity: Severity
    /** Made here or official, in words. */
    origin: string
  },
): ImagePanel {
  const { tiles, models, nameOf, sourceOf, type, severity, origin } = shown
  const what = `${CORRUPTION_NAMES[type]}, severity ${severity}`
  const hasClean = tiles === 'clean+corrupted' && images.every(({ clean }) => clean !== null)
  const answering =
    models.length === 0
      ? ''
      : ` Below each corrupted image the answer of ${listed(models.map(nameOf))} with its softmax probability, and whether it is right.`
  return {
    ...common(shown),
    headings: [...(hasClean ? ['clean'] : []), what],
    items: images.map(({ clean, corrupted, label, answers }) => [
      ...(hasClean && clean !== null ? [picture(sourceOf(clean.url), [label])] : []),
      picture(sourceOf(corrupted.url), [
        ...(hasClean ? [] : [label]),
        ...byModel(
          answers,
          shown,
          ({ predicted, confidence, right }) =>
            `${right ? 'right' : 'wrong'}: ${answerWords(predicted, confidence)}`,
        ),
      ]),
    ]),
    common: '',
    caption: `${counted(images.length, 'image')} under ${what} (${origin}).${answering} ${CHOSEN}.`,
    table: {
      header: [
        ...['item', 'image (index in the data set)', 'class', 'corruption', 'severity (1 to 5)', 'model'],
        ...['model name', 'answer', 'confidence (softmax probability)', 'outcome'],
      ],
      rows: images.flatMap(({ index, label, answers }, i) =>
        rowsOf([i + 1, index, label, type, severity], answers, shown, (answer) => [
          ...[answer?.predicted ?? null, answer?.confidence ?? null],
          answer === undefined ? null : answer.right ? 'right' : 'wrong',
        ]),
      ),
    },
  }
}

function common({
  size,
  fieldOfView,
  columns,
}: Shown): Pick<ImagePanel, 'size' | 'fieldOfView' | 'columns' | 'notes'> {
  return { size: { width: size.width, height: size.height }, fieldOfView, columns, notes: [] }
}
