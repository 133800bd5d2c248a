import { beforeAll, describe, expect, it } from 'vitest'
import { fractionOfNyquist } from '../../src-main/contract/units'
import * as tf from '../../src-main/devices/tf'
import { corruptionSpectrum } from '../../src-main/frequency/corruption-spectrum'
import { FrequencyFilter } from '../../src-main/frequency/low-and-high-pass'
import {
  addToHistogram,
  logSpectralDistance,
  wassersteinDistance,
} from '../../src-main/frequency/image-distances'
import { rings } from '../../src-main/frequency/power-spectrum'
import type { DataSet } from '../../src-main/datasets/data-set'
import { memoryDataSet } from '../support/memory-data-set'
import { useTestDevice } from './inputs'

beforeAll(useTestDevice)

const SIZE = 16

/** 0.5 + a·cos(2π·2x/16) + b·cos(2π·6y/16), a slow wave across and a quick one down. */
function waves(a: number, b: number): Float32Array {
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)]
    return 0.5 + a * Math.cos((2 * Math.PI * 2 * x) / SIZE) + b * Math.cos((2 * Math.PI * 6 * y) / SIZE)
  })
}

describe('low- and high-passed images', () => {
  it('keep one wave and bring mean and contrast back', () => {
    const before = tf.memory().numTensors
    const filter = new FrequencyFilter(SIZE)
    // 2 cycles per image are 0.25 of Nyquist, 6 are 0.75.
    const mask = filter.mask(fractionOfNyquist(0.5))
    const images = tf.tensor4d(waves(0.15, 0.2), [1, SIZE, SIZE, 1])
    // Contrast restored: one wave alone with the standard deviation of both, √(0.15² + 0.2²)/√2 → amplitude 0.25.
    for (const [kind, wanted] of [
      ['low-pass', waves(0.25, 0)],
      ['high-pass', waves(0, 0.25)],
    ] as const) {
      const filtered = filter.apply(images, kind, mask)
      const values = filtered.dataSync<'float32'>()
      for (let i = 0; i < wanted.length; i++) expect(values[i]).toBeCloseTo(wanted[i]!, 4)
      filtered.dispose()
    }
    tf.dispose([mask, images])
    filter.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('leave what has no contrast there flat, and refuse another size', () => {
    const filter = new FrequencyFilter(SIZE)
    const mask = filter.mask(fractionOfNyquist(0.5))
    const images = tf.tensor4d(waves(0.2, 0), [1, SIZE, SIZE, 1])
    const high = filter.apply(images, 'high-pass', mask).dataSync<'float32'>()
    expect(high.every((value) => Math.abs(value - 0.5) < 1e-5)).toBe(true)
    expect(() => filter.apply(tf.zeros([1, 8, 8, 1]), 'low-pass', mask)).toThrow('8×8')
  })
})

describe('distances', () => {
  it('Wasserstein: a shift by k bins is k/256', () => {
    const histogram = (value: number) => {
      const counts = new Float64Array(256)
      addToHistogram([value, value], counts)
      return counts
    }
    expect(wassersteinDistance(histogram(0), histogram(1))).toBeCloseTo(255 / 256, 10)
    expect(wassersteinDistance(histogram(0.25), histogram(0.75))).toBeCloseTo(0.5, 10)
    expect(wassersteinDistance(histogram(0.3), histogram(0.3))).toBe(0)
    expect(() => wassersteinDistance(new Float64Array(3), new Float64Array(4))).toThrow(RangeError)
  })

  it('log-spectral: a factor of 10 everywhere is 10 dB, and noise below the floor counts as the floor', () => {
    const spectrum = (factor: number, last = 1) =>
      rings(
        Float64Array.from({ length: 64 }, (_, i) => factor * (i === 36 ? last : 1)),
        8,
        8,
      )
    expect(logSpectralDistance(spectrum(10), spectrum(1))).toBeCloseTo(10, 10)
    expect(logSpectralDistance(spectrum(1), spectrum(1))).toBe(0)
    const silent = { ...spectrum(1), power: new Float64Array(4) }
    expect(logSpectralDistance(silent, spectrum(1))).toBeCloseTo(60, 10)
  })
})

describe('the spectrum of a corruption', () => {
  /** The images, with `wave` added. */
  function changed(data: DataSet, wave: Float32Array): DataSet {
    return {
      ...data,
      read: async (indices) =>
        (await data.read(indices)).map((value, i) => value + wave[i % wave.length]! - 0.5),
    }
  }

  it('has its power where the difference is, without DC', async () => {
    const clean = memoryDataSet(5, SIZE, 1, 2)
    const spectrum = await corruptionSpectrum(clean, changed(clean, waves(0, 0.2)), [0, 2, 4])
    expect(spectrum.power[0]).toBeNaN()
    // A cosine of amplitude 0.2 has |F| = 0.1·N² at each of its two places.
    const peak = (0.1 * SIZE * SIZE) ** 2
    expect(spectrum.power[6 * SIZE]).toBeCloseTo(peak, 1)
    expect(spectrum.power[10 * SIZE]).toBeCloseTo(peak, 1)
    const at = (f: number) => spectrum.cumulative[spectrum.thresholds.findIndex((t) => t >= f)]!
    expect(at(0.3)).toBeCloseTo(0, 4)
    expect(at(6 / 16)).toBeCloseTo(1, 4)
    expect(spectrum.cumulative.at(-1)).toBe(1)
    expect(spectrum.thresholds.length).toBe(30)
    expect(spectrum.thresholds.at(-1)).toBeCloseTo(Math.SQRT1_2, 12)
  })

  it('needs the same images in both', async () => {
    const clean = memoryDataSet(4, SIZE, 1, 2)
    await expect(corruptionSpectrum(clean, memoryDataSet(5, SIZE, 1, 2), [0])).rejects.toThrow(
      'the same images',
    )
    const shuffled = { ...clean, labels: Int32Array.from([1, 0, 1, 0]) }
    await expect(corruptionSpectrum(clean, shuffled, [0])).rejects.toThrow('not in the same order')
  })
})
