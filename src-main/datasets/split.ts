/**
 * The split of a training set into training and validation images: a plain random one, as in the paper
 * (methods B.1: `random.sample` of the indices, the rest is validation), not stratified.
 */
import { generator } from '../random/generator'

/**
 * Splits the indices 0…count−1.
 * @param fraction share of the training images, in (0, 1]; their number is rounded down.
 * @returns both parts in ascending order; together every index once.
 */
export function splitIndices(
  count: number,
  fraction: number,
  seed: number,
): { train: Int32Array; validation: Int32Array } {
  if (!(fraction > 0 && fraction <= 1))
    throw new RangeError(`The training share ${fraction} is not in (0, 1].`)
  const order = generator(seed, 'train/validation split').permutation(count)
  const training = Math.floor(count * fraction)
  return { train: order.slice(0, training).sort(), validation: order.slice(training).sort() }
}
