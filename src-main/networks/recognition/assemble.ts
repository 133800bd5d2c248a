/**
 * From a chosen candidate to a network's configuration and state under canonical names. The one place where the
 * weights of a foreign file are read whole; constants (normaliser, blur) follow from what the user chose.
 */
import type { CheckpointTensor, OpenedCheckpoint } from '../../checkpoints/checkpoint'
import { UserError } from '../../contract/errors'
import { vggFeatures, vggPlaces } from '../architectures/vgg'
import type { StateDictionary, StateEntry } from '../../checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../network'
import { constantEntry } from '../state-check'
import { PCA_COMPONENTS, PCA_MEAN, elements, stateFields } from '../state-fields'
import type { StateField } from '../state-fields'
import { findFrontEnd } from './front-end-entries'
import type { FoundComponents } from './front-end-entries'
import { listOf, suppliedValue } from './match'
import type { Candidate } from './recognition'

export interface AssemblyChoices {
  /** Side length of the square input, in pixels. */
  size: number
  /** Normaliser, one value per channel. */
  mean: number[]
  std: number[]
  /** σ of the blur in pixels; left out: what the file has. null: none. */
  sigma?: number | null
  /**
   * The network was trained on blue, green, red: the first convolution's inputs are turned around, so that it takes
   * red, green, blue like every other. `mean` and `std` are red first.
   */
  reverseChannels?: boolean
}

export interface Assembled {
  configuration: NetworkConfiguration
  state: StateDictionary
}

/**
 * Reads every tensor that the network needs.
 * @throws UserError('input') when the candidate lacks entries or has them in other shapes, or a blur that cannot be
 * used, when a tensor cannot be read, or holds NaN or infinite values; UserError('usage') when a choice is impossible.
 */
export async function assemble(
  checkpoint: OpenedCheckpoint,
  candidate: Candidate,
  choices: AssemblyChoices,
): Promise<Assembled> {
  refuseIncomplete(candidate)
  const { size, mean, std, sigma = candidate.sigma } = choices
  const dictionary = checkpoint.dictionaries[candidate.dictionary]
  if (!dictionary) throw new Error(`The checkpoint has no dictionary ${candidate.dictionary}.`)
  const tensors = new Map(dictionary.tensors.map((tensor) => [tensor.name, tensor]))
  const configuration = withPlaces(
    { ...candidate.configuration, size, mean, std, sigma },
    (canonical) => tensors.get(candidate.entries[canonical] ?? '')?.shape ?? null,
  )
  const given =
    configuration.components === undefined
      ? null
      : await findFrontEnd(dictionary, candidate.prefix, configuration.channels)
  const state: StateDictionary = new Map()
  for (const field of stateFields(configuration)) {
    if (field.role === 'constant') state.set(field.name, constantEntry(field.name, configuration))
    else if (field.role === 'given')
      state.set(field.name, await componentsEntry(field, given?.components, tensors))
    else state.set(field.name, await entryOf(field, candidate, tensors))
  }
  if (choices.reverseChannels) reverseInputs(configuration, state)
  return { configuration, state }
}

/**
 * A VGG whose read-out takes other places than images of this size leave pools them to as many (PyTorch's
 * AdaptiveAvgPool2d): nothing else gives it what it takes. Where they leave one place, pooling it to one is nothing.
 */
function withPlaces(
  configuration: NetworkConfiguration,
  shapeOf: (canonical: string) => readonly number[] | null,
): NetworkConfiguration {
  const { readOut, readOutPooling, readOutBy, width, size, sectionPooling } = configuration
  if (readOut !== 'linear') return configuration
  const left = vggPlaces(size, sectionPooling)
  if (readOutPooling === 1 && left === 1 && readOutBy === undefined)
    return { ...configuration, readOutPooling: null }
  const inputs = (shapeOf('classifier.weight') ?? shapeOf('classifier.0.weight'))?.[1] ?? 0
  const side = Math.sqrt(inputs / vggFeatures(width))
  return readOutPooling !== null || !Number.isInteger(side) || side < 1 || side === left
    ? configuration
    : { ...configuration, readOutPooling: side }
}

/** The first convolution's weight [outputs, 3, height, width] with its inputs in reverse order. */
function reverseInputs(configuration: NetworkConfiguration, state: StateDictionary): void {
  if (configuration.channels !== 3 || configuration.components !== undefined) {
    throw new UserError(
      'usage',
      'The order of channels can be reversed for colour images without principal components only.',
    )
  }
  const first = stateFields(configuration).find(
    ({ shape, role }) => role === 'parameter' && shape.length === 4,
  )!
  const { shape, data } = state.get(first.name)!
  const plane = shape[2]! * shape[3]!
  const reversed = data.map((_, at) => {
    const input = Math.floor(at / plane) % 3
    return data[at + (2 - 2 * input) * plane]!
  })
  state.set(first.name, { shape, dtype: 'float32', data: Float32Array.from(reversed) })
}

function refuseIncomplete({ missing, wrongShapes, blurRefused }: Candidate): void {
  const [wrong] = wrongShapes
  // Without its blur it would be another network, and nobody would see that.
  if (blurRefused !== null) {
    throw new UserError(
      'input',
      `${blurRefused.replace(/\.$/, '')}: export the model as ONNX, with its blur, from the program that made it.`,
    )
  }
  if (missing.length > 0) {
    throw new UserError(
      'input',
      `The file lacks ${listOf(missing)}, without which this network cannot be built.`,
    )
  }
  if (wrong) {
    throw new UserError(
      'input',
      `"${wrong.name}" is [${wrong.found.join(', ')}] in the file, and this network needs [${wrong.expected.join(', ')}].`,
    )
  }
}

async function entryOf(
  { name, shape, role }: StateField,
  { entries }: Candidate,
  tensors: ReadonlyMap<string, CheckpointTensor>,
): Promise<StateEntry> {
  const inFile = entries[name]
  const tensor = inFile === undefined ? undefined : tensors.get(inFile)
  if (!tensor) {
    const value = suppliedValue(name, { has: (other) => other in entries })
    if (value === null) throw new UserError('input', `The file has no tensor for "${name}".`)
    return filled(shape, role, value)
  }
  const data = await tensor.read()
  refuseNotFinite(tensor.name, data)
  // One output z is the logits [0, z] of two classes.
  if (data.length * 2 === elements(shape) && tensor.shape[0] === 1 && shape[0] === 2) {
    const both = new Float32Array(data.length * 2)
    both.set(data, data.length)
    return { shape: [...shape], dtype: 'float32', data: both }
  }
  if (role === 'counter') return { shape: [...shape], dtype: 'int32', data: Int32Array.from(data) }
  return { shape: [...shape], dtype: 'float32', data }
}

function filled(shape: readonly number[], role: StateField['role'], value: number): StateEntry {
  const length = elements(shape)
  return role === 'counter'
    ? { shape: [...shape], dtype: 'int32', data: new Int32Array(length).fill(value) }
    : { shape: [...shape], dtype: 'float32', data: new Float32Array(length).fill(value) }
}

/** Components as rows [k, D], the mean as [D], whatever shape the file has them in. */
async function componentsEntry(
  { name, shape }: StateField,
  found: FoundComponents | null | undefined,
  tensors: ReadonlyMap<string, CheckpointTensor>,
): Promise<StateEntry> {
  const tensor = found && tensors.get(name === PCA_MEAN ? found.meanName : found.componentsName)
  if (!found || !tensor) throw new UserError('input', `The file has no tensor for "${name}".`)
  if (elements(shape) !== elements(tensor.shape)) {
    throw new UserError(
      'input',
      `"${tensor.name}" has ${elements(tensor.shape)} values, and images of this size need ${elements(shape)}: choose the size that the principal components were made for.`,
    )
  }
  const data = await tensor.read()
  refuseNotFinite(tensor.name, data)
  const rows = name === PCA_COMPONENTS && found.transposed ? transpose(data, found.values, found.count) : data
  return { shape: [...shape], dtype: 'float32', data: rows }
}

function transpose(data: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = data[row * columns + column]!
  }
  return result
}

function refuseNotFinite(name: string, data: Float32Array): void {
  const at = data.findIndex((value) => !Number.isFinite(value))
  if (at >= 0) {
    throw new UserError(
      'input',
      `"${name}" holds ${data[at]} (value ${at + 1} of ${data.length}): the training that made this file has diverged; use an earlier one.`,
    )
  }
}
