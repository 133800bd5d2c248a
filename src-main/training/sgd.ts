/**
 * Stochastic gradient descent as PyTorch's SGD: v ← m·v + (g + d·w), w ← w − rate·v, with the weight
 * decay d only on parameters whose name ends with `weight` (methods B.2: γ of the batch normalisations
 * too, biases not). One call is one step: parameters, momentum and running statistics together, so
 * that the lazy device sees one graph.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import type { Scalar, Tensor, Tensor2D, Tensor4D, Variable } from '../devices/tf'
import type { BatchStatistics, Network, StateDictionary } from '../networks/network'
import { fromDeviceLayout, toDeviceLayout } from '../networks/tensor-layout'
import { crossEntropy } from './loss'

export interface StepResult {
  /** Mean cross-entropy before the step; the caller disposes it. */
  loss: Scalar
  /** Logits [n, classes] before the step, in training mode; the caller disposes them. */
  logits: Tensor2D
}

/** Loss, training-mode logits and gradients by parameter name; statistics are kept. All owned by the caller. */
export interface Gradients extends StepResult {
  gradients: Map<string, Tensor>
  statistics: BatchStatistics
}

/** Forward and backward through a network in training mode. Call inside `tf.tidy`, keep what must live. */
export function trainingGradients(network: Network, images: Tensor4D, targets: Tensor2D): Gradients {
  const names = [...network.parameters.keys()]
  const statistics: BatchStatistics = new Map()
  let logits: Tensor2D | undefined
  const { value, grads } = tf.valueAndGrads(() => {
    // What leaves the differentiated function sideways would be disposed with it.
    logits = tf.keep(network.trainingLogits(images, statistics))
    for (const { mean, variance } of statistics.values())
      [mean, variance].forEach((tensor) => tf.keep(tensor))
    return crossEntropy(logits, targets)
  })([...network.parameters.values()])
  const gradients = new Map(names.map((name, index) => [name, grads[index]!]))
  return { loss: value, logits: logits!, gradients, statistics }
}

export class StochasticGradientDescent {
  private readonly velocities = new Map<string, Variable>()

  /** @param velocities momentum by parameter name in PyTorch's layout; null starts at rest. */
  constructor(
    private readonly network: Network,
    private readonly options: { momentum: number; weightDecay: number },
    velocities: StateDictionary | null,
  ) {
    for (const [name, parameter] of network.parameters) {
      const start = tf.tidy(() => {
        const entry = velocities?.get(name)
        if (!entry) return tf.zeros(parameter.shape)
        const laid = toDeviceLayout(entry.shape, Float32Array.from(entry.data))
        return tf.tensor(laid.data, laid.shape)
      })
      this.velocities.set(name, tf.variable(start, false))
      start.dispose()
    }
  }

  /** One step on images [n, size, size, channels] in [0,1] with targets [n, classes]; ends with a flush. */
  step(images: Tensor4D, targets: Tensor2D, learningRate: number): StepResult {
    const result = tf.tidy(() => {
      const { loss, logits, gradients, statistics } = trainingGradients(this.network, images, targets)
      const rate = tf.scalar(learningRate)
      for (const [name, gradient] of gradients) this.update(name, gradient, rate)
      this.network.foldStatistics(statistics)
      for (const { mean, variance } of statistics.values()) tf.dispose([mean, variance])
      return { loss, logits }
    })
    flush()
    return result
  }

  private update(name: string, gradient: Tensor, rate: Scalar): void {
    const { momentum, weightDecay } = this.options
    const parameter = this.network.parameters.get(name)!
    const velocity = this.velocities.get(name)!
    const decays = weightDecay > 0 && name.endsWith('weight')
    const slope = decays ? tf.add(gradient, tf.mul(parameter, weightDecay)) : gradient
    velocity.assign(tf.add(tf.mul(velocity, momentum), slope))
    parameter.assign(tf.sub(parameter, tf.mul(velocity, rate)))
  }

  /** The momentum by parameter name, in PyTorch's layout. */
  async state(): Promise<StateDictionary> {
    const state: StateDictionary = new Map()
    for (const [name, velocity] of this.velocities) {
      state.set(name, fromDeviceLayout(velocity.shape, (await velocity.data()) as Float32Array))
    }
    return state
  }

  dispose(): void {
    for (const velocity of this.velocities.values()) velocity.dispose()
    this.velocities.clear()
  }
}
