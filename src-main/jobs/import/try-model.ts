/**
 * How a file's model does on images whose classes are known, under every normaliser that comes into question,
 * and where the weights leave it open in every way to read them: what the user chooses by. Stores nothing and chooses nothing.
 */
import { UserError } from '../../contract/errors'
import { compareNormalisers, inputContractCheck } from '../../networks/recognition/input-contract'
import { chosenIndices } from '../../studies/context'
import { wilson } from '../../statistics/wilson'
import { chooseNormaliser } from './choose'
import type { ContractSample } from '../../networks/recognition/input-contract'
import type { ImportChoice, ImportRequestOf, NormaliserChoice, TriedFile } from '../../contract/import'
import type { OpenThings } from '../../studies/context'
import type { ChosenModel, OpenedFile } from './opened-file'

const BATCH_SIZE = 50

interface Named {
  name: string
  choice: NormaliserChoice
  mean: number[]
  std: number[]
}

export async function tryModel(
  file: OpenedFile,
  request: ImportRequestOf<'try file'>,
  things: OpenThings,
): Promise<TriedFile> {
  const readings = file.choosable(request.choice)
  // None fits: the choice says why.
  if (readings.length < 2) return await tryReading(file, request, things, request.choice)
  const sample = await sampleOf(file, { ...request.choice, candidate: readings[0]!.number }, request, things)
  const tried: TriedFile['readings'] = []
  for (const { number, title } of readings) {
    const chosen = file.choose({ ...request.choice, candidate: number })
    const normalisers = normalisersOf(chosen, request.choice.normaliser)
    const model = await file.read(chosen)
    const found = await compareNormalisers((each) => model.with(each).network(), normalisers, sample, {
      batchSize: BATCH_SIZE,
    })
    const best = found.reduce((most, one) => (one.accuracy > most.accuracy ? one : most))
    const accuracy = wilson(best.accuracy, sample.count)
    tried.push({ number, title, normaliser: best.normaliser, accuracy })
  }
  tried.sort((one, other) => other.accuracy.value - one.accuracy.value)
  const best = await tryReading(file, request, things, { ...request.choice, candidate: tried[0]!.number })
  return { ...best, readings: tried }
}

async function tryReading(
  file: OpenedFile,
  request: ImportRequestOf<'try file'>,
  things: OpenThings,
  choice: ImportChoice,
): Promise<TriedFile> {
  const chosen = file.choose(choice)
  const sample = await sampleOf(file, choice, request, things)
  const normalisers = normalisersOf(chosen, choice.normaliser)
  const model = await file.read(chosen)
  const found = await inputContractCheck(
    (normaliser) => model.with(normaliser).network(),
    normalisers,
    sample,
    { batchSize: BATCH_SIZE },
  )
  return {
    images: found.images,
    passes: found.passes,
    readings: [],
    normalisers: found.normalisers.map(({ accuracy }, i) => ({
      name: normalisers[i]!.name,
      choice: normalisers[i]!.choice,
      accuracy: wilson(accuracy, found.images),
    })),
    remarks: found.sentences,
    classes: model.with(normalisers[0]!).configuration.classes,
  }
}

async function sampleOf(
  file: OpenedFile,
  choice: ImportChoice,
  { images }: ImportRequestOf<'try file'>,
  things: OpenThings,
): Promise<ContractSample> {
  const { size } = file.choose(choice)
  const data = await things.data(images)
  if (data.height !== size || data.width !== size)
    throw new UserError(
      'input',
      `The model takes images of ${size}×${size} pixels and those of the data set are ${data.width}×${data.height}: choose another data set, or add this one with a size of ${size}.`,
    )
  const indices = chosenIndices(data, images)
  return {
    images: await data.read(indices),
    labels: indices.map((index) => data.labels[index]!),
    count: indices.length,
    size: data.height,
    channels: data.channels,
    classes: data.classNames.length,
    rows: indices.map((index) => data.indices?.[index] ?? index),
  }
}

/** The one that was chosen; else the file's own and the presets. */
function normalisersOf(
  { candidate, reverseChannels }: ChosenModel,
  choice: NormaliserChoice | undefined,
): Named[] {
  const named = (chosen: NormaliserChoice): Named => {
    const { mean, std, origin } = chooseNormaliser(candidate, chosen, reverseChannels)
    const name = origin.kind === 'preset' ? origin.name : origin.kind === 'file' ? 'in the file' : 'as given'
    return { name, choice: chosen, mean, std }
  }
  if (choice !== undefined) return [named(choice)]
  return [
    ...(candidate.normaliser ? [named({ kind: 'file' })] : []),
    ...candidate.presets.map(({ name }) => named({ kind: 'preset', name })),
  ]
}
