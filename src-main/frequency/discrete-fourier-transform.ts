/**
 * The two-dimensional discrete Fourier transform as matrix products on the device, for any height and
 * width. tfjs's own `tf.spectral` needs complex tensors, which the lazy backend does not have; a product
 * with a cosine and a sine matrix is exact enough, differentiable, and cheap beside a network.
 *
 * Convention: numpy.fft.fft2 / ifft2 (no factor forward, 1/(height·width) backward), un-shifted: the
 * coefficient of DC is [0, 0]. Planes are [n, height, width]; `imagesToPlanes` makes them of NHWC images.
 *
 * Invariant: matrix entries are cos and sin of 2π·(k·m mod N)/N, reduced in integers and computed in
 * double precision, so that their only error is the one rounding to float32.
 */
import * as tf from '../devices/tf'
import type { Tensor2D, Tensor3D, Tensor4D } from '../devices/tf'

/** Fourier coefficients of n planes, each part [n, height, width], un-shifted. */
export type Spectrum = { real: Tensor3D; imaginary: Tensor3D }

/** Sample frequencies k/N in cycles per pixel, in FFT order: numpy.fft.fftfreq(N). */
export function fftFrequencies(size: number): Float64Array {
  const firstNegative = Math.ceil(size / 2)
  // Times the reciprocal, as numpy does: thresholds on a rim hang on the last bit.
  const step = 1 / size
  return Float64Array.from({ length: size }, (_, k) => (k < firstNegative ? k : k - size) * step)
}

/** Radial frequency of each coefficient in cycles per pixel, row-major [height, width], un-shifted. */
export function radiusGrid(height: number, width: number): Float64Array {
  const vertical = fftFrequencies(height)
  const horizontal = fftFrequencies(width)
  const radius = new Float64Array(height * width)
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      radius[v * width + u] = Math.sqrt(vertical[v]! * vertical[v]! + horizontal[u]! * horizontal[u]!)
    }
  }
  return radius
}

/** cos and sin of 2π·k·m/N as row-major [N, N] matrices in double precision. Both are symmetric. */
export function fourierMatrices(size: number): { cosine: Float64Array; sine: Float64Array } {
  const cosine = new Float64Array(size * size)
  const sine = new Float64Array(size * size)
  for (let k = 0; k < size; k++) {
    for (let m = 0; m < size; m++) {
      const angle = (2 * Math.PI * ((k * m) % size)) / size
      cosine[k * size + m] = Math.cos(angle)
      sine[k * size + m] = Math.sin(angle)
    }
  }
  return { cosine, sine }
}

/** Images [n, h, w, c] as planes [n·c, h, w], one per channel. */
export function imagesToPlanes(images: Tensor4D): Tensor3D {
  const [n, height, width, channels] = images.shape
  // One channel needs no transposition: the memory order is already that of planes.
  const first = channels === 1 ? images : tf.transpose(images, [0, 3, 1, 2])
  return tf.reshape(first, [n * channels, height, width])
}

/** The inverse of `imagesToPlanes`. */
export function planesToImages(planes: Tensor3D, channels: number): Tensor4D {
  const [count, height, width] = planes.shape
  if (channels === 1) return tf.reshape(planes, [count, height, width, 1])
  return tf.transpose(tf.reshape(planes, [count / channels, channels, height, width]), [0, 2, 3, 1])
}

/**
 * Transforms planes of one fixed size. Holds matrices on the device until `dispose`. They are not frozen:
 * a compiled graph that has frozen them goes with them, and the model's with it.
 */
export class FourierTransform {
  private readonly vertical: Matrices
  private readonly horizontal: Matrices

  /** @param height and width in pixels, each 1 or more */
  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    if (!Number.isInteger(height) || !Number.isInteger(width) || height < 1 || width < 1) {
      throw new RangeError(
        `FourierTransform(${height}, ${width}): sizes are whole numbers of pixels, 1 or more`,
      )
    }
    this.horizontal = onDevice(width)
    this.vertical = height === width ? this.horizontal : onDevice(height)
  }

  /** numpy.fft.fft2 of real planes [n, height, width]. */
  forward(planes: Tensor3D): Spectrum {
    return tf.tidy(() => {
      // exp(−iθ) = cos θ − i sin θ, first along the rows …
      const real = alongRows(planes, this.horizontal.cosine)
      const imaginary = tf.neg(alongRows(planes, this.horizontal.sine))
      // … then along the columns.
      const { cosine, sine } = this.vertical
      return {
        real: tf.add(alongColumns(cosine, real), alongColumns(sine, imaginary)),
        imaginary: tf.sub(alongColumns(cosine, imaginary), alongColumns(sine, real)),
      }
    })
  }

  /** real(numpy.fft.ifft2) of a spectrum: planes [n, height, width]. */
  inverseReal(spectrum: Spectrum): Tensor3D {
    return tf.tidy(() => {
      const { cosine, sine } = this.horizontal
      const real: Tensor3D = tf.sub(alongRows(spectrum.real, cosine), alongRows(spectrum.imaginary, sine))
      const imaginary: Tensor3D = tf.add(
        alongRows(spectrum.real, sine),
        alongRows(spectrum.imaginary, cosine),
      )
      const sum = tf.sub(
        alongColumns(this.vertical.cosine, real),
        alongColumns(this.vertical.sine, imaginary),
      )
      return tf.mul(sum, 1 / (this.height * this.width))
    })
  }

  dispose(): void {
    tf.dispose([this.horizontal, this.vertical])
  }
}

type Matrices = { cosine: Tensor2D; sine: Tensor2D }

function onDevice(size: number): Matrices {
  const { cosine, sine } = fourierMatrices(size)
  return {
    cosine: tf.tensor2d(Float32Array.from(cosine), [size, size]),
    sine: tf.tensor2d(Float32Array.from(sine), [size, size]),
  }
}

/** Multiplies every row of planes [n, h, w] with a matrix [w, w], as one large product. */
function alongRows(planes: Tensor3D, matrix: Tensor2D): Tensor3D {
  const [n, height, width] = planes.shape
  return tf.reshape(tf.matMul(tf.reshape(planes, [n * height, width]), matrix), [n, height, width])
}

/** Multiplies every column of planes [n, h, w] with a symmetric matrix [h, h]: one product per plane, no transposition. */
function alongColumns(matrix: Tensor2D, planes: Tensor3D): Tensor3D {
  const [height] = matrix.shape
  return tf.matMul(tf.reshape<tf.Rank.R3>(matrix, [1, height, height]), planes)
}
