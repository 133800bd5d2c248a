/**
 * What is trained beside the network and is no part of the model: the shares of layers in a neural term, or the read-out of
 * co-training. Momentum as the network's, no weight decay; their state at an epoch border is kept with the run's.
 */
import * as tf from '../devices/tf'
import type { Scalar, Tensor, Variable } from '../devices/tf'
import type { StateDictionary, StateEntry } from '../checkpoints/state-dictionary'

export interface BesideParameter {
  name: string
  shape: number[]
  /** Where it starts, row by row. */
  start: Float32Array
  /** Its learning rate as a multiple of the network's. */
  rate: number
  /** It is kept within ± this after each step; null: free. */
  within: number | null
}

/** Values and momentum by name, at an epoch border. */
export interface BesideState {
  values: StateDictionary
  momentum: StateDictionary
}

interface Held extends BesideParameter {
  value: Variable
  velocity: Variable
}

export class BesideParameters {
  readonly #held: readonly Held[]

  constructor(parameters: readonly BesideParameter[], from: BesideState | null) {
    this.#held = parameters.map((parameter) => {
      const { name, shape, start } = parameter
      const variable = (entry: StateEntry | undefined, otherwise: Float32Array): Variable =>
        tf.tidy(() => tf.variable(tf.tensor(entry ? Float32Array.from(entry.data) : otherwise, shape), false))
      return {
        ...parameter,
        value: variable(from?.values.get(name), start),
        velocity: variable(from?.momentum.get(name), new Float32Array(start.length)),
      }
    })
  }

  get variables(): ReadonlyMap<string, Variable> {
    return new Map(this.#held.map(({ name, value }) => [name, value]))
  }

  /** One step; in the caller's tidy. @param gradients by name */
  update(gradients: ReadonlyMap<string, Tensor>, momentum: number, learningRate: Scalar): void {
    for (const { name, value, velocity, rate, within } of this.#held) {
      velocity.assign(tf.add(tf.mul(velocity, momentum), gradients.get(name)!))
      const step = rate === 1 ? learningRate : tf.mul(learningRate, rate)
      const moved = tf.sub(value, tf.mul(velocity, step))
      value.assign(within === null ? moved : tf.clipByValue(moved, -within, within))
    }
  }

  async state(): Promise<BesideState> {
    const values: StateDictionary = new Map()
    const momentum: StateDictionary = new Map()
    for (const { name, value, velocity, shape } of this.#held) {
      values.set(name, await entryOf(value, shape))
      momentum.set(name, await entryOf(velocity, shape))
    }
    return { values, momentum }
  }

  dispose(): void {
    for (const { value, velocity } of this.#held) tf.dispose([value, velocity])
  }
}

/** As it is, row by row: these have no layout of PyTorch's. */
async function entryOf(variable: Variable, shape: number[]): Promise<StateEntry> {
  const data = (await variable.data()) as Float32Array
  return { shape: [...shape], dtype: 'float32', data: Float32Array.from(data) }
}
