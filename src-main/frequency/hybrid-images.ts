/**
 * Hybrid images (methods C.2): the low frequencies of one image with the high frequencies of another,
 *   x = clip(real(ifft2(fft2(low)·mask + fft2(high)·(1 − mask))), 0, 1),
 * every channel alike, without any rescaling of contrast. The transform is linear, so this is computed as
 *   x = clip(high + real(ifft2(mask·fft2(low − high))), 0, 1):
 * one forward transform per pair of images serves every f_mix.
 *
 * Not the choice of pairs (pairing.ts) and not the measurement (hybrid-measurement.ts).
 * Images are NHWC, square, in [0,1].
 */
import * as tf from '../devices/tf'
import type { Tensor2D, Tensor4D } from '../devices/tf'
import { UserError } from '../contract/errors'
import type { FractionOfNyquist } from '../contract/units'
import { FourierTransform, imagesToPlanes, planesToImages } from './discrete-fourier-transform'
import type { Spectrum } from './discrete-fourier-transform'
import { circularMask } from './mask'

/** Mixes images of one size. Holds the transform's matrices on the device until `dispose`. */
export class HybridMixer {
  private readonly transform: FourierTransform

  /** @param size side of the images in pixels */
  constructor(readonly size: number) {
    this.transform = new FourierTransform(size, size)
  }

  /** The mask of one f_mix as a tensor [size, size] that the caller disposes. */
  mask(fMix: FractionOfNyquist): Tensor2D {
    return tf.tensor2d(circularMask(this.size, fMix), [this.size, this.size])
  }

  /** fft2(low − high) of image batches [n, size, size, c]: parts [n·c, size, size], for `mix`. */
  differenceSpectrum(low: Tensor4D, high: Tensor4D): Spectrum {
    this.check(low)
    this.check(high)
    return tf.tidy(() => this.transform.forward(imagesToPlanes(tf.sub(low, high))))
  }

  /**
   * The hybrids [n, size, size, c] in [0,1].
   * @param high the images that give the high frequencies
   * @param difference `differenceSpectrum(low, high)` of the same batch
   */
  mix(high: Tensor4D, difference: Spectrum, mask: Tensor2D): Tensor4D {
    return tf.tidy(() => tf.clipByValue(tf.add(high, this.filtered(difference, mask, high.shape[3])), 0, 1))
  }

  /** The low row of the paper's figure (methods C.4): clip(real(ifft2(fft2(low)·mask)), 0, 1). */
  lowPart(low: Tensor4D, mask: Tensor2D): Tensor4D {
    this.check(low)
    return tf.tidy(() => {
      const spectrum = this.transform.forward(imagesToPlanes(low))
      return tf.clipByValue(this.filtered(spectrum, mask, low.shape[3]), 0, 1)
    })
  }

  /**
   * The high row (methods C.4): clip(real(ifft2(fft2(high)·(1 − mask))) + mean(high), 0, 1). The mean is
   * taken per image and channel, which restores exactly the DC that the mask took away and keeps a
   * colour image's colours (the paper shows gray images, where there is no difference).
   */
  highPart(high: Tensor4D, mask: Tensor2D): Tensor4D {
    this.check(high)
    return tf.tidy(() => {
      const spectrum = this.transform.forward(imagesToPlanes(high))
      const rest: Tensor4D = tf.sub(high, this.filtered(spectrum, mask, high.shape[3]))
      return tf.clipByValue(tf.add(rest, tf.mean(high, [1, 2], true)), 0, 1)
    })
  }

  dispose(): void {
    this.transform.dispose()
  }

  private filtered(spectrum: Spectrum, mask: Tensor2D, channels: number): Tensor4D {
    const planes = this.transform.inverseReal({
      real: tf.mul(spectrum.real, mask),
      imaginary: tf.mul(spectrum.imaginary, mask),
    })
    return planesToImages(planes, channels)
  }

  private check(images: Tensor4D): void {
    const [, height, width] = images.shape
    if (height !== this.size || width !== this.size) {
      throw new UserError(
        'input',
        `Hybrid images need square images of ${this.size}×${this.size} pixels, and these are ${height}×${width}: pad or resize the data set to one size.`,
      )
    }
  }
}
