/**
 * What a training leaves for others to load, as safetensors: the weights of the kept epoch by the names of the network's state,
 * which become the model's file as they are, and the principal components that its front end projects onto.
 */
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { PCA_COMPONENTS, PCA_MEAN } from '../../networks/state-fields'
import type { StateDictionary } from '../../checkpoints/state-dictionary'

export function encodeWeights(weights: StateDictionary): Uint8Array {
  return encodeSafetensors(weights)
}

/** @param mean float32 [values]; @param components float32 [count, values], one in each row */
export function encodeComponents(mean: Float32Array, components: Float32Array): Uint8Array {
  const values = mean.length
  return encodeSafetensors(
    new Map([
      [PCA_MEAN, { shape: [values], dtype: 'float32', data: mean }],
      [PCA_COMPONENTS, { shape: [components.length / values, values], dtype: 'float32', data: components }],
    ]),
  )
}

/** Of weights, or of components: both are entries of a network's state. */
export function decodeWeights(bytes: Uint8Array): StateDictionary {
  return decodeSafetensors(bytes).entries
}
