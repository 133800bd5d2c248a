/**
 * Maps that go on beyond their border otherwise than with zeros, as PyTorch's padding modes. A padded side is a
 * product with a matrix of zeros and ones: exact, differentiable, and the same in an exported graph.
 */
import type { Tensor4D } from '../../devices/tf'
import { UserError } from '../../contract/errors'
import type { Border } from '../graph'
import { combined } from './pooling'

/** x [n, h, w, c] → [n, before + h + behind, before + w + behind, c]. */
export function padBorder(
  x: Tensor4D,
  [before, behind]: readonly [number, number],
  border: Border,
): Tensor4D {
  const [, h, w] = x.shape
  return combined(x, borderRows(h, before, behind, border), borderRows(w, before, behind, border))
}

/**
 * [before + length + behind, length]: which entry each row takes.
 * @throws UserError('usage') where the map is smaller than its padding
 */
export function borderRows(length: number, before: number, behind: number, border: Border): Float32Array {
  const most = border === 'reflect' ? length - 1 : border === 'circular' ? length : Infinity
  if (Math.max(before, behind) > most)
    throw new UserError(
      'usage',
      `A map of ${length} pixels cannot be padded by ${Math.max(before, behind)} (${border}): choose a larger input size or another padding.`,
    )
  const rows = before + length + behind
  const matrix = new Float32Array(rows * length)
  for (let row = 0; row < rows; row++) matrix[row * length + entryAt(row - before, length, border)] = 1
  return matrix
}

function entryAt(at: number, length: number, border: Border): number {
  switch (border) {
    case 'replicate':
      return Math.min(Math.max(at, 0), length - 1)
    case 'circular':
      return (at + length) % length
    case 'reflect':
      return at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at
    default:
      throw border satisfies never
  }
}
