/**
 * GridSample: images read at places between their pixels, as the read-outs of predictive models of neurons do. Two sides;
 * nearest and linear; zeros outside, or the border. Gradients go to the images and, where linear, to the places.
 */
import { printable } from '../../../checkpoints/printable'
import * as tf from '../../../devices/tf'
import type { Tensor1D, Tensor2D } from '../../../devices/tf'
import type { Operator } from '../call'
import { Value } from '../value'

const gridSample: Operator = (call) => {
  const [x, grid] = [call.input(0), call.input(1)]
  const mode = call.text('mode', 'linear').replace(/^bilinear$/, 'linear')
  const outside = call.text('padding_mode', 'zeros')
  const aligned = call.number('align_corners', 0) === 1
  if (mode !== 'linear' && mode !== 'nearest') throw call.refuse(`samples in the mode "${printable(mode)}"`)
  if (outside !== 'zeros' && outside !== 'border')
    throw call.refuse(`takes "${printable(outside)}" for what lies outside of images`)
  if (x.rank !== 4 || grid.rank !== 4 || grid.shape[3] !== 2)
    throw call.refuse(`samples values of the shape [${x.shape.join(', ')}] at [${grid.shape.join(', ')}]`)
  const [n, c, h, w] = x.shape as [number, number, number, number]
  const [images, h2, w2] = grid.shape as [number, number, number, number]
  if (images !== n) throw call.refuse(`has places for ${images} images, and there are ${n}`)
  const places = h2 * w2
  // One list of pixels for all images, so that each image can have places of its own.
  const pixels = tf.reshape(x.tensorLast(), [n * h * w, c])
  const flat = tf.reshape(grid.tensor(), [n * places, 2])
  const first = tf.reshape<tf.Rank.R1>(
    tf.mul(tf.broadcastTo(tf.reshape(tf.range(0, n), [n, 1]), [n, places]), h * w),
    [n * places],
  )
  const along = (axis: 0 | 1, side: number): Tensor1D => {
    const at = tf.reshape(tf.slice(flat, [0, axis], [-1, 1]), [n * places])
    const pixel = aligned
      ? tf.mul(tf.add(at, 1), (side - 1) / 2)
      : tf.sub(tf.mul(tf.add(at, 1), side / 2), 0.5)
    return (outside === 'border' ? tf.clipByValue(pixel, 0, side - 1) : pixel) as Tensor1D
  }
  const [column, row] = [along(0, w), along(1, h)]
  const corners = mode === 'nearest' ? [nearest(row, column)] : four(row, column)
  const parts = corners.map(({ row: y, column: xs, weight }) => {
    const inside = tf.cast(
      tf.logicalAnd(
        tf.logicalAnd(tf.greaterEqual(y, 0), tf.lessEqual(y, h - 1)),
        tf.logicalAnd(tf.greaterEqual(xs, 0), tf.lessEqual(xs, w - 1)),
      ),
      'float32',
    )
    const index = tf.add(first, tf.add(tf.mul(tf.clipByValue(y, 0, h - 1), w), tf.clipByValue(xs, 0, w - 1)))
    const share = weight === null ? inside : tf.mul(weight, inside)
    return tf.mul(tf.gather(pixels, tf.cast(index, 'int32'), 0), tf.reshape(share, [n * places, 1]))
  })
  const sum = parts.reduce((total, part) => tf.add(total, part)) as Tensor2D
  return Value.ofLast(tf.reshape(sum, [n, h2, w2, c]))
}

interface Corner {
  row: Tensor1D
  column: Tensor1D
  /** Null: the whole. */
  weight: Tensor1D | null
}

/** Halves go to the even pixel, as PyTorch rounds. */
function nearest(row: Tensor1D, column: Tensor1D): Corner {
  return { row: tf.round(row), column: tf.round(column), weight: null }
}

function four(row: Tensor1D, column: Tensor1D): Corner[] {
  const [top, left] = [tf.floor(row), tf.floor(column)]
  const [down, right] = [tf.sub(row, top), tf.sub(column, left)]
  return [0, 1].flatMap((below) =>
    [0, 1].map((after) => ({
      row: tf.add<Tensor1D>(top, below),
      column: tf.add<Tensor1D>(left, after),
      weight: tf.mul<Tensor1D>(below ? down : tf.sub(1, down), after ? right : tf.sub(1, right)),
    })),
  )
}

export const gridOperators: Readonly<Record<string, Operator>> = { GridSample: gridSample }
