/**
 * The values of one trainable network on the device: parameters and running statistics as variables,
 * counters as plain numbers. Knows names and layouts, nothing about what the values are for.
 * Invariant: it always holds exactly the fields it was made with.
 */
import * as tf from '../devices/tf'
import type { Tensor, Tensor1D, Variable } from '../devices/tf'
import type { StateDictionary, StateEntry } from '../checkpoints/state-dictionary'
import type { NetworkConfiguration } from './network'
import { checkState, constantEntry } from './state-check'
import type { StateField } from './state-fields'
import { fromDeviceLayout, toDeviceLayout } from './tensor-layout'

export class ParameterStore {
  /** Trained values by state name, in the device's layout and PyTorch's order of names. */
  readonly parameters = new Map<string, Variable>()
  private readonly statistics = new Map<string, Variable>()
  private readonly counters = new Map<string, number>()
  /** Entries that come with the weights and never change; the front end computes with its own copy. */
  private readonly given = new Map<string, StateEntry>()

  constructor(
    private readonly fields: readonly StateField[],
    private readonly configuration: NetworkConfiguration,
    state: StateDictionary,
  ) {
    this.load(state)
  }

  parameter(name: string): Tensor {
    return known(this.parameters, name)
  }

  statistic(name: string): Tensor1D {
    return known(this.statistics, name) as Tensor as Tensor1D
  }

  /** Gives a running statistic a new value; the variable takes over the tensor's data. */
  setStatistic(name: string, value: Tensor1D): void {
    known(this.statistics, name).assign(value)
  }

  count(name: string): void {
    this.counters.set(name, known(this.counters, name) + 1)
  }

  /** Replaces every value; @throws UserError('input') and changes nothing when the state does not fit. */
  load(state: StateDictionary): void {
    checkState(this.fields, this.configuration, state)
    for (const { name, role } of this.fields) {
      const entry = state.get(name)!
      if (role === 'counter') this.counters.set(name, entry.data[0]!)
      else if (role === 'given') this.given.set(name, copyOf(entry))
      else if (role !== 'constant') this.put(name, role, entry.shape, Float32Array.from(entry.data))
    }
  }

  private put(name: string, role: 'parameter' | 'statistic', shape: number[], data: Float32Array): void {
    const laid = toDeviceLayout(shape, data)
    const value = tf.tensor(laid.data, laid.shape, 'float32')
    const kept = role === 'parameter' ? this.parameters : this.statistics
    const variable = kept.get(name)
    if (variable) variable.assign(value)
    else kept.set(name, tf.variable(value, role === 'parameter'))
    value.dispose()
  }

  /** A copy of everything in PyTorch's layout; waits for the device. */
  async state(): Promise<StateDictionary> {
    const values = new Map<string, Float32Array>()
    for (const [name, variable] of [...this.parameters, ...this.statistics]) {
      values.set(name, (await variable.data()) as Float32Array)
    }
    return this.assemble((name) => values.get(name)!)
  }

  /** The same at once, for places that cannot wait; blocks while the device computes. */
  stateNow(): StateDictionary {
    return this.assemble((name) => this.variable(name).dataSync() as Float32Array)
  }

  private assemble(values: (name: string) => Float32Array): StateDictionary {
    const state: StateDictionary = new Map()
    for (const { name, role } of this.fields) {
      if (role === 'constant') state.set(name, constantEntry(name, this.configuration))
      else if (role === 'given') state.set(name, copyOf(known(this.given, name)))
      else if (role === 'counter') {
        state.set(name, { shape: [], dtype: 'int32', data: Int32Array.of(known(this.counters, name)) })
      } else state.set(name, fromDeviceLayout(this.variable(name).shape, values(name)))
    }
    return state
  }

  private variable(name: string): Variable {
    return this.parameters.get(name) ?? known(this.statistics, name)
  }

  dispose(): void {
    for (const variable of [...this.parameters.values(), ...this.statistics.values()]) variable.dispose()
    this.parameters.clear()
    this.statistics.clear()
  }
}

function copyOf(entry: StateEntry): StateEntry {
  return { ...entry, shape: [...entry.shape], data: entry.data.slice() }
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name)
  if (value === undefined) throw new Error(`The network has no "${name}".`)
  return value
}
