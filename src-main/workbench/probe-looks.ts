/** Looking at corruptions, filters and Fourier bases: previews before a study, a study's images, answers and maps. */
import { MEASURED_PARTS } from '../contract/measured-parts'
import { resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { tableForSize } from '../corruptions/tables'
import { expectAnswer } from '../jobs/job-runner'
import { corruptionUnits } from '../studies/corruption/expand'
import { originOf } from '../studies/corruption/origin'
import { measuredRows } from '../studies/fourier-map/directions'
import { imageCount, imagesOf, modelOf } from '../studies/study'
import { factsOf } from './facts'
import { imageAddress } from './image-addresses'
import { partSource } from './part-source'
import { perturbationNorm } from '../studies/fourier-map/plan'
import { planStudy } from '../studies/kinds'
import type { CheckedInput, MethodOutput } from '../contract/methods'
import type { CorruptionPlan } from '../contract/kinds/corruption/study'
import type { CorruptionGallery, CorruptionPreview } from '../contract/kinds/corruption/window'
import type { FourierPreview } from '../contract/kinds/fourier-map/window'
import type { FilterPreview } from '../contract/kinds/filter/window'
import type { Desk } from './desk'
import type { ChosenPart } from './part-source'

/** Images that were chosen to look at, with their class names. */
async function shownImages(
  { open: { project, viewer } }: Desk,
  { dataSet, split, images }: { dataSet: string; split: string | null; images: number[] },
): Promise<
  ChosenPart & { shown: CorruptionPreview['images']; place: { dataSet: string; split: string | null } }
> {
  const chosen = await partSource(project, dataSet, split, MEASURED_PARTS)
  const { file, part, source } = chosen
  const beyond = images.find((index) => index >= part.images)
  if (beyond !== undefined)
    throw new UserError('usage', `There is no image ${beyond}: the part has ${part.images}, counted from 0.`)
  const place = { dataSet: file.id, split: part.split }
  const shown = await Promise.all(
    images.map(async (index) => {
      const page = await viewer.ask({
        request: 'labels',
        images: source,
        label: null,
        start: index,
        count: 1,
      })
      const label = page.images[0]!.label
      return {
        index,
        label: file.classNames[label] ?? `${label}`,
        clean: { url: imageAddress({ kind: 'data', ...place, index }) },
      }
    }),
  )
  return { ...chosen, shown, place }
}

export async function inspectSet(
  desk: Desk,
  { folder }: CheckedInput<'corruption.inspect'>,
): Promise<MethodOutput<'corruption.inspect'>> {
  const {
    layout: _layout,
    cells: _cells,
    classNames,
    ...found
  } = await desk.help.corruptionSet({
    folder: resolve(folder),
    gray: false,
    crop: 'as stored',
    types: [],
    severities: [1],
  })
  const crops: MethodOutput<'corruption.inspect'>['crops'] =
    found.height === 224 && found.width === 224 ? ['as stored', 'resize 256, centre crop 224'] : ['as stored']
  return { ...found, classes: classNames.length, crops }
}

export async function previewCorruptions(
  desk: Desk,
  input: CheckedInput<'corruption.preview'>,
): Promise<CorruptionPreview> {
  const { file, shown, place } = await shownImages(desk, input)
  const table = input.table ?? tableForSize(file.height, file.width)
  const { seed } = input
  return {
    table,
    images: shown,
    cells: input.types.flatMap((type) =>
      input.severities.map((severity) => ({
        type,
        severity,
        urls: input.images.map((index) =>
          imageAddress({ kind: 'corrupted', ...place, index, type, severity, table, seed }),
        ),
      })),
    ),
  }
}

/** A corruption study by id, name or beginning. */
async function corruptionStudy(
  { open: { project } }: Desk,
  typed: string,
): Promise<{ study: string; plan: CorruptionPlan }> {
  const { id } = await project.studies.find(typed)
  const plan = (await project.studies.plan(id))?.plan
  if (plan?.kind !== 'corruption')
    throw new UserError('usage', `The study "${id}" has no corrupted images: choose a corruption study.`)
  return { study: id, plan }
}

export async function readCorruptionGallery(
  desk: Desk,
  input: CheckedInput<'corruption.gallery'>,
): Promise<CorruptionGallery> {
  const { project, viewer } = desk.open
  const { study, plan } = await corruptionStudy(desk, input.study)
  const facts = await factsOf(project, plan)
  const { type, severity, filter, start, count } = input
  const cell = corruptionUnits(plan, facts).cells.find(
    (each) => each.type === type && each.severity === severity,
  )
  if (!cell)
    throw new UserError('usage', `The study "${study}" does not measure ${type} at severity ${severity}.`)
  const model = input.model === null ? null : (await project.models.find(input.model)).id
  if (model !== null && !plan.models.some(({ id }) => id === model))
    throw new UserError('usage', `The model "${model}" is not in the study "${study}".`)
  const { file } = facts.dataSets.get(plan.data.dataSet)!
  const origin = originOf(plan, file)
  if (plan.models.length === 0) return { total: 0, origin, images: [] }
  const page = await viewer.ask({
    request: 'corruption answers',
    models: plan.models.map(({ id }, i) => ({ id, file: facts.arraysPath(cell.models[i]!.key, 'npz') })),
    ...{ filter, model, start, count },
  })
  const className = (label: number): string => file.classNames[label] ?? `${label}`
  const { dataSet, split, images } = plan.data
  const hasClean = plan.source.kind === 'generated' || plan.source.images === images
  return {
    total: page.total,
    origin,
    images: page.images.map(({ index, label, answers }) => ({
      index,
      label: className(label),
      clean: hasClean ? { url: imageAddress({ kind: 'data', dataSet, split, index }) } : null,
      corrupted: { url: imageAddress({ kind: 'corruption', study, index, type, severity }) },
      answers: answers.map((answer) => ({
        model: answer.model,
        predicted: className(answer.predicted),
        confidence: answer.confidence,
        right: answer.predicted === label,
      })),
    })),
  }
}

export async function readCorruptionMaps(
  desk: Desk,
  input: CheckedInput<'corruption.maps'>,
): Promise<MethodOutput<'corruption.maps'>> {
  const { project, viewer } = desk.open
  const { study, plan } = await corruptionStudy(desk, input.study)
  const { severity, scale } = input
  if (plan.spectra === null)
    throw new UserError('usage', `The study "${study}" has no spectra: start one with spectra.`)
  if (!plan.severities.includes(severity))
    throw new UserError(
      'usage',
      `The study "${study}" has no severity ${severity}: it has ${plan.severities.join(', ')}.`,
    )
  const facts = await factsOf(project, plan)
  const cells = corruptionUnits(plan, facts).cells.filter((cell) => cell.severity === severity)
  const files = cells.map(({ spectrum }) => facts.arraysPath(spectrum!.key, 'npz'))
  const { maps } = await viewer.ask({ request: 'corruption maps', files, scale })
  return {
    maps: cells.flatMap(({ type }, i) => {
      const map = maps[i]
      return map ? [{ type, severity, ...map }] : []
    }),
    missing: cells.filter((_, i) => !maps[i]).map(({ type }) => type),
  }
}

export async function previewFilters(
  desk: Desk,
  input: CheckedInput<'filter.preview'>,
): Promise<FilterPreview> {
  const { shown, place } = await shownImages(desk, input)
  return {
    images: shown,
    cutOffs: input.cutOffs.map((cutOff) => {
      const urls = (filter: 'low-pass' | 'high-pass') =>
        input.images.map((index) => imageAddress({ kind: 'filtered', ...place, index, filter, cutOff }))
      return { cutOff, lowPass: urls('low-pass'), highPass: urls('high-pass') }
    }),
  }
}

export async function previewFourier(
  desk: Desk,
  input: CheckedInput<'fourierMap.preview'>,
): Promise<FourierPreview> {
  const { file, shown, place } = await shownImages(desk, input)
  const norm = perturbationNorm(file.height, file.channels, input.norm ?? undefined)
  const { seed } = input
  return {
    norm,
    images: shown,
    directions: input.directions.map(({ row, column }) => {
      if (row >= file.height || column >= file.width)
        throw new UserError(
          'usage',
          `There is no direction (${row}, ${column}): the plane has ${file.height} rows and ${file.width} columns, counted from 0.`,
        )
      const url = (index: number | null) =>
        imageAddress({ kind: 'fourier', ...place, index, row, column, norm: norm.value, seed })
      const along = (at: number, size: number): number => (at - Math.floor(size / 2)) / size
      return {
        row,
        column,
        frequency: {
          value: Math.hypot(along(row, file.height), along(column, file.width)),
          unit: 'cycles/pixel',
        },
        basis: url(null),
        urls: input.images.map(url),
      }
    }),
  }
}

/** A few steps with the first model and real images; then what all of it takes. */
export async function estimateFourierMap(
  desk: Desk,
  { request }: CheckedInput<'fourierMap.estimate'>,
): Promise<MethodOutput<'fourierMap.estimate'>> {
  const { project } = desk.open
  const { plan } = await planStudy(project, request, desk.help)
  if (plan.kind !== 'fourier-map') throw new Error('A Fourier map request became another plan.')
  const facts = await factsOf(project, plan)
  const answer = await desk.ask({
    request: 'fourier speed',
    model: modelOf(plan.models[0]!, facts).task,
    images: imagesOf(plan.data, facts),
    norm: plan.norm.value,
    batchSize: plan.batchSize,
    device: plan.device,
    threads: desk.options.threads,
  })
  const { imagesPerSecond, startSeconds } = expectAnswer(answer, 'fourier speed')
  const rows = measuredRows(plan.size, plan.extent)
  const directions = rows.reduce((sum, { columns }) => sum + columns.length, 0)
  const images = imageCount(plan.data)
  // Each row classifies the images once more without a perturbation.
  const secondsPerModel = startSeconds + (images * (directions + rows.length)) / imagesPerSecond
  return {
    models: plan.models.length,
    directions,
    images,
    norm: plan.norm,
    seconds: secondsPerModel * plan.models.length,
    secondsPerModel,
    measuredImagesPerSecond: imagesPerSecond,
    device: plan.device,
  }
}
