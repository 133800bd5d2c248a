/**
 * Linear maps of images that act on rows and columns separately (bilinear resizing, average pooling and
 * their gradients): one small matrix for the height, one for the width. Two matrix products per image are
 * exact, need no special operator, and the gradient is the same thing with the matrices transposed.
 */
import type { Operand } from '../operand'
import { Lowered, plain } from '../lowered'
import type { Lowering } from '../lowering'
import { imageOf } from './image'

/** How each of `to` positions is put together from `from` positions: `[position from, weight]` pairs. */
export interface LinearMap {
  /** Names the map: equal keys, equal weights. */
  key: string
  to: number
  from: number
  weights(position: number): [number, number][]
}

/** The map that carries gradients back: from `to` positions to `from` positions. */
export function transposed(map: LinearMap): LinearMap {
  const columns: [number, number][][] = Array.from({ length: map.from }, () => [])
  for (let i = 0; i < map.to; i++) for (const [j, weight] of map.weights(i)) columns[j]!.push([i, weight])
  return {
    key: `${map.key} transposed`,
    to: map.from,
    from: map.to,
    weights: (position) => columns[position]!,
  }
}

/** The map as a [to, from] matrix, or [from, to] when `turned`. */
function matrix(lowering: Lowering, map: LinearMap, turned: boolean): string {
  const shape = turned ? [map.from, map.to] : [map.to, map.from]
  return lowering.builder.constant(`${map.key} ${turned ? 'turned' : 'straight'}`, 'float32', shape, () => {
    const values = new Float32Array(map.to * map.from)
    for (let i = 0; i < map.to; i++) {
      for (const [j, weight] of map.weights(i)) {
        const position = turned ? j * map.to + i : i * map.from + j
        values[position] = values[position]! + weight
      }
    }
    return values
  })
}

/** The operand, an image of any element type, as a float32 image. */
export function floatImage(lowering: Lowering, operand: Operand): Lowered {
  if (operand.dtype === 'float32') return imageOf(lowering, operand)
  return plain('float32', operand.shape, () =>
    lowering.layouts.cast(lowering.layouts.whole(operand), 'float32'),
  )
}

/** Applies `rows` along the height and `columns` along the width of float32 images [N, H, W, C]. */
export function separable(lowering: Lowering, image: Lowered, rows: LinearMap, columns: LinearMap): Lowered {
  const [n, h, , c] = image.shape as [number, number, number, number]
  const shape = [n, rows.to, columns.to, c]
  const { layouts } = lowering
  return new Lowered('float32', shape, shape, 'channels-first', () => {
    const lines = layouts.reshape(layouts.to(image, 'channels-first').name, [n * c * h, columns.from])
    const narrowed = lowering.op('MatMul', [lines, matrix(lowering, columns, true)])
    const planes = layouts.reshape(narrowed, [n * c, h, columns.to])
    const done = lowering.op('MatMul', [matrix(lowering, rows, false), planes])
    return layouts.reshape(done, [n, c, rows.to, columns.to])
  })
}
