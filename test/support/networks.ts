/** Small networks for tests, with values that need no random generator. */
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import { constantEntry } from '../../src-main/networks/state-check'
import { stateFields } from '../../src-main/networks/state-fields'
import { uniform } from './seeded-values'

export const WIDTH_8: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 8,
  stem: 'cifar',
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  sigma: null,
}

/** The initial parameters of test/golden/make_resnet18_training.py, put into a state dictionary. */
export function goldenInitialState(state: StateDictionary, parameters: Iterable<string>): StateDictionary {
  const result = new Map(state)
  let stream = 0
  for (const name of parameters) {
    const { shape } = state.get(name)!
    const count = shape.reduce((product, side) => product * side, 1)
    const fanIn = shape.slice(1).reduce((product, side) => product * side, 1)
    const gamma = shape.length === 1 && name.endsWith('weight')
    const data = Float32Array.from(uniform(stream, count), (u) => {
      const value = 2 * u - 1
      if (shape.length > 1) return value * Math.sqrt(3 / fanIn)
      return gamma ? 1 + 0.25 * value : 0.25 * value
    })
    result.set(name, { shape, dtype: 'float32', data })
    stream += 1
  }
  return result
}

/** Weights of another program as a whole state dictionary: with the normaliser, the blur and the counters. */
export function completeState(
  configuration: NetworkConfiguration,
  weights: StateDictionary,
): StateDictionary {
  const state = new Map(weights)
  for (const { name, role } of stateFields(configuration)) {
    if (role === 'constant') state.set(name, constantEntry(name, configuration))
    if (role === 'counter') state.set(name, { shape: [], dtype: 'int32', data: new Int32Array(1) })
  }
  return state
}
