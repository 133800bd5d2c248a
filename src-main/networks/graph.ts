/**
 * A network as data: layers in the order in which they are computed, under the names of their entries in the
 * state dictionary. One description serves every use (training, evaluation, frozen, export to ONNX, state
 * fields, parameter count), so they cannot disagree. Not here: how a layer is computed (layers/), nor which
 * layers an architecture has (one file per architecture).
 * Invariants: a node reads only nodes before it; INPUT is what the front end makes of the image [n, h, w, c]
 * (front-end.ts: projected, normalised, blurred, gray images as three channels where the network takes three);
 * the layers with names stand in the order of PyTorch's state dictionary.
 */

import type { Activation, PaddingMode } from '../contract/import/readings'

export type OtherActivation = Exclude<Activation, 'relu' | 'silu'>
export type Border = Exclude<PaddingMode, 'zeros'>

/** The id that names the graph's input; no node has it. */
export const INPUT = 'input'

export type NetworkNode = { id: string; inputs: string[] } & Layer

export type Layer =
  /**
   * Zero padding of padding[0] pixels above and left, padding[1] below and right (they differ in strided layers of
   * networks that come from TensorFlow). `NAME.weight` [to, from / groups, kernel, kernel], `NAME.bias` [to] where `bias`.
   * `border`: what the map is continued with instead of zeros. `dilation` (1 where it is left out) pixels from tap to
   * tap, with a stride of 1 only.
   */
  | {
      kind: 'convolution'
      name: string
      from: number
      to: number
      kernel: number
      stride: number
      padding: readonly [number, number]
      border?: Border
      dilation?: number
      groups: number
      bias: boolean
    }
  /** `NAME.weight`, `NAME.bias`, `NAME.running_mean`, `NAME.running_var`, `NAME.num_batches_tracked`, each [channels]. */
  | { kind: 'batch normalisation'; name: string; channels: number; epsilon: number }
  | { kind: 'relu' }
  /** x·sigmoid(x), also called Swish. */
  | { kind: 'silu' }
  /** The others, each with PyTorch's constants. */
  | { kind: 'activation'; of: OtherActivation }
  | { kind: 'add' }
  /** Padding never wins. */
  | { kind: 'max pooling'; kernel: number; stride: number; padding: number }
  /** PyTorch's `ceil_mode` without padding: a last window may reach beyond the map. */
  | { kind: 'max pooling up'; kernel: number; stride: number }
  /** AvgPool2d without padding. */
  | { kind: 'mean pooling'; kernel: number; stride: number }
  /** The map without its first row and its first column. */
  | { kind: 'without first' }
  /** The binomial filter 1 2 1 in both directions at every second pixel, the map mirrored at its border. */
  | { kind: 'blur pooling' }
  /** PyTorch's AdaptiveAvgPool2d (`mean`) to side × side: bin i is pixels ⌊i·h/side⌋ up to ⌈(i+1)·h/side⌉. */
  | { kind: 'adaptive pooling'; mean: true; side: number }
  /** The maximum over all pixels (AdaptiveMaxPool2d(1)), [n, 1, 1, c]. */
  | { kind: 'adaptive pooling'; mean: false; side: 1 }
  /** [n, h, w, c] → [n, c·h·w] in PyTorch's order (channel first). */
  | { kind: 'flatten' }
  /** `NAME.weight` [to, from], `NAME.bias` [to]. */
  | { kind: 'linear'; name: string; from: number; to: number }
  /** Every `stride`-th pixel and zero channels before and behind (option A of the CIFAR ResNets). */
  | { kind: 'padded shortcut'; from: number; stride: number; before: number; behind: number }

export interface NetworkGraph {
  nodes: NetworkNode[]
  /** The node whose value [n, classes] are the logits. */
  output: string
}
