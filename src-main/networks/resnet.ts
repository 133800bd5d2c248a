/**
 * A trainable residual network: structure (structure.ts) + values (parameter-store.ts) + the way
 * through it (resnet-forward.ts), in training and in evaluation mode.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor2D, Tensor4D, Variable } from '../devices/tf'
import { createFrontEnd } from './front-end'
import type { FrontEnd } from './front-end'
import { freezeResNet } from './frozen'
import { foldRunning, normaliseWithBatch, normaliseWithRunning } from './layers/batch-normalisation'
import type { Affine } from './layers/batch-normalisation'
import { convolve } from './layers/convolution'
import { linear } from './layers/linear'
import type {
  BatchStatistics,
  FrozenNetwork,
  Network,
  NetworkConfiguration,
  StateDictionary,
} from './network'
import { ParameterStore } from './parameter-store'
import { resNetLogits } from './resnet-forward'
import { parameterCount, stateFields } from './state-fields'
import type { ConvolutionUnit, ResNetStructure } from './structure'

export class ResNet implements Network {
  readonly parameterCount: number
  private readonly store: ParameterStore
  private readonly frontEnd: FrontEnd

  /** @throws UserError('input') when the state does not fit the configuration. */
  constructor(
    readonly configuration: NetworkConfiguration,
    private readonly structure: ResNetStructure,
    state: StateDictionary,
  ) {
    const fields = stateFields(structure, configuration)
    this.parameterCount = parameterCount(fields)
    this.store = new ParameterStore(fields, configuration, state)
    this.frontEnd = createFrontEnd(configuration)
  }

  get parameters(): ReadonlyMap<string, Variable> {
    return this.store.parameters
  }

  logits(images: Tensor4D): Tensor2D {
    return this.forward(images, (x, { normalisation }) =>
      normaliseWithRunning(
        x,
        this.affine(normalisation),
        this.store.statistic(`${normalisation}.running_mean`),
        this.store.statistic(`${normalisation}.running_var`),
      ),
    )
  }

  trainingLogits(images: Tensor4D, statistics: BatchStatistics): Tensor2D {
    return this.forward(images, (x, { normalisation }) => {
      const { normalised, mean, variance } = normaliseWithBatch(x, this.affine(normalisation))
      statistics.set(normalisation, { mean, variance })
      return normalised
    })
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
  }

  frozen(): FrozenNetwork {
    return freezeResNet(this.configuration, this.structure, this.store.stateNow())
  }

  dispose(): void {
    this.store.dispose()
    tf.dispose([...this.frontEnd.tensors])
  }

  private forward(images: Tensor4D, normalise: (x: Tensor4D, unit: ConvolutionUnit) => Tensor4D): Tensor2D {
    const { name } = this.structure.linear
    const layers = {
      unit: (x: Tensor4D, unit: ConvolutionUnit) =>
        normalise(
          convolve(x, this.store.parameter(`${unit.convolution}.weight`) as Tensor4D, unit.stride),
          unit,
        ),
      readOut: (features: Tensor2D) =>
        linear(
          features,
          this.store.parameter(`${name}.weight`) as Tensor2D,
          this.store.parameter(`${name}.bias`) as Tensor1D,
        ),
    }
    return resNetLogits(this.structure, layers, this.frontEnd.apply(images))
  }

  private affine(normalisation: string): Affine {
    return {
      weight: this.store.parameter(`${normalisation}.weight`) as Tensor1D,
      bias: this.store.parameter(`${normalisation}.bias`) as Tensor1D,
    }
  }
}
