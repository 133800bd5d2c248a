/**
 * Whether a state dictionary fits a network, before anything of it is used. The normaliser and the blur
 * are stored in it too (jarvis does so), but the configuration is what determines them: a dictionary
 * that says otherwise belongs to another configuration and is refused.
 */
import { architectureWords } from '../contract/architectures'
import { UserError } from '../contract/errors'
import { blurWeight } from './front-end/blur-kernel'
import { networkChannels } from './configuration'
import type { StateDictionary, StateEntry } from '../checkpoints/state-dictionary'
import type { NetworkConfiguration } from './network'
import { BLUR_WEIGHT, NORMALISER_MEAN, NORMALISER_STD, elements } from './state-fields'
import type { StateField } from './state-fields'

/** Float32 rounding of constants that two programs computed in different ways, relative to the largest. */
const CONSTANT_TOLERANCE = 1e-5

/** @throws UserError('input') naming the first entry that is missing, unexpected, wrongly shaped or contradictory. */
export function checkState(
  fields: readonly StateField[],
  configuration: NetworkConfiguration,
  state: StateDictionary,
): void {
  const names = new Set(fields.map((field) => field.name))
  for (const field of fields) {
    const entry = state.get(field.name)
    if (!entry) {
      throw new UserError(
        'input',
        `The weights lack "${field.name}": they do not belong to a ${describe(configuration)}.`,
      )
    }
    checkEntry(field, entry)
    if (field.role === 'constant') checkConstant(field.name, entry, configuration)
  }
  for (const name of state.keys()) {
    if (!names.has(name)) {
      throw new UserError(
        'input',
        `The weights hold "${name}", which a ${describe(configuration)} does not have.`,
      )
    }
  }
}

function checkEntry(field: StateField, entry: StateEntry): void {
  const fits =
    entry.shape.length === field.shape.length && entry.shape.every((side, axis) => side === field.shape[axis])
  if (!fits || entry.data.length !== elements(field.shape)) {
    const shape = (sides: number[]): string => `[${sides.join(', ')}]`
    throw new UserError(
      'input',
      `The weights' "${field.name}" has shape ${shape(entry.shape)}, but the model needs ${shape(field.shape)}.`,
    )
  }
  const dtype = field.role === 'counter' ? 'int32' : 'float32'
  if (entry.dtype !== dtype) {
    throw new UserError(
      'input',
      `The weights' "${field.name}" is ${entry.dtype}, but the model needs ${dtype}.`,
    )
  }
}

function checkConstant(name: string, entry: StateEntry, configuration: NetworkConfiguration): void {
  const expected = Array.from(constantEntry(name, configuration).data)
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  for (const [index, value] of expected.entries()) {
    if (!(Math.abs(entry.data[index]! - value) <= CONSTANT_TOLERANCE * Math.max(largest, 1e-3))) {
      throw new UserError(
        'input',
        `The weights' "${name}" holds ${entry.data[index]} where the model's settings give ${value}: ` +
          'correct the normaliser or the blur σ in the settings, or use other weights.',
      )
    }
  }
}

/** The state entry of a constant, from the configuration that determines it. */
export function constantEntry(name: string, configuration: NetworkConfiguration): StateEntry {
  const { mean, std, sigma } = configuration
  if (name === NORMALISER_MEAN)
    return { shape: [mean.length, 1, 1], dtype: 'float32', data: Float32Array.from(mean) }
  if (name === NORMALISER_STD)
    return { shape: [std.length, 1, 1], dtype: 'float32', data: Float32Array.from(std) }
  if (name !== BLUR_WEIGHT || sigma === null) throw new Error(`"${name}" is not a constant of this network.`)
  const channels = networkChannels(configuration)
  const data = blurWeight(sigma, channels)
  const side = Math.sqrt(data.length) / channels
  return { shape: [channels, channels, side, side], dtype: 'float32', data }
}

function describe(configuration: NetworkConfiguration): string {
  const { stem, channels, classes, sigma, components } = configuration
  const parts = [`${channels} channel${channels === 1 ? '' : 's'}`, `${classes} classes`]
  if (/^resnet/.test(configuration.architecture)) parts.unshift(`${stem} stem`)
  parts.push(sigma === null ? 'no blur' : `blur σ = ${sigma} px`)
  if (components !== undefined) parts.push(`${components} principal components`)
  return `${architectureWords(configuration)} (${parts.join(', ')})`
}
