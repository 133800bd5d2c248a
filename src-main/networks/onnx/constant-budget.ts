/**
 * What the constants of one graph may take together. A few bytes can ask for a constant of any size, and for another
 * one made of it, and another; honest graphs fold their constants from weights that are in the file.
 */
import { printable } from '../../checkpoints/printable'
import { UserError } from '../../contract/errors'

/** Numbers that a graph of any size may make: 64 MiB as float32. */
const FREE = 2 ** 24
/** What it may make for each number of its weights: as they are, folded, converted, in another order. */
const PER_WEIGHT = 4
/** Plain numbers that may be looked at, one by one, which is slow: so many, and for each weight. */
const SEEN = 2 ** 23
const SEEN_PER_WEIGHT = 32

export class ConstantBudget {
  #weights = 0
  #made = 0
  #seen = 0

  /** Numbers of a weight that was read from the file. */
  weight(numbers: number): void {
    this.#weights += numbers
  }

  /**
   * Plain numbers that a node is about to look at, however few it makes of them.
   * @throws UserError('input') when all together are more than an honest graph looks at
   */
  look(numbers: number, node: string): void {
    this.#seen += numbers
    if (this.#seen <= SEEN + SEEN_PER_WEIGHT * this.#weights) return
    throw new UserError(
      'input',
      `The ONNX model looks at its constants again and again before it has seen an image (at its node "${printable(node)}", more than ${SEEN + SEEN_PER_WEIGHT * this.#weights} numbers), which no classifier does: it is damaged or was made to deceive; export it again.`,
    )
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
      `The ONNX model makes more than ${FREE + PER_WEIGHT * this.#weights} numbers out of its ${this.#weights} weights before it has seen an image (at its node "${printable(node)}"), which no classifier does: it is damaged or was made to deceive; export it again.`,
    )
  }
}
