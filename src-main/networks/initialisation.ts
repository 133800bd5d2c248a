/**
 * Initial weights as PyTorch's Conv2d, Linear and BatchNorm2d choose them when told nothing: weights
 * uniform within ±1/√fan_in (kaiming_uniform with a = √5), biases likewise, γ = 1, β = 0, running
 * mean 0 and variance 1. Each entry has its own random stream, so that adding one shifts no other.
 */
import { generator } from '../random/generator'
import type { StateDictionary, StateEntry } from '../checkpoints/state-dictionary'
import type { NetworkConfiguration } from './network'
import { constantEntry } from './state-check'
import { elements, stateFields } from './state-fields'
import type { StateField } from './state-fields'

/**
 * The state dictionary of a network before its first step; the same seed gives the same values everywhere. Entries of
 * `given` are taken as they are: those that cannot be chosen (principal components), and those of a network that is gone on
 * from (start-from.ts). Constants follow from the configuration alone.
 */
export function initialState(
  configuration: NetworkConfiguration,
  seed: number,
  given: StateDictionary = new Map(),
): StateDictionary {
  const state: StateDictionary = new Map()
  for (const field of stateFields(configuration)) {
    const own = field.role === 'constant' ? undefined : given.get(field.name)
    const entry = own ?? (field.role === 'given' ? undefined : initialEntry(field, configuration, seed))
    // One that is missing is named when the network checks its state.
    if (entry) state.set(field.name, entry)
  }
  return state
}

function initialEntry(field: StateField, configuration: NetworkConfiguration, seed: number): StateEntry {
  const { name, shape, role, fanIn } = field
  if (role === 'constant') return constantEntry(name, configuration)
  if (role === 'counter') return { shape, dtype: 'int32', data: new Int32Array(1) }
  if (fanIn !== undefined) {
    const bound = 1 / Math.sqrt(fanIn)
    const stream = generator(seed, 'initial weights', name)
    const data = Float32Array.from({ length: elements(shape) }, () => (2 * stream.uniform() - 1) * bound)
    return { shape, dtype: 'float32', data }
  }
  const one = name.endsWith('.weight') || name.endsWith('.running_var')
  return { shape, dtype: 'float32', data: new Float32Array(elements(shape)).fill(one ? 1 : 0) }
}
