/** Spectra of perturbations against numpy and against what is known analytically. */
import { expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { radiusGrid } from '../../src-main/frequency/discrete-fourier-transform'
import { halfPowerInterval } from '../../src-main/frequency/half-power-interval'
import { perturbationSpectra, summariseSpectra } from '../../src-main/frequency/perturbation-spectrum'
import { spectrumMaps } from '../../src-main/frequency/spectrum-maps'
import { generator } from '../../src-main/random/generator'
import { describeDevices } from '../support/devices'
import { goldenJson, relativeError } from '../support/golden'
import { uniform } from '../support/seeded-values'

interface Golden {
  cases: {
    shape: [number, number, number, number]
    stream: number
    meanPower: number[]
    profile: number[]
    halfPower: number
  }[]
}

const golden = goldenJson('perturbation-spectrum.json') as Golden

/** The images of make_perturbation_spectrum.py. */
function goldenImages([n, height, width, channels]: [number, number, number, number], stream: number) {
  const count = n * height * width * channels
  const clean = Float32Array.from(uniform(stream, count))
  const noise = Float32Array.from(uniform(stream + 1, count), (u) =>
    Math.fround(Math.fround(Math.fround(u) - 0.5) * Math.fround(0.01)),
  )
  const sums = noise.slice()
  const row = width * channels
  for (let i = 0; i < count; i++) if (Math.floor(i / row) % height > 0) sums[i] = sums[i - row]! + noise[i]!
  return { clean, adversarial: clean.map((value, i) => value + sums[i]!) }
}

/** One image: a cosine of (u, v) cycles per image. */
function planeWave(height: number, width: number, v: number, u: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width]
    return 0.01 * Math.cos(2 * Math.PI * ((v * y) / height + (u * x) / width))
  })
}

describeDevices('spectra of perturbations', () => {
  it.each(golden.cases)(
    'agree with numpy, $shape',
    async ({ shape, stream, meanPower, profile, halfPower }) => {
      const before = tf.memory().numTensors
      const [, height, width, channels] = shape
      const { clean, adversarial } = goldenImages(shape, stream)
      const spectra = await perturbationSpectra(clean, adversarial, { height, width, channels })
      const summary = summariseSpectra(spectra)
      expect(summary.meanPower[0]).toBeNaN()
      expect(relativeError(summary.meanPower.subarray(1), meanPower.slice(1))).toBeLessThan(1e-5)
      expect(relativeError(summary.profile.proportions, profile)).toBeLessThan(1e-5)
      expect(Math.abs(summary.halfPower! - halfPower)).toBeLessThan(1e-5)
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it('find the frequency of a plane wave', async () => {
    const [height, width] = [32, 24]
    const wave = planeWave(height, width, 6, 3)
    const clean = new Float32Array(wave.length)
    const summary = summariseSpectra(await perturbationSpectra(clean, wave, { height, width, channels: 1 }))
    const frequency = Math.hypot(6 / height, 3 / width)
    expect(summary.exactHalfPower).toBeCloseTo(frequency, 9)
    const step = summary.profile.thresholds[1]!
    expect(Math.abs(summary.halfPower! - frequency)).toBeLessThan(step)
  })

  it('have the profile of white noise: the share of coefficients', async () => {
    const [height, width, n] = [16, 16, 60]
    const stream = generator(3, 'white noise')
    const noise = Float32Array.from({ length: n * height * width }, () => 0.01 * stream.normal())
    const summary = summariseSpectra(
      await perturbationSpectra(new Float32Array(noise.length), noise, { height, width, channels: 1 }),
    )
    const radii = Array.from(radiusGrid(height, width)).slice(1)
    summary.profile.thresholds.forEach((threshold, k) => {
      const expected = radii.filter((radius) => radius <= threshold).length / radii.length
      // 60 images × 255 coefficients: the proportion is known to about 0.01.
      expect(Math.abs(summary.profile.proportions[k]! - expected)).toBeLessThan(0.03)
    })
  })

  it("keep Parseval's identity", async () => {
    const shape = { height: 9, width: 6, channels: 1 }
    const delta = Float32Array.from(uniform(9, 54), (u) => 1e-4 * (u - 0.5))
    const { power } = await perturbationSpectra(new Float32Array(54), delta, shape)
    const mean = delta.reduce((sum, value) => sum + value, 0) / 54
    const variance = delta.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    const total = power.subarray(1).reduce((sum, value) => sum + value, 0)
    expect(Math.abs(total / (54 * variance) - 1)).toBeLessThan(1e-5)
  })

  it('give an interval that holds f_0.5 and is the same for the same seed', async () => {
    const [first] = golden.cases
    const [, height, width, channels] = first!.shape
    const { clean, adversarial } = goldenImages(first!.shape, first!.stream)
    const spectra = await perturbationSpectra(clean, adversarial, { height, width, channels })
    const interval = halfPowerInterval(spectra, { seed: 4, resamples: 200 })
    expect(interval.low!).toBeLessThanOrEqual(first!.halfPower)
    expect(interval.high!).toBeGreaterThanOrEqual(first!.halfPower)
    expect(halfPowerInterval(spectra, { seed: 4, resamples: 200 })).toEqual(interval)
    // A subset is averaged from what is kept.
    const one = summariseSpectra(spectra, [2])
    expect(
      relativeError(
        one.meanPower.subarray(1),
        spectra.power.subarray(2 * height * width + 1, 3 * height * width),
      ),
    ).toBe(0)
  })

  it('have no f_0.5 without a perturbation', async () => {
    const image = Float32Array.from(uniform(1, 16))
    const spectra = await perturbationSpectra(image, image, { height: 4, width: 4, channels: 1 })
    expect(summariseSpectra(spectra)).toMatchObject({ halfPower: null, exactHalfPower: null })
    expect(halfPowerInterval(spectra, { resamples: 10 })).toMatchObject({ low: null, high: null })
  })
})

it('heat maps put DC into the middle, empty, and share a range when asked to', () => {
  const weak = { height: 2, width: 3, meanPower: Float64Array.from([NaN, 1, 2, 3, 4, 5]) }
  const strong = { height: 2, width: 3, meanPower: Float64Array.from([NaN, 100, 1, 1, 1, 1]) }
  const [own] = spectrumMaps([weak], 'panel')
  expect(own!.values.map((value) => (value === null ? null : Math.round(Math.exp(value))))).toEqual([
    5,
    3,
    4,
    2,
    null,
    1,
  ])
  expect(own!.range).toEqual({ low: 0, high: Math.log(5) })
  const shared = spectrumMaps([weak, strong], 'shared')
  expect(shared.map(({ range }) => range)).toEqual([
    { low: 0, high: Math.log(100) },
    { low: 0, high: Math.log(100) },
  ])
})
