/**
 * Stochastic gradient descent as PyTorch's SGD: v ← m·v + (g + d·w), w ← w − rate·v, with the weight
 * decay d only on parameters whose name ends with `weight` (methods B.2: γ of the batch normalisations
 * too, biases not). One call is one step: parameters, momentum and running statistics together, so
 * that the lazy device sees one graph. A step in pieces is several: each piece is one graph, and so is their end.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '../devices/tf'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { BatchStatistics, Network } from '../networks/network'
import { fromDeviceLayout, toDeviceLayout } from '../networks/tensor-layout'
import { similarityLoss } from './similarity-loss'
import { crossEntropy } from './loss'
import { coTrainingLoss } from './co-training'
import { SHARES } from './neural-term'
import type { BesideParameters } from './beside-parameters'
import type { NeuralBatch } from './neural-term'

export interface StepResult {
  /** Mean cross-entropy before the step; the caller disposes it. */
  loss: Scalar
  /** Logits [n, classes] before the step, in training mode; the caller disposes them. */
  logits: Tensor2D
  /** The neural term before the step, α left out, or the error of co-trained responses; absent without one. */
  neural?: Scalar
}

/** Loss, training-mode logits and gradients by parameter name; statistics are kept. All owned by the caller. */
export interface Gradients extends StepResult {
  gradients: Map<string, Tensor>
  /** Of what is trained besides the network, by name. */
  beside: Map<string, Tensor>
  statistics: BatchStatistics
}

/** What a step computes with besides the network. */
export interface StepOptions {
  momentum: number
  weightDecay: number
  /** Parameters that stay what they are; absent: none. */
  frozen?: ReadonlySet<string> | undefined
}

const NONE: ReadonlySet<string> = new Set()

/**
 * Forward and backward through a network in training mode. Call inside `tf.tidy`, keep what must live.
 * @param term beside the cross-entropy (neural N.6, N.7), with what is trained for it besides the network
 * @param frozen names of parameters that get no gradient
 */
export function trainingGradients(
  network: Network,
  images: Tensor4D,
  targets: Tensor2D,
  term: { batch: NeuralBatch; parameters: ReadonlyMap<string, Variable> } | null = null,
  frozen: ReadonlySet<string> = NONE,
): Gradients {
  const learnt = [...network.parameters].filter(([name]) => !frozen.has(name))
  const statistics: BatchStatistics = new Map()
  let logits: Tensor2D | undefined
  let own: Scalar | undefined
  let neural: Scalar | undefined
  const { value, grads } = tf.valueAndGrads(() => {
    // What leaves the differentiated function sideways would be disposed with it.
    logits = tf.keep(network.trainingLogits(images, statistics))
    for (const { mean, variance } of statistics.values())
      [mean, variance].forEach((tensor) => tf.keep(tensor))
    const loss = crossEntropy(logits, targets)
    if (term === null) return loss
    const { batch, parameters } = term
    const values = network.trainingValues(batch.images, batch.nodes, new Map())
    own = tf.keep(loss)
    if (batch.kind === 'co-training') {
      const { total, error } = coTrainingLoss(loss, values[0]!, batch.target, parameters)
      neural = tf.keep(error)
      return total
    }
    neural = tf.keep(similarityLoss(values, parameters.get(SHARES) as unknown as Tensor1D, batch.target))
    return tf.add<Scalar>(loss, tf.mul(neural, batch.alpha))
  })([...learnt.map(([, parameter]) => parameter), ...(term?.parameters.values() ?? [])])
  const named = (names: Iterable<string>, from: number): Map<string, Tensor> =>
    new Map([...names].map((name, index) => [name, grads[from + index]!]))
  const gradients = named(
    learnt.map(([name]) => name),
    0,
  )
  const beside = named(term?.parameters.keys() ?? [], learnt.length)
  if (!own || !neural) return { loss: value, logits: logits!, gradients, beside, statistics }
  value.dispose()
  return { loss: own, logits: logits!, neural, gradients, beside, statistics }
}

export class StochasticGradientDescent {
  private readonly velocities = new Map<string, Variable>()
  /** Gradients of the pieces of a step so far, by parameter name; made with the first piece. */
  private readonly sums = new Map<string, Variable>()

  /**
   * @param velocities momentum by parameter name in PyTorch's layout; null starts at rest
   * @param beside what is trained besides the network; null: nothing. It is the caller's
   */
  constructor(
    private readonly network: Network,
    private readonly options: StepOptions,
    velocities: StateDictionary | null,
    private readonly beside: BesideParameters | null = null,
  ) {
    for (const [name, parameter] of network.parameters) {
      if (options.frozen?.has(name)) continue
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
  step(
    images: Tensor4D,
    targets: Tensor2D,
    learningRate: number,
    batch: NeuralBatch | null = null,
  ): StepResult {
    const term = batch && this.beside && { batch, parameters: this.beside.variables }
    const result = tf.tidy(() => {
      const { loss, logits, neural, gradients, beside, statistics } = trainingGradients(
        this.network,
        images,
        targets,
        term,
        this.options.frozen,
      )
      const rate = tf.scalar(learningRate)
      for (const [name, gradient] of gradients) this.update(name, gradient, rate)
      if (term) this.beside.update(beside, this.options.momentum, rate)
      this.network.foldStatistics(statistics)
      for (const { mean, variance } of statistics.values()) tf.dispose([mean, variance])
      return { loss, logits, ...(neural ? { neural } : {}) }
    })
    flush()
    return result
  }

  /**
   * A piece of a step: adds its gradients, and folds its batch statistics; ends with a flush. Without batch normalisation
   * the pieces of a batch and their `endPieces` are the step of the whole batch.
   * @param share of the step's images
   */
  addPiece(images: Tensor4D, targets: Tensor2D, share: number): StepResult {
    const { frozen } = this.options
    const result = tf.tidy(() => {
      const { loss, logits, gradients, statistics } = trainingGradients(
        this.network,
        images,
        targets,
        null,
        frozen,
      )
      for (const [name, gradient] of gradients) {
        const sum = this.sums.get(name) ?? tf.variable(tf.zeros(gradient.shape), false)
        this.sums.set(name, sum)
        sum.assign(tf.add(sum, tf.mul(gradient, share)))
      }
      this.network.foldStatistics(statistics)
      for (const { mean, variance } of statistics.values()) tf.dispose([mean, variance])
      return { loss, logits }
    })
    flush()
    return result
  }

  /** The step that the pieces since the last one come to; ends with a flush. */
  endPieces(learningRate: number): void {
    tf.tidy(() => {
      const rate = tf.scalar(learningRate)
      for (const [name, sum] of this.sums) {
        this.update(name, sum, rate)
        sum.assign(tf.zeros(sum.shape))
      }
    })
    flush()
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
    for (const variable of [...this.velocities.values(), ...this.sums.values()]) variable.dispose()
    this.velocities.clear()
    this.sums.clear()
  }
}
