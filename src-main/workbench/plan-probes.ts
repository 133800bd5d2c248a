/**
 * From a request for corruptions, filters or a Fourier map to a full plan; what cannot be computed is refused in
 * one sentence before anything is stored.
 */
import { resolve } from 'node:path'
import { CORRUPTION_TYPES, SEVERITIES } from '../contract/kinds/corruption/corruptions'
import { compareClassNames, plainName } from '../contract/class-names'
import { UserError } from '../contract/errors'
import { DEFAULT_IMAGES } from '../contract/image-selection'
import { MIXING_GRIDS, defaultGridName } from '../contract/mixing-grids'
import { tableForSize } from '../corruptions/tables'
import { PUBLISHED_NORMS } from '../frequency/fourier-basis'
import { MEASURED_PARTS } from '../contract/measured-parts'
import { choosePart } from '../project/data-sets'
import { imagesPerCell } from '../studies/corruption/expand'
import { imageCount } from '../studies/study'
import { chooseImages } from './choose-images'
import { modelChoices } from './class-matching'
import { measured, sideOf } from './measured'
import type { CorruptionRequest, CorruptionSource } from '../contract/kinds/corruption/study'
import type { CorruptionType, GrayNoise } from '../contract/kinds/corruption/corruptions'
import type { DataSetFile, DataSetPart } from '../contract/data-set'
import type { FilterRequest } from '../contract/kinds/filter/study'
import type { FourierMapRequest } from '../contract/kinds/fourier-map/study'
import type { ModelFile } from '../contract/model'
import type { CorruptionPlan } from '../contract/kinds/corruption/study'
import type { DataChoice } from '../contract/choices'
import type { FilterPlan } from '../contract/kinds/filter/study'
import type { FourierMapPlan } from '../contract/kinds/fourier-map/study'
import type { InspectedCorruptionSet } from '../contract/kinds/corruption/tasks'
import type { Project } from '../project/project'
import type { Planned, PlanningHelp } from './plan-study'

/** Bytes of kept images of one cell: they are put together in memory. */
const MOST_KEPT = 1024 ** 3
/** From this side on, images are treated as ImageNet's. */
const LARGE = 128
/** Cycles per image along each axis that are published for ImageNet: 63×63 places. */
const LARGE_EXTENT = 31
/** Of the pairs of hybrids whose histograms and spectra are shown. */
const HYBRID_SEED = 0

/** An official set as planning asks for it; `help.corruptionSet` opens it in a job process. */
export interface SetQuestion {
  folder: string
  gray: boolean
  crop: Extract<CorruptionRequest['source'], { kind: 'official' }>['crop']
  types: CorruptionType[]
  severities: CorruptionRequest['severities']
}

export async function planCorruption(
  project: Project,
  request: CorruptionRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const names = request.baseline === undefined ? request.models : [...request.models, request.baseline]
  const found =
    names.length === 0
      ? await imagesOnly(project, request)
      : await measured(project, { ...request, models: names })
  const { file, part, models } = found
  const types = CORRUPTION_TYPES.filter((type) => request.types.includes(type))
  const severities = SEVERITIES.filter((severity) => request.severities.includes(severity))
  const source = await sourceOf(request, file, part, { types, severities }, help)
  const { baseline } = request
  const data = await chooseImages(project, found, request, DEFAULT_IMAGES.corruption, help, {
    saysAll: request.spectra,
    most: source.kind === 'official' ? Math.max(source.images, part.images) : part.images,
  })
  checkLeftOut(data, source, file)
  const plan: CorruptionPlan = {
    kind: 'corruption',
    models: modelChoices(models, file),
    data,
    source,
    types,
    severities,
    spectra: null,
    baseline: baseline === undefined ? null : (await project.models.find(baseline)).id,
    keepImages: request.keepImages,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  if (request.spectra) plan.spectra = Math.min(request.spectrumImages, imagesPerCell(plan))
  checkKept(plan, file)
  const where =
    source.kind === 'official' ? (source.set ?? 'corrupted files') : `${file.name}, corrupted here`
  return { plan, title: `Corruptions: ${where}, ${inWords(models)}` }
}

/** Official files are the images of a data set in its order: only then is it known which of them are training images. */
function checkLeftOut({ selection, images }: DataChoice, source: CorruptionSource, file: DataSetFile): void {
  if (source.kind === 'official' && source.images !== images && selection && selection.leftOut.length > 0)
    throw new UserError(
      'input',
      `"${source.folder}" has ${source.images} images per cell and "${file.id}" ${images}, on some of which a model was trained: which of the official ones are the same cannot be told. Choose the data set that they were made from, or ask for training images with --include-training-images.`,
    )
}

async function imagesOnly(
  project: Project,
  request: CorruptionRequest,
): Promise<{ file: DataSetFile; part: DataSetPart; models: ModelFile[] }> {
  if (!request.spectra && !request.keepImages)
    throw new UserError(
      'usage',
      'Nothing is asked for: name at least one model (--model), or ask for the spectra of the corruptions (--spectra).',
    )
  const file = await project.dataSets.find(request.dataSet)
  await project.dataSets.assertAvailable(file)
  return { file, part: choosePart(file, request.split ?? null, MEASURED_PARTS), models: [] }
}

async function sourceOf(
  request: CorruptionRequest,
  file: DataSetFile,
  part: DataSetPart,
  { types, severities }: Pick<CorruptionPlan, 'types' | 'severities'>,
  help: PlanningHelp,
): Promise<CorruptionSource> {
  const { source } = request
  if (source.kind === 'generated') {
    const { table = tableForSize(file.height, file.width), seed, grayNoise } = source
    return { kind: 'generated', table, seed, gray: await grayOf(grayNoise, file, part, help) }
  }
  if (request.keepImages)
    throw new UserError('usage', 'Official images are on disk already: only generated ones can be kept.')
  const folder = resolve(source.folder)
  const gray = file.channels === 1
  const { crop } = source
  const found = await help.corruptionSet({ folder, gray, crop, types, severities })
  const classes = checkSet(found, folder, file, types)
  if (request.spectra && found.images !== part.images)
    throw new UserError(
      'input',
      `Spectra need the clean images of the corrupted ones: "${folder}" has ${found.images} images per cell, but "${file.id}" ${part.images}; choose the data set that it was made from.`,
    )
  return {
    ...{ kind: 'official', folder, set: found.set, images: found.images, gray, crop, cells: found.cells },
    ...(classes === undefined ? {} : { classes }),
  }
}

/** How gray images are corrupted; null for colour ones. */
async function grayOf(
  asked: GrayNoise | undefined,
  file: DataSetFile,
  part: DataSetPart,
  help: PlanningHelp,
): Promise<Extract<CorruptionSource, { kind: 'generated' }>['gray']> {
  if (file.channels === 3) {
    if (asked !== undefined)
      throw new UserError(
        'usage',
        `The images of "${file.id}" are colour images: how gray ones are corrupted (--gray-noise ${asked}) is no question; leave it out.`,
      )
    return null
  }
  const colourSource = file.transforms.gray && (await help.storedChannels(file, part.split)) === 3
  return { noise: asked ?? (colourSource ? 'as-published' : 'per-pixel'), colourSource }
}

/**
 * @returns where its classes are among those of the clean images; undefined where they are the same, in the same order
 * @throws UserError('input') when official files and clean images do not belong together
 */
function checkSet(
  found: InspectedCorruptionSet,
  folder: string,
  file: DataSetFile,
  types: readonly CorruptionType[],
): { order: number[]; of: number } | undefined {
  const missing = types.filter((type) => !found.types.includes(type))
  if (missing.length > 0)
    throw new UserError(
      'input',
      `"${folder}" has no ${missing.join(', ')}: name the types that are there with --types ${found.types.join(',')}.`,
    )
  if (found.height !== file.height || found.width !== file.width || found.channels !== file.channels)
    throw new UserError(
      'input',
      `The images of "${folder}" are ${found.width}×${found.height} pixels with ${found.channels} channel(s), but those of "${file.id}" ${file.width}×${file.height} with ${file.channels}: choose the data set that they were made from.`,
    )
  const { classNames } = file
  if (found.layout === 'folders') {
    const whole = compareClassNames(classNames, found.classNames)
    if (whole.kind === 'by name' && (whole.reordered || whole.part))
      return { order: whole.order, of: classNames.length }
  }
  // Labels in a file are numbers, and a small part may lack the last ones; class folders are counted off.
  const fits =
    found.layout === 'folders'
      ? found.classNames.length === classNames.length
      : found.classNames.length <= classNames.length
  if (!fits)
    throw new UserError(
      'input',
      `"${folder}" has ${found.classNames.length} classes, but "${file.id}" has ${classNames.length}: choose the data set that it was made from.`,
    )
  const names = classNames.slice(0, found.classNames.length)
  const compared = compareClassNames(names, found.classNames)
  // Numbers are labels, which only a file of the same labels shares: they stand for places in the list.
  if (compared.kind === 'same' || compared.kind === 'by position') return undefined
  if (compared.kind === 'by name' && !compared.reordered) return undefined
  const other = found.classNames.findIndex((name, i) => plainName(name) !== plainName(names[i]!))
  throw new UserError(
    'input',
    `Class ${other} is "${found.classNames[other]}" in "${folder}", but "${names[other]}" in "${file.id}": choose the data set that it was made from.`,
  )
}

function checkKept(plan: CorruptionPlan, { height, width, channels }: DataSetFile): void {
  const bytes = imagesPerCell(plan) * height * width * channels
  if (plan.keepImages && bytes > MOST_KEPT)
    throw new UserError(
      'usage',
      `Keeping the images of one type and severity takes ${(bytes / 1024 ** 3).toFixed(1)} GiB, and at most 1 GiB can be kept: choose fewer with --limit.`,
    )
}

export async function planFilter(
  project: Project,
  request: FilterRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, models } = found
  const data = await chooseImages(project, found, request, DEFAULT_IMAGES.filter, help, {
    saysAll: request.naturalness && request.naturalnessImages < found.part.images,
  })
  const usual = MIXING_GRIDS[defaultGridName(file.height)].fMix.filter((value) => value > 0)
  const plan: FilterPlan = {
    kind: 'filter',
    models: modelChoices(models, file),
    data,
    filters: (['low-pass', 'high-pass'] as const).filter((filter) => request.filters.includes(filter)),
    cutOffs: {
      values: [...new Set(request.cutOffs ?? usual)].sort((a, b) => a - b),
      unit: 'fraction of Nyquist',
    },
    naturalness: request.naturalness
      ? { images: Math.min(request.naturalnessImages, imageCount(data)), seed: HYBRID_SEED }
      : null,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return { plan, title: `Filtered images of ${file.name}, ${inWords(models)}` }
}

export async function planFourierMap(
  project: Project,
  request: FourierMapRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, models } = found
  const size = sideOf(file)
  const extent = request.extent ?? (size < LARGE ? null : LARGE_EXTENT)
  const plan: FourierMapPlan = {
    kind: 'fourier-map',
    models: modelChoices(models, file),
    data: await chooseImages(project, found, request, DEFAULT_IMAGES['fourier-map'], help),
    size,
    norm: perturbationNorm(size, file.channels, request.norm),
    extent: extent === null || extent >= size / 2 ? null : extent,
    seed: request.seed,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return { plan, title: `Fourier map on ${file.name}, ${inWords(models)}` }
}

/**
 * The asked norm, or the published one of the benchmark whose images are of about this side in pixels. `origin` says
 * where that number is for other images than these: nothing is published for gray ones or for other sizes.
 */
export function perturbationNorm(
  size: number,
  channels: number,
  asked: number | undefined,
): FourierMapPlan['norm'] {
  const unit = 'L2 per channel'
  if (asked !== undefined) return { value: asked, unit, origin: 'as asked' }
  const [set, side] = size < LARGE ? (['CIFAR-10', 32] as const) : (['ImageNet', 224] as const)
  const published = `published for ${set} (colour, ${side}×${side} pixels)`
  const here = channels === 1 ? `gray images of ${size}×${size} pixels` : `${size}×${size} pixels`
  const own = channels === 3 && size === side
  return {
    value: PUBLISHED_NORMS[set],
    unit,
    origin: own ? published : `the number ${published}, as it is; none is published for ${here}`,
  }
}

function inWords(models: readonly ModelFile[]): string {
  return models.length === 0 ? 'spectra' : `${models.length} ${models.length === 1 ? 'model' : 'models'}`
}
