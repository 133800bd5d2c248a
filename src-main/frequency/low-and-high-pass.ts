/**
 * Low- and high-passed images (Yin et al. 2019; methods C.6): a hard disc of frequencies, the same as that of
 * hybrid images (mask.ts), kept or taken away; then mean and standard deviation of each image and channel are
 * brought back to those of the original, and the result is clipped to [0,1]. Without that a high-passed image is
 * nearly black; with it, the image still is further from natural ones than a hybrid is, which is what
 * image-distances.ts puts in numbers.
 *
 * Images are NHWC, square, in [0,1].
 */
import * as tf from '../devices/tf'
import type { Tensor2D, Tensor4D } from '../devices/tf'
import { UserError } from '../contract/errors'
import type { FractionOfNyquist } from '../contract/units'
import { FourierTransform, imagesToPlanes, planesToImages } from './discrete-fourier-transform'
import { circularMask } from './mask'

export type FilterKind = 'low-pass' | 'high-pass'

/** Below this standard deviation (in [0,1] units) there is no contrast to bring back: the image stays flat. */
const FLAT = 1e-5

/** Filters images of one size. Holds the transform's matrices on the device until `dispose`. */
export class FrequencyFilter {
  private readonly transform: FourierTransform

  /** @param size side of the images in pixels */
  constructor(readonly size: number) {
    this.transform = new FourierTransform(size, size)
  }

  /** The disc of one cut-off as a tensor [size, size] that the caller disposes: 1 within it, DC included. */
  mask(cutOff: FractionOfNyquist): Tensor2D {
    return tf.tensor2d(circularMask(this.size, cutOff), [this.size, this.size])
  }

  /**
   * The filtered images [n, size, size, c] in [0,1].
   * @param mask of the cut-off; low-pass keeps what is within it, high-pass what is beyond it
   */
  apply(images: Tensor4D, kind: FilterKind, mask: Tensor2D): Tensor4D {
    const [, height, width, channels] = images.shape
    if (height !== this.size || width !== this.size) {
      throw new UserError(
        'usage',
        `The images are ${width}×${height} pixels, but the filter was made for ${this.size}×${this.size}.`,
      )
    }
    return tf.tidy(() => {
      const { real, imaginary } = this.transform.forward(imagesToPlanes(images))
      const low: Tensor4D = planesToImages(
        this.transform.inverseReal({ real: tf.mul(real, mask), imaginary: tf.mul(imaginary, mask) }),
        channels,
      )
      return restored(kind === 'low-pass' ? low : tf.sub(images, low), images)
    })
  }

  dispose(): void {
    this.transform.dispose()
  }
}

/** `filtered` with mean and standard deviation of `original`, per image and channel, clipped to [0,1]. */
function restored(filtered: Tensor4D, original: Tensor4D): Tensor4D {
  const mean = (x: Tensor4D): Tensor4D => tf.mean(x, [1, 2], true)
  const centred: Tensor4D = tf.sub(filtered, mean(filtered))
  const deviation: Tensor4D = tf.sqrt(mean(tf.square(centred)))
  const wanted: Tensor4D = tf.sqrt(mean(tf.square(tf.sub(original, mean(original)))))
  // A flat plane has nothing to scale; a quotient of two rounding errors would make noise of it.
  const scale = tf.div(wanted, tf.maximum(deviation, FLAT))
  const contrast = tf.mul(scale, tf.cast(tf.greater(deviation, FLAT), 'float32'))
  return tf.clipByValue(tf.add(tf.mul(centred, contrast), mean(original)), 0, 1)
}
