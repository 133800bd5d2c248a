import { describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import {
  blurKernel,
  blurKernelHalf,
  blurKernelSide,
  blurWeight,
  circulant,
} from '../../src-main/networks/front-end/blur-kernel'
import { createFrontEnd } from '../../src-main/networks/front-end/front-end'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import { describeDevices } from '../support/devices'
import { goldenJson, relativeError } from '../support/golden'
import { toNhwc } from '../support/layout'
import { uniform } from '../support/seeded-values'

/** Methods A.3: σ in pixels, half, k, frequency of |H| = 1/2 in cycles per pixel. */
const TABLE: [number, number, number, number][] = [
  [0.5, 2, 5, 0.375],
  [0.6, 2, 5, 0.312],
  [0.8, 2, 5, 0.234],
  [1.0, 3, 7, 0.187],
  [1.1, 3, 7, 0.17],
  [1.2, 3, 7, 0.156],
  [1.3, 4, 9, 0.144],
  [1.4, 4, 9, 0.134],
  [1.5, 4, 9, 0.125],
  [1.6, 4, 9, 0.117],
  [1.7, 5, 11, 0.11],
  [1.8, 5, 11, 0.104],
  [1.9, 5, 11, 0.099],
  [2.0, 5, 11, 0.094],
  [2.5, 7, 15, 0.075],
  [3, 8, 17, 0.062],
  [5, 13, 27, 0.0375],
  [9, 23, 47, 0.021],
  [15, 38, 77, 0.0125],
]

/** |H(f)| of a symmetric kernel at f cycles per pixel. */
function transfer(kernel: Float64Array, f: number): number {
  const half = (kernel.length - 1) / 2
  return kernel.reduce((sum, value, i) => sum + value * Math.cos(2 * Math.PI * f * (i - half)), 0)
}

describe('kernel rule (methods A.3)', () => {
  it.each(TABLE)('σ = %d px: half %d, k %d, half amplitude near %d c/px', (sigma, half, side, frequency) => {
    expect(blurKernelHalf(sigma)).toBe(half)
    expect(blurKernelSide(sigma)).toBe(side)
    expect(blurKernel(sigma).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14)
    // Sampling repeats the Gaussian's spectrum at every whole number of cycles per pixel, which shows below
    // σ = 0.8 px; cutting the kernel at 2.5 σ adds ripples of up to 0.02.
    const continuous = (f: number): number => Math.exp(-2 * (Math.PI * sigma * f) ** 2)
    const repeated = (f: number): number => [-2, -1, 0, 1, 2].reduce((sum, k) => sum + continuous(f + k), 0)
    expect(continuous(frequency)).toBeCloseTo(0.5, 1)
    expect(Math.abs(transfer(blurKernel(sigma), frequency) - repeated(frequency) / repeated(0))).toBeLessThan(
      0.02,
    )
    if (sigma >= 0.8) expect(Math.abs(transfer(blurKernel(sigma), frequency) - 0.5)).toBeLessThan(0.03)
  })

  it('is stored as jarvis stores it: [C, C, k, k], zero off the diagonal', () => {
    const weight = blurWeight(1, 3)
    expect(weight).toHaveLength(3 * 3 * 7 * 7)
    const plane = (o: number, i: number) => weight.slice((o * 3 + i) * 49, (o * 3 + i + 1) * 49)
    expect(plane(0, 1).every((value) => value === 0)).toBe(true)
    expect(plane(2, 2)).toEqual(plane(0, 0))
    // σ can be read off it again (methods J.3).
    const centre = plane(1, 1)[3 * 7 + 3]!
    const beside = plane(1, 1)[3 * 7 + 4]!
    expect(-1 / (2 * Math.log(beside / centre))).toBeCloseTo(1, 5)
  })

  it('wraps around as often as the kernel is longer than the image', () => {
    const kernel = blurKernel(5)
    const matrix = circulant(kernel, 4)
    for (let frequency = 0; frequency < 4; frequency++) {
      // A circulant matrix's eigenvectors are the waves of its size, its eigenvalues the transfer function.
      const wave = Array.from({ length: 4 }, (_, x) => Math.cos((2 * Math.PI * frequency * x) / 4))
      const filtered = wave.map((_, row) =>
        wave.reduce((sum, value, column) => sum + matrix[row * 4 + column]! * value, 0),
      )
      const gain = transfer(kernel, frequency / 4)
      filtered.forEach((value, x) => expect(value).toBeCloseTo(gain * wave[x]!, 12))
    }
  })
})

interface Golden {
  cases: { sigma: number; side: number; channels: 1 | 3; stream: number; output: number[] }[]
}

describeDevices('blur front end', () => {
  it.each((goldenJson('blur.json') as Golden).cases)(
    "equals PyTorch's circular convolution at σ = $sigma px on $side px, $channels channel(s)",
    ({ sigma, side, channels, stream, output }) => {
      const shape = [2, channels, side, side] as const
      const configuration = {
        size: side,
        channels,
        sigma,
        mean: Array<number>(channels).fill(0),
        std: Array<number>(channels).fill(1),
      } as NetworkConfiguration
      const before = tf.memory().numTensors
      const frontEnd = createFrontEnd(configuration)
      const blurred = tf.tidy(() => {
        const images = tf.tensor4d(toNhwc(uniform(stream, 2 * channels * side * side), shape), [
          2,
          side,
          side,
          channels,
        ])
        return frontEnd.apply(images).dataSync()
      })
      tf.dispose([...frontEnd.tensors])
      expect(tf.memory().numTensors).toBe(before)
      expect(relativeError(blurred, toNhwc(output, shape))).toBeLessThan(1e-6)
    },
  )

  it('normalises each channel before it blurs', () => {
    const configuration = {
      size: 8,
      channels: 3,
      sigma: 2,
      mean: [0.1, 0.2, 0.3],
      std: [0.5, 0.25, 2],
    } as NetworkConfiguration
    const frontEnd = createFrontEnd(configuration)
    const values = tf.tidy(() => frontEnd.apply(tf.fill([1, 8, 8, 3], 0.6)).dataSync())
    tf.dispose([...frontEnd.tensors])
    expect(values[0]).toBeCloseTo(1, 5)
    expect(values[1]).toBeCloseTo(1.6, 5)
    expect(values[2]).toBeCloseTo(0.15, 5)
  })
})
