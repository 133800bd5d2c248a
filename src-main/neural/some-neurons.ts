/** Some neurons of a predictive or simulated population, so that what concerns a few does not compute thousands. */
import * as tf from '../devices/tf'
import type { PopulationFile } from '../contract/population'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { Responder } from './population'

/** Tensors of a content that have a row for each neuron. */
const BY_NEURON: Partial<Record<PopulationFile['source']['kind'], readonly string[]>> = {
  sensorium: ['readout.positions', 'readout.features', 'readout.bias'],
  simulated: ['units'],
}

/** The content with the rows of these neurons alone. */
export function rowsOf(
  state: StateDictionary,
  kind: PopulationFile['source']['kind'],
  neurons: readonly number[],
): StateDictionary {
  const names = BY_NEURON[kind] ?? []
  const chosen: StateDictionary = new Map(state)
  for (const name of names) {
    const entry = state.get(name)
    if (!(entry?.data instanceof Float32Array)) continue
    const [rows = 0] = entry.shape
    const row = entry.data.length / rows
    const data = new Float32Array(neurons.length * row)
    neurons.forEach((neuron, i) => data.set(entry.data.subarray(neuron * row, (neuron + 1) * row), i * row))
    chosen.set(name, { ...entry, shape: [neurons.length, ...entry.shape.slice(1)], data })
  }
  return chosen
}

/** Where the content cannot be cut: all are computed, and these taken. */
export function columnsOf(responder: Responder, neurons: readonly number[]): Responder {
  const choice = new Float32Array(responder.neurons * neurons.length)
  neurons.forEach((neuron, i) => (choice[neuron * neurons.length + i] = 1))
  const chosen = tf.tensor2d(choice, [responder.neurons, neurons.length])
  return {
    neurons: neurons.length,
    image: responder.image,
    responses: (images) => tf.tidy(() => tf.matMul(responder.responses(images), chosen)),
    dispose: () => {
      chosen.dispose()
      responder.dispose()
    },
  }
}
