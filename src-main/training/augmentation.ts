/**
 * Random changes to training images (methods B.1), in torchvision's order and from torchvision's
 * distributions, but on float images: nothing is rounded to 8 bits between the steps. A gray data set
 * is gray before it comes here; the paper jittered the colours first and made them gray afterwards.
 *
 * A random resized crop is no business of this file's: it is cut out of the whole picture when that is read
 * (datasets/random-crop.ts), and what comes here is its result.
 */
import { generator } from '../random/generator'
import type { Generator } from '../random/generator'
import { adjust } from './augmentation-colour'
import type { Adjustment } from './augmentation-colour'
import { padRotateCrop } from './augmentation-geometry'
import type { ImageShape } from './augmentation-geometry'
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
  return eachImage(batch, shape, (image) => augmentImage(image, shape, augmentation, stream))
}

/**
 * The same for random parts of pictures: flip and jitter, each image with a generator of its own, so that the changes do
 * not depend on what came before.
 * @param images index of each image in its data set
 */
export function augmentParts(
  batch: Float32Array,
  shape: ImageShape,
  augmentation: Augmentation,
  { seed, epoch, images }: { seed: number; epoch: number; images: ArrayLike<number> },
): Float32Array {
  const how: Augmentation = { ...augmentation, crop: null }
  return eachImage(batch, shape, (image, place) =>
    augmentImage(image, shape, how, generator(seed, 'augmentation', epoch, images[place]!)),
  )
}

function eachImage(
  batch: Float32Array,
  { height, width, channels }: ImageShape,
  change: (image: Float32Array, place: number) => Float32Array,
): Float32Array {
  const size = height * width * channels
  const result = new Float32Array(batch.length)
  for (let place = 0; place * size < batch.length; place++) {
    const start = place * size
    result.set(change(batch.subarray(start, start + size), place), start)
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
  for (const [what, factor] of drawJitter(how, stream)) adjust(moved, shape.channels, what, factor)
  return moved
}

/**
 * The colour jitter of one image in its random order, as torchvision's ColorJitter draws it: each factor from 1 ± its
 * range. What has no range is left out.
 */
export function drawJitter(
  how: Pick<Augmentation, Adjustment>,
  stream: Generator,
): [what: Adjustment, factor: number][] {
  const changes = ['brightness', 'contrast', 'saturation'] as const
  const order = Array.from(stream.permutation(changes.length), (index) => changes[index]!)
  return order
    .filter((what) => how[what] > 0)
    .map((what) => [what, between(stream, 1 - how[what], 1 + how[what])])
}

function move(image: Float32Array, shape: ImageShape, how: Augmentation, stream: Generator): Float32Array {
  const { crop } = how
  if (crop?.kind === 'resized') throw new Error('A random resized crop is cut out of the whole picture.')
  const pixels = crop?.pixels ?? 0
  const degrees = crop ? between(stream, -crop.rotation, crop.rotation) : 0
  const top = stream.integer(2 * pixels + 1)
  const left = stream.integer(2 * pixels + 1)
  return padRotateCrop(image, shape, { pixels, degrees, top, left }, how.flip && stream.uniform() < 0.5)
}

function between(stream: Generator, low: number, high: number): number {
  return low + (high - low) * stream.uniform()
}
