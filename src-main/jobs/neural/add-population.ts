/** Reads what was chosen of a path, and writes the content of the population that the parent then stores. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { openCheckpoint } from '../../checkpoints/open'
import { encodeSafetensors } from '../../checkpoints/safetensors'
import { streamSafetensors } from '../../checkpoints/safetensors-stream'
import { UserError } from '../../contract/errors'
import { openDataSet } from '../../datasets/open'
import { streamRegular } from '../../files/regular'
import { openArrayFile } from '../../neural/arrays/array-file'
import { fieldOfViewOf } from '../../neural/field-of-view'
import { assembleRecording } from '../../neural/recording/assemble'
import { picturesOfDataSet, readRecording } from '../../neural/recording/read-recording'
import { readSensoriumFolder } from '../../neural/recording/sensorium-folder'
import { readSensorium } from '../../neural/sensorium/read'
import { sensoriumResponder } from '../../neural/sensorium/responder'
import { sensoriumStructure } from '../../neural/sensorium/structure'
import { drawUnits } from '../../neural/simulated/units'
import { SIMULATION_PRESETS, simulationSettings } from '../../neural/simulated/settings'
import { writeForParent } from '../../project/write-atomically'
import { checkAnswers } from './check-answers'
import { formOf, sensoriumDictionary } from './inspect-population'
import { readOnnxPopulation } from './onnx-population'
import type { AddedPopulation, PopulationRequestOf } from '../../contract/neural'
import { USUAL_SENSORIUM } from '../../contract/population'
import type { ImageSpace, SensoriumOptions } from '../../contract/population'
import type { ReadRecording } from '../../neural/recording/read-recording'

type Request = PopulationRequestOf<'add population'>

/** Of the images of the Sensorium data, about (N.2). */
const STANDARD = { mean: 113, sd: 60 }
const SENSORIUM_SIZE = { height: 36, width: 64 }

export async function addPopulation(
  request: Request,
  useDevice: (device: string, threads: number | null) => Promise<void>,
): Promise<AddedPopulation> {
  const { choice } = request
  const form = await formOf(choice.path)
  refuseForeignOptions(form, request)
  switch (form) {
    case 'sensorium':
      await useDevice(request.device, request.threads)
      return await addSensorium(request)
    case 'onnx':
      await useDevice(request.device, request.threads)
      return await addOnnx(request)
    case 'arrays':
    case 'sensorium folder':
      return await addRecording(request, form)
    default:
      throw form satisfies never
  }
}

export async function simulatePopulation({
  settings: asked,
  contentPath,
}: PopulationRequestOf<'simulate population'>): Promise<AddedPopulation> {
  const settings = simulationSettings(asked)
  const units = drawUnits(settings)
  const bytes = encodeSafetensors(units)
  await writeForParent(contentPath, bytes)
  const { preferred, octaves, bandwidth } = settings.source
  return {
    kind: 'simulated',
    neurons: settings.neurons,
    image: settings.image,
    fieldOfView: settings.fieldOfView,
    source: settings.source,
    content: sha256(bytes),
    species: SIMULATION_PRESETS[asked.preset ?? '']?.species ?? null,
    provenance: {
      file: null,
      bytes: bytes.length,
      hash: null,
      description:
        preferred === null
          ? `Simulated: ${settings.neurons} Gabor units, preferred frequencies uniform on a logarithmic scale, bandwidth ${bandwidth} octaves.`
          : `Simulated: ${settings.neurons} Gabor units, preferred frequencies log-normal around ${preferred} cycles/degree with an SD of ${octaves} octaves (what the pixels cannot carry is drawn again on the same side, so that ${preferred} cycles/degree is the median of the units), bandwidth ${bandwidth} octaves.`,
      remarks: ['It is no recording: every number of it follows from these settings.'],
    },
  }
}

async function addSensorium({ choice, contentPath }: Request): Promise<AddedPopulation> {
  const name = `"${basename(choice.path)}"`
  const checkpoint = await openCheckpoint(choice.path)
  try {
    const { tensors } = sensoriumDictionary(checkpoint, choice.path)
    const { source, neurons, state, remarks } = await readSensorium(
      sensoriumStructure(tensors, name),
      tensors,
      {
        session: choice.session ?? null,
        linear: choice.linear ?? false,
        padded: choice.padded ?? false,
        hiddenPadding: choice.hiddenPadding ?? null,
        hiddenStride: choice.hiddenStride ?? 1,
        stack: choice.stack ?? null,
        options: optionsOf(choice),
        noPositionTanh: choice.noPositionTanh ?? false,
        behaviour: choice.behaviour ?? 0,
        eye: choice.eye ?? null,
        leaveAside: choice.leaveAside ?? false,
      },
      name,
    )
    const image = { ...(choice.imageSize ?? SENSORIUM_SIZE), ...standardOf(choice) }
    await checkAnswers(() => sensoriumResponder(state, source, image), name)
    const bytes = encodeSafetensors(state)
    await writeForParent(contentPath, bytes)
    const view = fieldOfViewOf(choice.fieldOfView, choice.fieldOfViewAlong, image, true)
    return {
      kind: 'model',
      neurons,
      image,
      fieldOfView: view.fieldOfView,
      source,
      content: sha256(bytes),
      species: null,
      provenance: {
        ...(await fileFacts(choice.path)),
        description: `${checkpoint.description} A predictive model of the Sensorium family with ${source.layers.length} layers; session "${source.session}".`,
        remarks: [
          ...imageRemarks(choice, image, choice.imageSize === undefined),
          ...remarks,
          ...view.remarks,
        ],
      },
    }
  } finally {
    await checkpoint.close()
  }
}

async function addOnnx({ choice, contentPath }: Request): Promise<AddedPopulation> {
  const { bytes, source, neurons, image, remarks } = await readOnnxPopulation(choice, standardOf(choice))
  await writeForParent(contentPath, bytes)
  const view = fieldOfViewOf(choice.fieldOfView, choice.fieldOfViewAlong, image, false)
  return {
    kind: 'model',
    neurons,
    image,
    fieldOfView: view.fieldOfView,
    source,
    content: sha256(bytes),
    species: null,
    provenance: {
      ...(await fileFacts(choice.path)),
      description: `An ONNX graph; the responses are its output "${source.output}".`,
      remarks: [...imageRemarks(choice, image, false), ...remarks, ...view.remarks],
    },
  }
}

async function addRecording(
  { choice, dataSet, contentPath }: Request,
  form: 'arrays' | 'sensorium folder',
): Promise<AddedPopulation> {
  const shown = dataSet === null ? null : await openDataSet(dataSet)
  const file = form === 'arrays' ? await openArrayFile(choice.path) : null
  let read: (ReadRecording & { close?: () => Promise<void> }) | undefined
  try {
    read =
      file === null
        ? await readSensoriumFolder(choice.path, choice.tier ?? null)
        : await readRecording(
            file,
            `"${basename(choice.path)}"`,
            {
              responses: choice.responses ?? null,
              axes: choice.axes ?? null,
              images: choice.images ?? null,
              imagesFile: choice.imagesFile ?? null,
              imageAxes: choice.imageAxes ?? null,
              imageIndex: choice.imageIndex ?? null,
              firstIndex: choice.firstIndex ?? null,
              blank: choice.blank === 'nan' ? NaN : (choice.blank ?? null),
              trials: choice.trials ?? null,
              window: choice.window ?? null,
              dropNaN: choice.dropNaN ?? false,
            },
            shown,
          )
    const { pixelMean, pixelSd } = choice
    const assembled = await assembleRecording({
      trials: read.trials,
      imageOfRow: read.imageOfRow,
      pictures: shown === null ? read.pictures : picturesOfDataSet(shown),
      storesPictures: shown === null,
      dropNaN: choice.dropNaN ?? false,
      standard: pixelMean === undefined || pixelSd === undefined ? null : { mean: pixelMean, sd: pixelSd },
    })
    const hash = createHash('sha256')
    let bytes = 0
    const hashed = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of streamSafetensors(assembled.tensors)) {
        hash.update(piece)
        bytes += piece.length
        yield piece
      }
    }
    await writeForParent(contentPath, hashed())
    const { image, images, trials, repeats, neurons } = assembled
    const view = fieldOfViewOf(
      choice.fieldOfView,
      choice.fieldOfViewAlong,
      image,
      form === 'sensorium folder',
    )
    const facts =
      file === null ? { file: basename(choice.path), bytes, hash: null } : await fileFacts(choice.path)
    return {
      kind: 'recorded',
      neurons,
      image,
      fieldOfView: view.fieldOfView,
      // Which data set it is, the parent knows.
      source: { kind: 'recorded', images, trials, repeats, shown: null },
      content: hash.digest('hex'),
      species: null,
      provenance: {
        ...facts,
        description: file?.description ?? 'A folder of recorded responses in the form of the Sensorium data.',
        remarks: [...read.remarks, ...assembled.remarks, ...view.remarks],
      },
    }
  } finally {
    await read?.close?.()
    await file?.close()
    await shown?.close()
  }
}

/** Options that mean nothing for what was found are a mistake, and said. */
function refuseForeignOptions(form: string, { choice, dataSet }: Request): void {
  const given = (keys: readonly (keyof Request['choice'])[]): string[] =>
    keys.filter((key) => choice[key] !== undefined && choice[key] !== false)
  const ofSensorium = given([
    ...(Object.keys(USUAL_SENSORIUM) as (keyof SensoriumOptions)[]),
    ...([
      'session',
      'linear',
      'padded',
      'hiddenPadding',
      'hiddenStride',
      'stack',
      'noPositionTanh',
      'eye',
      'leaveAside',
    ] as const),
  ])
  const ofModels = [...ofSensorium, ...given(['behaviour', 'output', 'imageSize'])]
  const ofRecordings = [
    ...given([
      'responses',
      'axes',
      'images',
      'imagesFile',
      'imageAxes',
      'imageIndex',
      'firstIndex',
      'blank',
      'trials',
      'window',
      'tier',
      'dropNaN',
    ]),
    ...(dataSet === null ? [] : ['dataSet']),
  ]
  const isModel = form === 'sensorium' || form === 'onnx'
  // An ONNX graph has all of it in itself.
  const wrong = isModel ? [...ofRecordings, ...(form === 'onnx' ? ofSensorium : given(['output']))] : ofModels
  if (wrong.length > 0)
    throw new UserError(
      'usage',
      `"${basename(choice.path)}" holds ${isModel ? 'a predictive model' : 'recorded responses'}, for which ${wrong.join(', ')} ${wrong.length === 1 ? 'means' : 'mean'} nothing: leave ${wrong.length === 1 ? 'it' : 'them'} out.`,
    )
  if ((choice.pixelMean === undefined) !== (choice.pixelSd === undefined))
    throw new UserError(
      'usage',
      'Give both --pixel-mean and --pixel-sd: one of them alone standardises nothing.',
    )
}

function optionsOf(choice: Request['choice']): SensoriumOptions {
  const usual = USUAL_SENSORIUM
  return {
    dilation: choice.dilation ?? usual.dilation,
    lastLinear: choice.lastLinear ?? usual.lastLinear,
    coreShift: choice.coreShift ?? usual.coreShift,
    nonlinearity: choice.nonlinearity ?? usual.nonlinearity,
    offset: choice.offset ?? usual.offset,
  }
}

function standardOf({ pixelMean, pixelSd }: Request['choice']): { mean: number; sd: number } {
  return pixelMean === undefined || pixelSd === undefined ? STANDARD : { mean: pixelMean, sd: pixelSd }
}

function imageRemarks({ pixelMean }: Request['choice'], image: ImageSpace, sizeAssumed: boolean): string[] {
  return [
    ...(sizeAssumed
      ? [
          `Its images are taken to have ${image.height} × ${image.width} pixels, as in the Sensorium data: the file does not say.`,
        ]
      : []),
    ...(pixelMean === undefined
      ? [
          `Images are standardised by ${image.mean} and ${image.sd} (gray values 0 … 255), about right for natural images: the file does not say.`,
        ]
      : []),
  ]
}

async function fileFacts(path: string): Promise<{ file: string; bytes: number; hash: string }> {
  const hash = createHash('sha256')
  for await (const piece of (await streamRegular(path, 1 << 20)) as AsyncIterable<Buffer>) hash.update(piece)
  return { file: basename(path), bytes: (await stat(path)).size, hash: hash.digest('hex') }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
