/**
 * Fresh passes over images of a request, and the verdicts on them: the only place in which the frame asks the model.
 * Beside it, how rows of a request become tensors.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import type { Tensor2D, Tensor4D } from '../devices/tf'
import type { AttackRequest } from './attack-request'
import type { Block } from './blocks'
import { VERDICT_PASSES } from '../contract/kinds/attack/methods'
import { judge } from './criterion'
import type { Verdict } from './criterion'

export class Judge {
  /** Numbers per image. */
  readonly length: number

  constructor(private readonly request: AttackRequest) {
    this.length = request.height * request.width * request.channels
  }

  /** Passes of a verdict that stands. */
  get lastPasses(): number {
    const { samples = 1, stochastic } = this.request
    return stochastic ? Math.max(samples, VERDICT_PASSES) : samples
  }

  /**
   * Fresh forward passes: verdicts on the images of a block.
   * @param stage names the noise that a stochastic network draws: the same stage draws the same
   */
  async judge(
    images: Float32Array,
    block: Block,
    stage: string,
    passes = this.request.samples ?? 1,
  ): Promise<Verdict[]> {
    const { network, indices, seed } = this.request
    const input = this.tensor(images, block)
    const rows = Int32Array.from(block.rows, (row) => indices[row]!)
    // One pass after the other, so that many need no larger graph than one.
    let logits: Tensor2D | null = null
    for (let pass = 0; pass < passes; pass++) {
      const before: Tensor2D | null = logits
      logits = tf.tidy(() => {
        const answer = network.logits(input, { seed, purpose: `judged: ${stage}`, pass, rows })
        const share: Tensor2D = passes === 1 ? answer : tf.div(answer, passes)
        return before ? tf.add(before, share) : share
      })
      flush()
      before?.dispose()
    }
    return await this.verdicts(logits!, input, block)
  }

  /** Reads and disposes. */
  private async verdicts(logits: Tensor2D, input: Tensor4D, block: Block): Promise<Verdict[]> {
    const { classes, criterion, named } = this.request
    try {
      const values = await logits.data<'float32'>()
      return Array.from({ length: block.count }, (_, i) =>
        judge(values, classes, i, named[block.rows[i]!]!, criterion),
      )
    } finally {
      tf.dispose([input, logits])
    }
  }

  /** The block's rows of all images. */
  rows(images: Float32Array, { rows }: Block): Float32Array {
    const chosen = new Float32Array(rows.length * this.length)
    rows.forEach((row, i) =>
      chosen.set(images.subarray(row * this.length, (row + 1) * this.length), i * this.length),
    )
    return chosen
  }

  tensor(images: Float32Array, { rows }: Block): Tensor4D {
    const { height, width, channels } = this.request
    return tf.tensor4d(images, [rows.length, height, width, channels])
  }

  /** The classes that the rows name, [n, classes]. */
  oneHot({ rows }: Block): Tensor2D {
    const { classes, named } = this.request
    const values = new Float32Array(rows.length * classes)
    rows.forEach((row, i) => (values[i * classes + named[row]!] = 1))
    return tf.tensor2d(values, [rows.length, classes])
  }

  /** One row of many images; a view. */
  part(images: Float32Array, row: number): Float32Array {
    return images.subarray(row * this.length, (row + 1) * this.length)
  }
}
