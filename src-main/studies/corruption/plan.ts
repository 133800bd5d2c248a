/** From a request for corruptions to a plan that says everything; official files are looked at first. */
import { areNumbers, compareClassNames, plainName } from '../../contract/images/class-names'
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/corruption/study'
import { CORRUPTION_TYPES, SEVERITIES } from '../../contract/kinds/corruption/corruptions'
import { MEASURED_PARTS } from '../../contract/images/measured-parts'
import { tableForSize } from '../../corruptions/tables'
import { choosePart } from '../../project/data-sets'
import { chooseImages } from '../planning/choose-images'
import { modelChoices } from '../planning/class-matching'
import { measured } from '../planning/measured'
import { inWords } from '../planning/planning'
import { imagesPerCell } from './expand'
import { classOrder, publishedClasses } from './official-labels'
import { resolve } from 'node:path'
import type { DataChoice } from '../../contract/studies/choices'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type { CorruptionType, GrayNoise } from '../../contract/kinds/corruption/corruptions'
import type {
  CorruptionPlan,
  CorruptionRequest,
  CorruptionSource,
} from '../../contract/kinds/corruption/study'
import type { InspectedCorruptionSet } from '../../contract/kinds/corruption/tasks'
import type { ModelFile } from '../../contract/model'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

type OfficialSource = Extract<CorruptionSource, { kind: 'official' }>

/** Bytes of kept images of one cell: they are put together in memory. */
const MOST_KEPT = 1024 ** 3

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
  const data = await chooseImages(project, found, request, USUAL_IMAGES, help, {
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
    ...(request.precision === undefined ? {} : { precision: request.precision }),
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  if (request.spectra) plan.spectra = Math.min(request.spectrumImages, imagesPerCell(plan))
  checkKept(plan, file)
  const where =
    source.kind === 'official' ? (source.set ?? 'corrupted files') : `${file.name}, corrupted here`
  return { plan, title: `Corruptions: ${where}, ${inWords(models)}` }
}

/** Only where official files are the images of a data set in its order is it known which of them are training images. */
function checkLeftOut({ selection, images }: DataChoice, source: CorruptionSource, file: DataSetFile): void {
  if (source.kind !== 'official' || source.labels === 'as clean') return
  if (!selection || selection.leftOut.length === 0) return
  throw new UserError(
    'input',
    `${apartWords(source, file, images)}, and a model was trained on some of those: which of the official images are the same cannot be told. Choose the data set that they were made from, in its order, or ask for training images with --include-training-images.`,
  )
}

/** @param images of the part */
function apartWords(
  { folder, images: theirs, labels }: Pick<OfficialSource, 'folder' | 'images' | 'labels'>,
  file: DataSetFile,
  images: number,
): string {
  if (theirs !== images) return `"${folder}" has ${theirs} images per cell and "${file.id}" ${images}`
  return labels === 'another order'
    ? `The images of "${folder}" are in another order than those of "${file.id}", by their labels`
    : `The images of "${folder}" have other labels than those of "${file.id}"`
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
  const clean = { dataSet: file, split: part.split }
  const found = await help.corruptionSet({ folder, gray, crop, types, severities, clean })
  const matched = checkSet(found, folder, file, types)
  const labels = found.labels ?? 'other'
  if (request.spectra && labels !== 'as clean')
    throw new UserError(
      'input',
      `Spectra need the clean images of the corrupted ones. ${apartWords({ folder, images: found.images, labels }, file, part.images)}; choose the data set that they were made from, in its order.`,
    )
  return {
    ...{ kind: 'official', folder, set: found.set, images: found.images, gray, crop, labels },
    ...{ cells: found.cells },
    ...matched,
    ...(labels === 'as clean' && found.falling.length > 0 ? { falling: found.falling } : {}),
  }
}

/** How gray images are corrupted when nothing is said. @param colourSource whether what is stored has colours */
export function usualGray(colourSource: boolean): GrayNoise {
  return colourSource ? 'as-published' : 'per-pixel'
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
  return { noise: asked ?? usualGray(colourSource), colourSource }
}

/**
 * @returns where its classes are among those of the clean images, where that is not the same place, and whether only
 *   numbers say so
 * @throws UserError('input') when official files and clean images do not belong together
 */
function checkSet(
  found: InspectedCorruptionSet,
  folder: string,
  file: DataSetFile,
  types: readonly CorruptionType[],
): Pick<OfficialSource, 'classes' | 'numbered'> {
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
  const order = classOrder(found.layout, classNames, found.classNames)
  const numbered =
    areNumbered(found, file) && publishedClasses(classNames, found.classNames.length) !== null
      ? { numbered: 'as published' as const }
      : {}
  if (order) return { classes: { order, of: classNames.length }, ...numbered }
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
  if (compared.kind === 'by position') return { numbered: 'by place', ...numbered }
  if (compared.kind === 'same' || (compared.kind === 'by name' && !compared.reordered)) return {}
  const other = found.classNames.findIndex((name, i) => plainName(name) !== plainName(names[i]!))
  throw new UserError(
    'input',
    `Class ${other} is "${found.classNames[other]}" in "${folder}", but "${names[other]}" in "${file.id}": choose the data set that it was made from.`,
  )
}

/** Whether the classes of the files have numbers only, and those of the clean images names. */
function areNumbered({ layout, classNames }: InspectedCorruptionSet, file: DataSetFile): boolean {
  return layout === 'arrays' && areNumbers(classNames) && !areNumbers(file.classNames)
}

function checkKept(plan: CorruptionPlan, { height, width, channels }: DataSetFile): void {
  const bytes = imagesPerCell(plan) * height * width * channels
  if (plan.keepImages && bytes > MOST_KEPT)
    throw new UserError(
      'usage',
      `Keeping the images of one type and severity takes ${(bytes / 1024 ** 3).toFixed(1)} GiB, and at most 1 GiB can be kept: choose fewer with --limit.`,
    )
}
