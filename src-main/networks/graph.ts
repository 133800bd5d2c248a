/**
 * A network as data: layers in the order in which they are computed, under the names of their entries in the
 * state dictionary. One description serves every use (training, evaluation, frozen, export to ONNX, state
 * fields, parameter count), so they cannot disagree. Not here: how a layer is computed (layers/), nor which
 * layers an architecture has (one file per architecture).
 * Invariant: a node reads only nodes before it; node 'input' is the normalised, filtered image [n, h, w, c].
 */

export type NetworkNode = { id: string; inputs: string[] } & Layer

export type Layer =
  /** Zero padding `padding` on every side; weight `NAME.weight` [outputs, inputs / groups, kernel, kernel], and `NAME.bias` where `bias`. */
  | {
      kind: 'convolution'
      name: string
      from: number
      to: number
      kernel: number
      stride: number
      padding: number
      groups: number
      bias: boolean
    }
  /** `NAME.weight`, `NAME.bias`, `NAME.running_mean`, `NAME.running_var`, `NAME.num_batches_tracked`, each [channels]. */
  | { kind: 'batch normalisation'; name: string; channels: number; epsilon: number }
  | { kind: 'relu' }
  /** x·sigmoid(x), also called Swish. */
  | { kind: 'silu' }
  | { kind: 'add' }
  | { kind: 'max pooling'; kernel: number; stride: number; padding: number }
  | { kind: 'average pooling'; kernel: number; stride: number }
  /** PyTorch's AdaptiveAvgPool2d / AdaptiveMaxPool2d to side × side. */
  | { kind: 'adaptive pooling'; mean: boolean; side: number }
  /** [n, h, w, c] → [n, c·h·w] in PyTorch's order (channel first). */
  | { kind: 'flatten' }
  /** `NAME.weight` [to, from], `NAME.bias` [to]. */
  | { kind: 'linear'; name: string; from: number; to: number }
  /** Every `stride`-th pixel and zero channels before and behind (option A of the CIFAR ResNets). */
  | { kind: 'padded shortcut'; stride: number; before: number; behind: number }
  /** One gray channel repeated to `to` channels. */
  | { kind: 'repeat channel'; to: number }

export interface NetworkGraph {
  nodes: NetworkNode[]
  /** The node whose value [n, classes] are the logits. */
  output: string
}
