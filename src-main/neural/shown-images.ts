/** How images of a data set are shown to a population (methods N.2, a choice of ours where their sizes differ). */
import * as tf from '../devices/tf'
import { resizeAxis } from '../datasets/resize'
import { GRAY } from './recording/sources'
import type { ImageSpace } from '../contract/population'
import type { Tensor2D, Tensor3D, Tensor4D } from '../devices/tf'

/**
 * Brings images [n, height, width, channels] in [0,1] into the standardised space of a population,
 * [n, image.height, image.width, 1]: gray (0.2989 R + 0.587 G + 0.114 B), × 255, standardised, as large as they fit
 * (bilinear; antialiased where they shrink), centred, and 0, the mean gray, around them. Differentiable; call it in tf.tidy.
 */
export function shownImages(images: Tensor4D, image: ImageSpace): Tensor4D {
  const [count, height, width, channels] = images.shape
  const gray: Tensor3D =
    channels === 1
      ? tf.reshape(images, [count, height, width])
      : tf.sum(tf.mul(images, tf.tensor1d([...GRAY])), 3)
  const standardised = tf.mul<Tensor3D>(tf.sub(tf.mul(gray, 255), image.mean), 1 / image.sd)
  const { height: tall, width: wide } = shownSize(height, width, image)
  const resized = resize(standardised, tall, wide)
  const top = Math.floor((image.height - tall) / 2)
  const left = Math.floor((image.width - wide) / 2)
  const padded = tf.pad(resized, [
    [0, 0],
    [top, image.height - tall - top],
    [left, image.width - wide - left],
  ])
  return tf.reshape(padded, [count, image.height, image.width, 1])
}

/** Pixels of the population's image that an image of this size takes: as large as it fits. */
export function shownSize(
  height: number,
  width: number,
  image: Pick<ImageSpace, 'height' | 'width'>,
): { height: number; width: number } {
  const scale = Math.min(image.height / height, image.width / width)
  const pixels = (side: number, most: number): number => Math.min(most, Math.max(1, Math.round(side * scale)))
  return { height: pixels(height, image.height), width: pixels(width, image.width) }
}

/** [n, h, w] → [n, tall, wide], along each side a product with the weights of that side. */
function resize(images: Tensor3D, tall: number, wide: number): Tensor3D {
  const [count, height, width] = images.shape
  let current = images
  if (width !== wide) {
    const rows = tf.matMul(tf.reshape(current, [count * height, width]), weights(width, wide))
    current = tf.reshape(rows, [count, height, wide])
  }
  if (height !== tall) {
    const turned = tf.transpose(current, [0, 2, 1])
    const columns = tf.matMul(tf.reshape(turned, [count * wide, height]), weights(height, tall))
    current = tf.transpose(tf.reshape(columns, [count, wide, tall]), [0, 2, 1])
  }
  return current
}

/** [from, to]. */
function weights(from: number, to: number): Tensor2D {
  const axis = resizeAxis(from, to)
  const matrix = new Float32Array(from * to)
  for (let target = 0; target < to; target++)
    for (let tap = 0; tap < axis.taps; tap++) {
      const weight = axis.weights[target * axis.taps + tap]!
      if (weight !== 0) matrix[(axis.first[target]! + tap) * to + target]! += weight
    }
  return tf.tensor2d(matrix, [from, to])
}
