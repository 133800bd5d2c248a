/**
 * Where corrupted images come from, in the words that stand beside every number of a study, and what else has
 * to be said with it. Official and generated results have different words, so that no figure mixes them unsaid.
 */
import { NOISE_CORRUPTIONS, fewerThanBenchmark } from '../../contract/kinds/corruption/corruptions'
import { PER_PIXEL_FACTOR } from '../../contract/images/gray-weights'
import { imagesPerCell } from './expand'
import type { CorruptionOrigin, CorruptionSource } from '../../contract/kinds/corruption/study'
import type {
  CorruptionType,
  GrayNoise,
  OfficialCorruptionSet,
} from '../../contract/kinds/corruption/corruptions'
import type { DataSetFile } from '../../contract/data-set'
import type { CorruptionPlan } from '../../contract/kinds/corruption/study'

/** As the paper labels its axes (methods G.5, G.6). */
const AXIS_NAMES: Record<OfficialCorruptionSet, string> = {
  'CIFAR-10-C': 'CIFAR10-C',
  'CIFAR-100-C': 'CIFAR100-C',
  'Tiny-ImageNet-C': 'TinyImageNet-C',
  'ImageNet-C': 'ImageNet-C',
}

/** “a, b and c”. */
const LIST = new Intl.ListFormat('en-GB')

/** A name may have 98 signs, and the axis of a small panel has room for twenty beside its words. */
function onAnAxis(name: string): string {
  return name.length > 20 ? `${name.slice(0, 19)}…` : name
}

/** @param file the clean images; undefined when they are no longer in the project */
export function originOf(plan: CorruptionPlan, file: DataSetFile | undefined): CorruptionOrigin {
  const { source } = plan
  const name = onAnAxis(file?.name ?? plan.data.dataSet)
  if (source.kind === 'generated') {
    const frost = plan.types.includes('frost') ? ', frost is ours' : ''
    const gray = grayOf(source, file)
    return {
      kind: 'generated',
      label: `generated here (${source.table} constants)${grayWords(gray?.noise)}${frost}`,
      axis: `${name}, corrupted here: acc. (%)`,
      set: null,
      table: source.table,
      seed: source.seed,
      crop: null,
      gray: file?.channels === 1,
      grayNoise: gray?.noise ?? null,
    }
  }
  const { set, crop, gray, classes, numbered } = source
  const details = [
    ...(gray ? ['gray'] : []),
    ...(classes
      ? [
          `${classes.order.length} of ${classes.of} classes, matched ${numbered ? 'in the published order' : 'by name'}`,
        ]
      : []),
    ...(crop === 'as stored' ? [] : [`crop: ${crop}`]),
  ].join(', ')
  return {
    kind: 'official',
    label: `official: ${set ?? `files of the layout, not one of the four sets`}${details === '' ? '' : ` (${details})`}`,
    axis: set === null ? `${name}-C (own files) acc. (%)` : `${AXIS_NAMES[set]} acc. (%)`,
    set,
    table: null,
    seed: null,
    crop,
    gray,
    grayNoise: null,
  }
}

function grayWords(noise: GrayNoise | undefined): string {
  if (noise === undefined) return ''
  return noise === 'as-published' ? ', corrupted in colour, then gray' : ', gray pixels corrupted'
}

/** Whether the means are of what published means are of: all types, severities and images. */
export function isComparable(plan: CorruptionPlan): boolean {
  return fewerThanAll(plan).length === 0
}

/** What a study takes less of than published means do, in words. Only what differs: "15 of the 15 types" is no reason. */
function fewerThanAll(plan: CorruptionPlan): string[] {
  const { source, data, precision } = plan
  const adaptive = precision !== undefined
  // An official folder may have more images than the clean set.
  const allOfficial = source.kind === 'generated' || imagesPerCell(plan) >= source.images
  const allImages =
    data.limit === null && !adaptive && allOfficial && (data.selection?.leftOut.length ?? 0) === 0
  return [
    ...fewerThanBenchmark(plan.types, plan.severities),
    ...(allImages ? [] : [`${adaptive ? 'at most ' : ''}${imagesPerCell(plan)} images per cell`]),
  ]
}

/** One sentence each. @param file the clean images; undefined when they are no longer in the project */
export function noticesOf(plan: CorruptionPlan, file: DataSetFile | undefined): string[] {
  const { source } = plan
  const notices: string[] = []
  const fewer = fewerThanAll(plan)
  if (fewer.length > 0)
    notices.push(
      `The means are over ${LIST.format(fewer)}, and published means over all: the two are not comparable.`,
    )
  if (source.kind === 'generated') {
    if (plan.types.includes('frost'))
      notices.push(
        'Frost is ours: its ice is drawn by Halfpower, because the pictures of the benchmark are not ours to ship.',
      )
    notices.push(...grayNotices(grayOf(source, file), plan.types))
    notices.push(
      'The images were corrupted here from the clean ones as they are stored: official files went through other resizing and JPEG, so compare generated results with generated ones.',
    )
    return notices
  }
  notices.push(...cleanNotices(source, plan))
  if (source.falling)
    notices.push(
      `The official images of ${source.falling.join(', ')} are nearer to the clean ones at severity ${plan.severities.at(-1)} than at ${plan.severities[0]}: either their severities are stored from the strongest to the weakest, so that every number by severity is turned round, or they were made from other images.`,
    )
  if (source.numbered && file) notices.push(numbersSentence(source, file))
  if (source.crop !== 'as stored')
    notices.push(
      'The files were enlarged to 256 and cropped to 224 pixels as in the paper, which costs about 1.5 points of accuracy against the benchmark (methods L.7).',
    )
  if (plan.spectra !== null)
    notices.push(
      'Spectra of official files hold what tells the clean images from those that were corrupted (resizing, JPEG), most visibly at severity 1 (methods L.19).',
    )
  return notices
}

/** What is taken where only numbers say which classes are meant, so that another order is seen. */
function numbersSentence(
  { numbered, classes }: Extract<CorruptionSource, { kind: 'official' }>,
  { id, classNames }: DataSetFile,
): string {
  const meaning = [0, 1].flatMap((number) => {
    const name = classNames[classes ? (classes.order[number] ?? -1) : number]
    return name === undefined ? [] : [`${number} is "${name}"`]
  })
  const taken =
    numbered === 'as published'
      ? `in the order in which CIFAR-${classNames.length} is published`
      : `for the places of the classes of "${id}"`
  return `Classes of the official files, or of "${id}", are numbers without names, which are taken ${taken} (${meaning.join(', ')} and so on): counted in another order, the accuracies are false. For labels.npy a file classes.txt beside it, one class a line in the order of the numbers, decides.`
}

/** Whether the images of the cells are the clean ones at the same places, as far as that is known. */
export function areClean({ source, data }: CorruptionPlan): boolean {
  if (source.kind === 'generated') return true
  return source.images === data.images && (source.labels ?? 'as clean') === 'as clean'
}

/** Whether the clean accuracy is of the images of the cells. */
function cleanNotices(
  source: Extract<CorruptionSource, { kind: 'official' }>,
  plan: CorruptionPlan,
): string[] {
  const { data } = plan
  if (source.images !== data.images)
    return [
      `The official files have ${source.images} images per cell and the clean data set ${data.images}: the clean accuracy is of other images.`,
    ]
  const some = imagesPerCell(plan) < source.images
  switch (source.labels) {
    case 'as clean':
      return []
    case 'another order':
      return [
        some
          ? 'The official images are in another order than the clean ones, by their labels: the clean accuracy is of other images.'
          : 'The official images are in another order than the clean ones, by their labels: which is which is not known.',
      ]
    case 'other':
      return [
        'The official images have other labels than the clean ones: the clean accuracy is of other images.',
      ]
    case undefined:
      // All of them are the same however they are ordered; which some of them are hangs on the order.
      return some
        ? [
            `When this study was planned only the number of the official images was compared with that of the clean ones, not their labels: whether the ${imagesPerCell(plan)} images of a cell are those of the clean accuracy${data.selection && data.selection.leftOut.length > 0 ? ', and whether training images are among them,' : ''} is not known. Start it again: finished cells are not computed anew.`,
          ]
        : []
    default:
      throw source.labels satisfies never
  }
}

interface GrayImages {
  noise: GrayNoise
  /** Whether what is stored has colours; null: the study is from before that was asked. */
  colourSource: boolean | null
}

/** Null for colour images. Plans from before there was a choice do not say it: their gray images are per pixel. */
function grayOf(
  { gray }: Extract<CorruptionSource, { kind: 'generated' }>,
  file: DataSetFile | undefined,
): GrayImages | null {
  if (gray !== null) return gray
  return file?.channels === 1 ? { noise: 'per-pixel', colourSource: null } : null
}

/** How gray images were corrupted, where it is not as the published gray sets were. */
function grayNotices(gray: GrayImages | null, types: readonly CorruptionType[]): string[] {
  if (gray === null) return []
  if (gray.noise === 'as-published')
    return gray.colourSource
      ? []
      : [
          'The images have no colours: three equal channels were corrupted and then reduced to gray, as the published gray sets corrupt colours and then reduce.',
        ]
  if (!types.some((type) => NOISE_CORRUPTIONS.includes(type))) return []
  const why =
    gray.colourSource === null
      ? 'as Halfpower did when this study was made'
      : gray.colourSource
        ? 'as was asked for'
        : 'because the images have no colours'
  return [
    `Noise was drawn once per gray pixel, ${why}: its standard deviation is ${PER_PIXEL_FACTOR.toFixed(2)} times that of the published gray sets, which corrupt in colour and then reduce (--gray-noise as-published does the same here).`,
  ]
}
