/**
 * Initial weights as PyTorch's Conv2d, Linear and BatchNorm2d choose them when told nothing: weights
 * uniform within ±1/√fan_in (kaiming_uniform with a = √5), linear bias likewise, γ = 1, β = 0, running
 * mean 0 and variance 1. Each entry has its own random stream, so that adding one shifts no other.
 */
import { generator } from '../random/generator'
import type { NetworkConfiguration, StateDictionary, StateEntry } from './network'
import { constantEntry } from './state-check'
import { elements, stateFields } from './state-fields'
import type { StateField } from './state-fields'
import type { ResNetStructure } from './structure'

/** The state dictionary of an untrained network; the same seed gives the same values everywhere. */
export function initialState(
  configuration: NetworkConfiguration,
  structure: ResNetStructure,
  seed: number,
): StateDictionary {
  const state: StateDictionary = new Map()
  for (const field of stateFields(structure, configuration)) {
    state.set(field.name, initialEntry(field, configuration, structure, seed))
  }
  return state
}

function initialEntry(
  field: StateField,
  configuration: NetworkConfiguration,
  structure: ResNetStructure,
  seed: number,
): StateEntry {
  const { name, shape, role } = field
  if (role === 'constant') return constantEntry(name, configuration)
  if (role === 'counter') return { shape, dtype: 'int32', data: new Int32Array(1) }
  const { linear } = structure
  const fanIn =
    shape.length > 1 ? elements(shape.slice(1)) : name === `${linear.name}.bias` ? linear.inputs : null
  if (fanIn !== null) {
    const bound = 1 / Math.sqrt(fanIn)
    const stream = generator(seed, 'initial weights', name)
    const data = Float32Array.from({ length: elements(shape) }, () => (2 * stream.uniform() - 1) * bound)
    return { shape, dtype: 'float32', data }
  }
  const one = name.endsWith('.weight') || name.endsWith('.running_var')
  return { shape, dtype: 'float32', data: new Float32Array(elements(shape)).fill(one ? 1 : 0) }
}
