/** What the job process does with a file of a model (contract/import/import.ts): look, try, import, export. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { checkRuns, testImages } from './check-runs'
import { checkChannelOrder, checkLeftAside, chooseNormaliser } from './choose'
import { writeForParent } from '../../project/write-atomically'
import { UNUSUAL_DETAILS, usualDetails } from '../../contract/architectures'
import { classNamesWords } from '../../networks/recognition/class-names-in-file'
import { fullReading } from '../../networks/recognition/readings'
import { answerWords } from '../../contract/import/readings'
import { listOf } from '../../networks/recognition/match'
import { exportModelFile } from './export-model'
import { OpenedFile } from './opened-file'
import { answersTo, probabilitiesWords } from './probable'
import { tryModel } from './try-model'
import type {
  ImportMessage,
  ImportMessageOf,
  ImportRequest,
  ImportRequestOf,
} from '../../contract/import/import'
import type { OpenThings } from '../../studies/context'
import type { NetworkConfiguration } from '../../networks/network'
import type { ChosenModel } from './read-recognised'

/** Makes a device usable in this process. */
type UseDevice = (device: string, threads: number | null) => Promise<void>

export async function handleImport(
  request: ImportRequest,
  things: OpenThings,
  useDevice: UseDevice,
): Promise<ImportMessage> {
  if (request.request === 'export model') return await exportModelFile(request)
  const file = await OpenedFile.open(request.request === 'inspect file' ? request.file : request.choice.file)
  try {
    switch (request.request) {
      case 'inspect file':
        return { message: 'inspected file', inspected: file.inspected() }
      case 'try file':
        await useDevice(request.device, request.threads)
        return { message: 'tried file', tried: await tryModel(file, request, things) }
      case 'import file':
        return await importModel(file, request, useDevice)
      default:
        throw request satisfies never
    }
  } finally {
    await file.close()
  }
}

async function importModel(
  file: OpenedFile,
  { choice, weightsPath, device, threads }: ImportRequestOf<'import file'>,
  useDevice: UseDevice,
): Promise<ImportMessageOf<'imported file'>> {
  const chosen = file.choose(choice)
  const { candidate } = chosen
  checkLeftAside(basename(file.path), candidate, choice.leaveAside)
  checkChannelOrder(basename(file.path), candidate, choice)
  const normaliser = chooseNormaliser(candidate, choice.normaliser, chosen.reverseChannels)
  let model = (await file.read(chosen)).with(normaliser)
  // What departs from the usual may not be possible at this size.
  const { configuration } = model
  const usual = usualDetails(configuration.architecture)
  const isForeign =
    file.isOnnx ||
    UNUSUAL_DETAILS.some(
      (detail) => configuration[detail] !== undefined && configuration[detail] !== usual[detail],
    )
  if (isForeign) await useDevice(device, threads)
  const remarks: string[] = []
  if (file.isOnnx) {
    const images = testImages(configuration)
    const suspected = file.suspectedProbabilities(candidate)
    const { probabilities: found } = await answersTo(
      ...([model, images, suspected, file.isBinary(candidate)] as const),
    ).finally(() => images.dispose())
    if (found !== null) {
      model = (await file.read(chosen, found)).with(normaliser)
      remarks.push(probabilitiesWords(found, 'two test images'))
    }
  }
  if (isForeign) remarks.push(...(await checkRuns(model, basename(file.path))))
  const named = file.classNames(candidate)
  const bytes = model.bytes()
  await writeForParent(weightsPath, bytes)
  return {
    message: 'imported file',
    configuration: model.configuration,
    parameters: model.parameters,
    ...(named === undefined ? {} : { classNames: named.names }),
    weights: createHash('sha256').update(bytes).digest('hex'),
    provenance: {
      kind: 'imported',
      file: basename(file.path),
      bytes: file.bytes,
      hash: await file.hash(),
      description: file.description,
      dictionary: candidate.dictionary,
      prefix: candidate.prefix,
      reasons: [
        ...candidate.reasons,
        ...channelWords(chosen),
        ...epsilonWords(configuration),
        ...leftAsideWords(candidate),
        ...(named === undefined ? [] : [classNamesWords(named)]),
        ...remarks,
      ],
      leftAside: candidate.leftAside,
      normaliser: normaliser.origin,
      blur: chosen.sigma === null ? 'none' : candidate.sigma === null ? 'given' : 'proved',
    },
  }
}

/** Hardly a file says it, and of channels of little variance it changes the answers. */
function epsilonWords(configuration: NetworkConfiguration): string[] {
  const { epsilon } = fullReading(configuration)
  if (epsilon === undefined) return []
  return [
    `Its batch normalisations have ε = ${answerWords('epsilon', epsilon)}${epsilon === 1e-5 ? ', which is PyTorch’s usual' : ''}.`,
  ]
}

function leftAsideWords({ inTheWay }: ChosenModel['candidate']): string[] {
  return inTheWay.length === 0 ? [] : [`It was said that the logits do not pass ${listOf(inTheWay)}.`]
}

/** What the user said of its channels. */
function channelWords({ gray, reverseChannels }: ChosenModel): string[] {
  return [
    ...(gray ? ['Gray images were chosen for it: each value is given to all three channels.'] : []),
    ...(reverseChannels
      ? ['Its first convolution was turned around, from blue, green, red to red, green, blue.']
      : []),
  ]
}
