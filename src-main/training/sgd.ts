/**
 * Stochastic gradient descent as PyTorch's SGD: v ← m·v + (g + d·w), w ← w − rate·v, with the weight
 * decay d only on parameters whose name ends with `weight` (methods B.2: γ of the batch normalisations
 * too, biases not). One call is one step: parameters, momentum and running statistics together, so
 * that the lazy device sees one graph.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '../devices/tf'
import type { BatchStatistics, Network, StateDictionary, StateEntry } from '../networks/network'
import { fromDeviceLayout, toDeviceLayout } from '../networks/tensor-layout'
import { similarityLoss } from '../neural/similarity-loss'
import { crossEntropy } from './loss'
import type { NeuralBatch, SharesState } from './neural-term'

export interface StepResult {
  /** Mean cross-entropy before the step; the caller disposes it. */
  loss: Scalar
  /** Logits [n, classes] before the step, in training mode; the caller disposes them. */
  logits: Tensor2D
  /** The neural term before the step, α left out; absent without one. */
  neural?: Scalar
}

/** What is trained besides the network: the logits of the layers' shares, and their momentum. */
interface Shares {
  logits: Variable
  velocity: Variable
}

/** Loss, training-mode logits and gradients by parameter name; statistics are kept. All owned by the caller. */
export interface Gradients extends StepResult {
  gradients: Map<string, Tensor>
  statistics: BatchStatistics
}

/** Under this name the gradient of the shares stands among those of the parameters. */
const SHARES = 'neural shares'

/**
 * Forward and backward through a network in training mode. Call inside `tf.tidy`, keep what must live.
 * @param term beside the cross-entropy (neural N.6): its loss is added with its weight
 */
export function trainingGradients(
  network: Network,
  images: Tensor4D,
  targets: Tensor2D,
  term: { batch: NeuralBatch; logits: Variable } | null = null,
): Gradients {
  const names = [...network.parameters.keys(), ...(term ? [SHARES] : [])]
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
    const { batch } = term
    const values = network.trainingValues(batch.images, batch.nodes, new Map())
    own = tf.keep(loss)
    neural = tf.keep(similarityLoss(values, term.logits as unknown as Tensor1D, batch.target))
    return tf.add<Scalar>(loss, tf.mul(neural, batch.alpha))
  })([...network.parameters.values(), ...(term ? [term.logits] : [])])
  const gradients = new Map(names.map((name, index) => [name, grads[index]!]))
  if (!own || !neural) return { loss: value, logits: logits!, gradients, statistics }
  value.dispose()
  return { loss: own, logits: logits!, neural, gradients, statistics }
}

export class StochasticGradientDescent {
  private readonly velocities = new Map<string, Variable>()
  private readonly shares: Shares | null

  /**
   * @param velocities momentum by parameter name in PyTorch's layout; null starts at rest
   * @param shares of so many layers in a neural term, equal at the start; null: without one
   */
  constructor(
    private readonly network: Network,
    private readonly options: { momentum: number; weightDecay: number },
    velocities: StateDictionary | null,
    shares: { layers: number; from: SharesState | null } | null = null,
  ) {
    this.shares = shares && startShares(shares.layers, shares.from)
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
  step(
    images: Tensor4D,
    targets: Tensor2D,
    learningRate: number,
    batch: NeuralBatch | null = null,
  ): StepResult {
    const term = batch && this.shares && { batch, logits: this.shares.logits }
    const result = tf.tidy(() => {
      const { loss, logits, neural, gradients, statistics } = trainingGradients(
        this.network,
        images,
        targets,
        term,
      )
      const rate = tf.scalar(learningRate)
      for (const [name, gradient] of gradients) this.update(name, gradient, rate)
      this.network.foldStatistics(statistics)
      for (const { mean, variance } of statistics.values()) tf.dispose([mean, variance])
      return { loss, logits, ...(neural ? { neural } : {}) }
    })
    flush()
    return result
  }

  private update(name: string, gradient: Tensor, rate: Scalar): void {
    const { momentum, weightDecay } = this.options
    const parameter = name === SHARES ? this.shares!.logits : this.network.parameters.get(name)!
    const velocity = name === SHARES ? this.shares!.velocity : this.velocities.get(name)!
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

  /** The shares of a neural term at this moment; null without one. */
  async sharesState(): Promise<SharesState | null> {
    if (this.shares === null) return null
    const entry = async (variable: Variable): Promise<StateEntry> =>
      fromDeviceLayout(variable.shape, (await variable.data()) as Float32Array)
    return { logits: await entry(this.shares.logits), momentum: await entry(this.shares.velocity) }
  }

  dispose(): void {
    if (this.shares) tf.dispose([this.shares.logits, this.shares.velocity])
    for (const velocity of this.velocities.values()) velocity.dispose()
    this.velocities.clear()
  }
}

function startShares(layers: number, from: SharesState | null): Shares {
  const variable = (entry: StateEntry | undefined): Variable => {
    const values = entry ? Float32Array.from(entry.data) : new Float32Array(layers)
    return tf.tidy(() => tf.variable(tf.tensor1d(values), false))
  }
  return { logits: variable(from?.logits), velocity: variable(from?.momentum) }
}
