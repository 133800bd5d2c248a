/**
 * How a file's model does on images whose classes are known, under every normaliser that comes into question:
 * what the user chooses by. Stores nothing and chooses nothing.
 */
import { UserError } from '../../contract/errors'
import { inputContractCheck } from '../../networks/recognition/input-contract'
import { chosenIndices } from '../../studies/context'
import { wilson } from '../../statistics/wilson'
import { chooseNormaliser } from './choose'
import type { ImportRequestOf, NormaliserChoice, TriedFile } from '../../contract/import'
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
  { choice, images }: ImportRequestOf<'try file'>,
  things: OpenThings,
): Promise<TriedFile> {
  const chosen = file.choose(choice)
  const data = await things.data(images)
  if (data.height !== chosen.size || data.width !== chosen.size)
    throw new UserError(
      'input',
      `The model takes images of ${chosen.size}×${chosen.size} pixels and those of the data set are ${data.width}×${data.height}: choose another data set, or add this one with a size of ${chosen.size}.`,
    )
  const indices = chosenIndices(data, images)
  const normalisers = normalisersOf(chosen, choice.normaliser)
  const model = await file.read(chosen)
  const found = await inputContractCheck(
    (normaliser) => model.with(normaliser).network(),
    normalisers,
    {
      images: await data.read(indices),
      labels: indices.map((index) => data.labels[index]!),
      count: indices.length,
      size: data.height,
      channels: data.channels,
      classes: data.classNames.length,
    },
    { batchSize: BATCH_SIZE },
  )
  return {
    images: found.images,
    normalisers: found.normalisers.map(({ accuracy }, i) => ({
      name: normalisers[i]!.name,
      choice: normalisers[i]!.choice,
      accuracy: wilson(accuracy, found.images),
    })),
    remarks: found.sentences,
    classes: model.with(normalisers[0]!).configuration.classes,
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
