/**
 * What the constants of one graph may take together. A few bytes can ask for a constant of any size, and for another
 * one made of it, and another; honest graphs fold their constants from weights that are in the file.
 */
import { UserError } from '../../contract/errors'

/** Numbers that a graph of any size may make: 64 MiB as float32. */
const FREE = 2 ** 24
/** What it may make for each number of its weights: as they are, folded, converted, in another order. */
const PER_WEIGHT = 4

export class ConstantBudget {
  #weights = 0
  #made = 0

  /** Numbers of a weight that was read from the file. */
  weight(numbers: number): void {
    this.#weights += numbers
  }

  /**
   * Numbers of a constant that was made, or is about to be.
   * @throws UserError('input') when all together are more than weights of an honest graph come to
   */
  take(numbers: number, node: string): void {
    this.#made += numbers
    if (this.#made <= FREE + PER_WEIGHT * this.#weights) return
    throw new UserError(
      'input',
      `The ONNX model makes more than ${FREE + PER_WEIGHT * this.#weights} numbers out of its ${this.#weights} weights before it has seen an image (at its node "${node}"), which no classifier does: it is damaged or was made to deceive; export it again.`,
    )
  }
}
