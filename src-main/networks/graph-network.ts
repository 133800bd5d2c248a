/**
 * A trainable network: layers (graph.ts) + values (parameter-store.ts) + the way through it (graph-runner.ts), in
 * training and in evaluation mode. The same for every architecture.
 */
import * as tf from '../devices/tf'
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '../devices/tf'
import { createFrontEnd } from './front-end/front-end'
import type { FrontEnd } from './front-end/front-end'
import { freezeNetwork } from './frozen'
import type { NetworkGraph } from './graph'
import { graphOf } from './graph-of'
import { valuesOf } from './graph-runner'
import type { ConvolutionNode, LayerSet } from './graph-runner'
import { foldRunning, normaliseWithBatch, normaliseWithRunning } from './layers/batch-normalisation'
import type { Affine } from './layers/batch-normalisation'
import { channelShift, convolve, convolveGroups } from './layers/convolution'
import { linear } from './layers/linear'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { BatchStatistics, Draws, FrozenNetwork, Network, NetworkConfiguration } from './network'
import { withImageNoise } from './front-end/noise'
import { ParameterStore } from './parameter-store'
import { parameterCount, stateFields } from './state-fields'

export class GraphNetwork implements Network {
  readonly parameterCount: number
  private readonly graph: NetworkGraph
  private readonly store: ParameterStore
  private frontEnd: FrontEnd
  /** By node, the filters of shortcuts without weights. */
  private readonly shifts = new Map<string, Tensor4D>()

  /** @throws UserError when the configuration is impossible ('usage') or the state does not fit it ('input'). */
  constructor(
    readonly configuration: NetworkConfiguration,
    state: StateDictionary,
  ) {
    this.graph = graphOf(configuration)
    const fields = stateFields(configuration)
    this.parameterCount = parameterCount(fields)
    this.store = new ParameterStore(fields, configuration, state)
    this.frontEnd = createFrontEnd(configuration, state)
    for (const node of this.graph.nodes) {
      if (node.kind === 'padded shortcut')
        this.shifts.set(node.id, channelShift(node.from, node.before, node.behind))
    }
  }

  get parameters(): ReadonlyMap<string, Variable> {
    return this.store.parameters
  }

  logits(images: Tensor4D, draws?: Draws): Tensor2D {
    return this.forward(withImageNoise(this.configuration, images, draws), (x, { name, epsilon }) => {
      const mean = this.store.statistic(`${name}.running_mean`)
      const variance = this.store.statistic(`${name}.running_var`)
      return normaliseWithRunning(x, this.affine(name), mean, variance, epsilon)
    })
  }

  trainingLogits(images: Tensor4D, statistics: BatchStatistics): Tensor2D {
    return this.forward(images, this.batchNormalisation(statistics))
  }

  trainingValues(images: Tensor4D, nodes: readonly string[], statistics: BatchStatistics): Tensor[] {
    return this.values(images, nodes, this.batchNormalisation(statistics))
  }

  foldStatistics(statistics: BatchStatistics): void {
    for (const [name, { mean, variance }] of statistics) {
      const fold = (field: string, batch: Tensor1D): void => {
        const folded = tf.tidy(() => foldRunning(this.store.statistic(field), batch))
        this.store.setStatistic(field, folded)
        folded.dispose()
      }
      fold(`${name}.running_mean`, mean)
      fold(`${name}.running_var`, variance)
      this.store.count(`${name}.num_batches_tracked`)
    }
  }

  stateDictionary(): Promise<StateDictionary> {
    return this.store.state()
  }

  loadStateDictionary(state: StateDictionary): void {
    this.store.load(state)
    tf.dispose([...this.frontEnd.tensors])
    this.frontEnd = createFrontEnd(this.configuration, state)
  }

  frozen(): FrozenNetwork {
    return freezeNetwork(this.configuration, this.graph, this.store.stateNow())
  }

  dispose(): void {
    this.store.dispose()
    tf.dispose([...this.frontEnd.tensors, ...this.shifts.values()])
  }

  private batchNormalisation(statistics: BatchStatistics): LayerSet['normalisation'] {
    return (x, { name, epsilon }) => {
      const { normalised, mean, variance } = normaliseWithBatch(x, this.affine(name), epsilon)
      statistics.set(name, { mean, variance })
      return normalised
    }
  }

  private forward(images: Tensor4D, normalisation: LayerSet['normalisation']): Tensor2D {
    return this.values(images, [this.graph.output], normalisation)[0] as Tensor2D
  }

  private values(
    images: Tensor4D,
    nodes: readonly string[],
    normalisation: LayerSet['normalisation'],
  ): Tensor[] {
    const layers: LayerSet = {
      normalisation,
      convolution: (x, node) => this.convolution(x, node),
      shortcut: (x, { id, stride }) => convolve(x, this.shifts.get(id)!, { stride, padding: [0, 0] }),
      linear: (x, { name }) =>
        linear(
          x,
          this.store.parameter(`${name}.weight`) as Tensor2D,
          this.store.parameter(`${name}.bias`) as Tensor1D,
        ),
    }
    return valuesOf(this.graph, layers, this.frontEnd.apply(images), nodes)
  }

  private convolution(x: Tensor4D, node: ConvolutionNode): Tensor4D {
    const { name, groups, bias } = node
    const weight = this.store.parameter(`${name}.weight`) as Tensor4D
    const weights = groups === 1 ? [weight] : tf.split<Tensor4D>(weight, groups, 3)
    const y = convolveGroups(x, weights, node)
    return bias ? tf.add(y, this.store.parameter(`${name}.bias`)) : y
  }

  private affine(normalisation: string): Affine {
    return {
      weight: this.store.parameter(`${normalisation}.weight`) as Tensor1D,
      bias: this.store.parameter(`${normalisation}.bias`) as Tensor1D,
    }
  }
}
