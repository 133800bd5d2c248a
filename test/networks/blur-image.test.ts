/** The blur of single images against the front end of the networks, on tfjs's own processor backend. */
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { cyclesPerPixel } from '../../src-main/contract/units'
import { blurAmplitude, blurImage, halfAmplitude } from '../../src-main/networks/front-end/blur-image'
import { createFrontEnd } from '../../src-main/networks/front-end/front-end'
import { uniform } from '../support/seeded-values'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('blurring one image', () => {
  it.each([
    [1, 0.5, 9],
    [3, 2, 12],
    [1, 5, 8],
  ] as const)('is what the front end does (%d channels, σ = %d, %d pixels)', (channels, sigma, side) => {
    const pixels = Float32Array.from(uniform(3, side * side * channels))
    const front = createFrontEnd({
      architecture: 'resnet18',
      width: 8,
      stem: 'cifar',
      classes: 2,
      channels,
      size: side,
      mean: Array.from({ length: channels }, () => 0),
      std: Array.from({ length: channels }, () => 1),
      sigma,
    })
    const expected = front.apply(tf.tensor4d(pixels, [1, side, side, channels])).dataSync()
    const blurred = blurImage(pixels, side, channels, sigma)
    for (const [i, value] of expected.entries()) expect(blurred[i]).toBeCloseTo(value, 5)
    tf.dispose([...front.tensors])
  })

  it('leaves an image alone without blur', () => {
    const pixels = Float32Array.of(0, 0.5, 1, 0.25)
    expect(blurImage(pixels, 2, 1, null)).toBe(pixels)
  })
})

describe('the transfer function', () => {
  it('is near that of a Gaussian, whose transform is exp(−2π²σ²f²)', () => {
    for (const sigma of [1, 2, 4]) {
      for (const f of [0, 0.02, 0.05, 0.1])
        expect(blurAmplitude(sigma, cyclesPerPixel(f))).toBeCloseTo(
          Math.exp(-2 * (Math.PI * sigma * f) ** 2),
          1,
        )
    }
  })

  it('is one half where it says, or nowhere below Nyquist', () => {
    for (const sigma of [0.6, 1, 3]) expect(blurAmplitude(sigma, halfAmplitude(sigma)!)).toBeCloseTo(0.5, 10)
    expect(halfAmplitude(null)).toBeNull()
    // Weights 1, e⁻², e⁻⁸: at Nyquist (1 − 2e⁻² + 2e⁻⁸)/(1 + 2e⁻² + 2e⁻⁸) is left.
    expect(blurAmplitude(0.5, cyclesPerPixel(0.5))).toBeCloseTo(0.5746, 3)
    expect(halfAmplitude(0.5)).toBeNull()
  })
})
