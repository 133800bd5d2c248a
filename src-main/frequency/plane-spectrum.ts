/**
 * Fourier power of single planes in plain double precision, without a device: for the spectra of corruptions and
 * the distances between sets of images, which run where no model does. The device's transform is discrete-fourier-transform.ts; the
 * convention is the same (numpy.fft.fft2, un-shifted, no factor).
 */
import { fourierMatrices } from './discrete-fourier-transform'

/** |fft2|² of planes of one size. */
export class PlaneSpectrum {
  private readonly across
  private readonly down
  private readonly real: Float64Array
  private readonly imaginary: Float64Array

  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    this.across = fourierMatrices(width)
    this.down = height === width ? this.across : fourierMatrices(height)
    this.real = new Float64Array(height * width)
    this.imaginary = new Float64Array(height * width)
  }

  /**
   * Adds the power of one plane to `power` [height, width].
   * @param values the plane's pixel (y, x) is at offset + (y·width + x)·step
   */
  addPower(values: ArrayLike<number>, offset: number, step: number, power: Float64Array): void {
    const { height, width, across, down, real, imaginary } = this
    const columns = Math.floor(width / 2) + 1
    for (let y = 0; y < height; y++) {
      const row = offset + y * width * step
      for (let u = 0; u < columns; u++) {
        let re = 0
        let im = 0
        for (let x = 0, k = u * width; x < width; x++, k++) {
          const value = values[row + x * step]!
          re += value * across.cosine[k]!
          im -= value * across.sine[k]!
        }
        real[y * columns + u] = re
        imaginary[y * columns + u] = im
      }
    }
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < columns; u++) {
        let re = 0
        let im = 0
        for (let y = 0; y < height; y++) {
          const cosine = down.cosine[v * height + y]!
          const sine = down.sine[v * height + y]!
          const a = real[y * columns + u]!
          const b = imaginary[y * columns + u]!
          re += a * cosine + b * sine
          im += b * cosine - a * sine
        }
        const here = re * re + im * im
        power[v * width + u]! += here
        // The spectrum of real values is symmetric: half of it is computed.
        if (u > 0 && 2 * u < width) power[((height - v) % height) * width + width - u]! += here
      }
    }
  }
}
