/**
 * Writes a network graph layer by layer: each call appends one node and returns its id, for the next call to
 * read. Knows layers, not architectures.
 */
import type { Activation } from '../contract/import/readings'
import { INPUT } from './graph'
import type { Border, Layer, NetworkGraph } from './graph'
import type { NetworkConfiguration } from './network'

/** ε of PyTorch's BatchNorm2d. */
const EPSILON = 1e-5

export interface ConvolutionShape {
  from: number
  to: number
  /** Side length of the square kernel. */
  kernel: number
  stride?: number
  /** Pixels from tap to tap; 1 unless given. */
  dilation?: number
  /** Zeros above and left, below and right; dilation · (kernel >> 1) on both sides unless given. */
  padding?: readonly [number, number]
  groups?: number
  bias?: boolean
}

export class GraphBuilder {
  readonly #nodes: NetworkGraph['nodes'] = []
  readonly #activation: Activation
  readonly #border: Border | undefined
  readonly #epsilon: number
  readonly #readOutBy: 'mean' | 'max'

  /** All layers of a network have one activation, one kind of padding and one ε. */
  constructor({
    activation,
    paddingMode,
    epsilon,
    readOutBy,
  }: Pick<NetworkConfiguration, 'activation' | 'paddingMode' | 'epsilon' | 'readOutBy'>) {
    this.#activation = activation ?? 'relu'
    this.#border = paddingMode
    this.#epsilon = epsilon ?? EPSILON
    this.#readOutBy = readOutBy ?? 'mean'
  }

  /** Appends any layer; without `inputs` it reads the newest node. */
  layer(layer: Layer, ...inputs: string[]): string {
    const id = `n${this.#nodes.length}`
    this.#nodes.push({ id, inputs: inputs.length > 0 ? inputs : [this.#nodes.at(-1)?.id ?? INPUT], ...layer })
    return id
  }

  convolution(x: string, name: string, shape: ConvolutionShape): string {
    const { from, to, kernel, stride = 1, dilation = 1, groups = 1, bias = false } = shape
    const usual = dilation * (kernel >> 1)
    const padding = shape.padding ?? ([usual, usual] as const)
    const border = this.#border !== undefined && padding.some((pixels) => pixels > 0)
    return this.layer(
      {
        ...{ kind: 'convolution', name, from, to, kernel, stride, padding, groups, bias },
        ...(border ? { border: this.#border } : {}),
        ...(dilation > 1 && kernel > 1 ? { dilation } : {}),
      },
      x,
    )
  }

  normalisation(x: string, name: string, channels: number): string {
    return this.layer({ kind: 'batch normalisation', name, channels, epsilon: this.#epsilon }, x)
  }

  /** A convolution without bias and the batch normalisation of its result. */
  unit(x: string, convolution: string, normalisation: string, shape: ConvolutionShape): string {
    return this.normalisation(this.convolution(x, convolution, shape), normalisation, shape.to)
  }

  /** The network's activation. */
  activation(x: string): string {
    const of = this.#activation
    return this.layer(of === 'relu' || of === 'silu' ? { kind: of } : { kind: 'activation', of }, x)
  }

  add(x: string, y: string): string {
    return this.layer({ kind: 'add' }, x, y)
  }

  /** A map brought to side × side places by their means; to one place by the largest value, where the network has that. */
  pooledTo(x: string, side: number): string {
    return this.layer(
      side === 1 && this.#readOutBy === 'max'
        ? { kind: 'adaptive pooling', mean: false, side }
        : { kind: 'adaptive pooling', mean: true, side },
      x,
    )
  }

  /** One value of all pixels, then a fully connected layer: how every residual network reads out. */
  readOutOfMean(x: string, name: string, from: number, to: number): string {
    this.pooledTo(x, 1)
    this.layer({ kind: 'flatten' })
    return this.layer({ kind: 'linear', name, from, to })
  }

  /** The finished graph; the newest node's value are the logits. */
  graph(): NetworkGraph {
    return { nodes: this.#nodes, output: this.#nodes.at(-1)!.id }
  }
}
