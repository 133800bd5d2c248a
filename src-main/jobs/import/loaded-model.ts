import type { Tensor4D } from '../../devices/tf'
import type { FrozenNetwork, NetworkConfiguration } from '../../networks/network'

/** A model with its normaliser, in memory. */
export interface LoadedModel {
  configuration: NetworkConfiguration
  parameters: number
  /** As it is stored: a safetensors file, or the ONNX file as it came. */
  bytes(): Uint8Array
  network(): FrozenNetwork
  /** How far its batch normalisations are from these images (statistics-distance.ts); null: it has none to ask. */
  distance(images: Tensor4D): Promise<number | null>
}

/** Weights in memory. */
export interface ReadModel {
  with(normaliser: { mean: number[]; std: number[] }): LoadedModel
}
