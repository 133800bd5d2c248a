/**
 * Random changes to training images (methods B.1), in torchvision's order and from torchvision's
 * distributions, but on float images: nothing is rounded to 8 bits between the steps. A gray data set
 * is gray before it comes here; the paper jittered the colours first and made them gray afterwards.
 */
import type { Generator } from '../random/generator'
import { adjust } from './augmentation-colour'
import type { Adjustment } from './augmentation-colour'
import { padRotateCrop, resizedCrop } from './augmentation-geometry'
import type { Box, ImageShape } from './augmentation-geometry'
import type { Augmentation } from './recipe'

/**
 * A changed copy of a batch [n, height, width, channels] in [0,1].
 * @param stream the epoch's generator; batches must come in the order of training
 */
export function augment(
  batch: Float32Array,
  shape: ImageShape,
  augmentation: Augmentation,
  stream: Generator,
): Float32Array {
  const size = shape.height * shape.width * shape.channels
  const result = new Float32Array(batch.length)
  for (let start = 0; start < batch.length; start += size) {
    result.set(augmentImage(batch.subarray(start, start + size), shape, augmentation, stream), start)
  }
  return result
}

function augmentImage(
  image: Float32Array,
  shape: ImageShape,
  how: Augmentation,
  stream: Generator,
): Float32Array {
  const moved = move(image, shape, how, stream)
  const changes: [Adjustment, number][] = [
    ['brightness', how.brightness],
    ['contrast', how.contrast],
    ['saturation', how.saturation],
  ]
  for (const index of stream.permutation(changes.length)) {
    const [what, range] = changes[index]!
    if (range > 0) adjust(moved, shape.channels, what, between(stream, 1 - range, 1 + range))
  }
  return moved
}

function move(image: Float32Array, shape: ImageShape, how: Augmentation, stream: Generator): Float32Array {
  const crop = how.crop
  if (crop?.kind === 'resized') {
    const box = randomBox(shape, crop.area, crop.ratio, stream)
    return resizedCrop(image, shape, box, how.flip && stream.uniform() < 0.5)
  }
  const pixels = crop?.pixels ?? 0
  const degrees = crop ? between(stream, -crop.rotation, crop.rotation) : 0
  const top = stream.integer(2 * pixels + 1)
  const left = stream.integer(2 * pixels + 1)
  return padRotateCrop(image, shape, { pixels, degrees, top, left }, how.flip && stream.uniform() < 0.5)
}

/** torchvision's RandomResizedCrop.get_params: ten tries, then the largest centred box of an allowed ratio. */
export function randomBox(
  { height, width }: ImageShape,
  area: readonly [number, number],
  ratio: readonly [number, number],
  stream: Generator,
): Box {
  for (let attempt = 0; attempt < 10; attempt++) {
    const pixels = height * width * between(stream, area[0], area[1])
    const aspect = Math.exp(between(stream, Math.log(ratio[0]), Math.log(ratio[1])))
    const box = {
      width: Math.round(Math.sqrt(pixels * aspect)),
      height: Math.round(Math.sqrt(pixels / aspect)),
    }
    if (box.width > 0 && box.height > 0 && box.width <= width && box.height <= height) {
      return {
        ...box,
        top: stream.integer(height - box.height + 1),
        left: stream.integer(width - box.width + 1),
      }
    }
  }
  const aspect = Math.min(ratio[1], Math.max(ratio[0], width / height))
  const wide = aspect < width / height
  const box = wide
    ? { height, width: Math.round(height * aspect) }
    : { width, height: Math.round(width / aspect) }
  return { ...box, top: Math.floor((height - box.height) / 2), left: Math.floor((width - box.width) / 2) }
}

function between(stream: Generator, low: number, high: number): number {
  return low + (high - low) * stream.uniform()
}
