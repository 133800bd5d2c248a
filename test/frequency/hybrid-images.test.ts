import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { mixingFrequency } from '../../src-main/contract/units'
import { HybridMixer } from '../../src-main/frequency/hybrid-images'
import golden from '../golden/frequency.json'
import { largestDifference, pixels, useTestDevice } from './inputs'

beforeAll(useTestDevice)

function images(n: number, size: number, channels: number, salt: number): tf.Tensor4D {
  return tf.tensor4d(pixels(n * size * size * channels, salt), [n, size, size, channels])
}

function hybrid(low: tf.Tensor4D, high: tf.Tensor4D, fMix: number): Float32Array {
  const mixer = new HybridMixer(low.shape[1])
  const mask = mixer.mask(mixingFrequency(fMix))
  const result = mixer.mix(high, mixer.differenceSpectrum(low, high), mask).dataSync<'float32'>()
  mixer.dispose()
  return result
}

describe('HybridMixer', () => {
  it.each(golden.hybrids)('agrees with numpy: side $size, channels $channels, f_mix $fMix', (wanted) => {
    const { size, channels, fMix } = wanted
    const [low, high] = [images(1, size, channels, 11), images(1, size, channels, 501)]
    const mixer = new HybridMixer(size)
    const mask = mixer.mask(mixingFrequency(fMix))
    const mixed = mixer.mix(high, mixer.differenceSpectrum(low, high), mask)
    expect(mixed.shape).toEqual([1, size, size, channels])
    expect(largestDifference(mixed.dataSync(), wanted.hybrid)).toBeLessThan(2e-6)
    expect(largestDifference(mixer.lowPart(low, mask).dataSync(), wanted.low)).toBeLessThan(2e-6)
    expect(largestDifference(mixer.highPart(high, mask).dataSync(), wanted.high)).toBeLessThan(2e-6)
    mixer.dispose()
  })

  it('exchanges only the mean at f_mix = 0', () => {
    const [low, high] = [images(1, 16, 1, 3), images(1, 16, 1, 90)]
    const shift = tf.sub(tf.mean(low), tf.mean(high))
    const wanted = tf.clipByValue(tf.add(high, shift), 0, 1)
    expect(largestDifference(hybrid(low, high, 0), wanted.dataSync())).toBeLessThan(1e-6)
  })

  it('still takes the corners of the spectrum from the high image at f_mix = 1', () => {
    // A checkerboard lies in the very corner (½, ½), a vertical grating of 4 pixels inside the disc.
    const at = (i: number): [number, number] => [Math.floor(i / 16), i % 16]
    const board = Float32Array.from({ length: 256 }, (_, i) => 0.5 + 0.2 * (-1) ** (at(i)[0] + at(i)[1]))
    const grating = Float32Array.from(
      { length: 256 },
      (_, i) => 0.5 + 0.2 * Math.cos((Math.PI / 2) * at(i)[1]),
    )
    const low = tf.tensor4d(grating, [1, 16, 16, 1])
    const high = tf.tensor4d(board, [1, 16, 16, 1])
    const both = grating.map((value, i) => value + board[i]! - 0.5)
    expect(largestDifference(hybrid(low, high, 1), both)).toBeLessThan(1e-6)
    // And the other way round: the disc takes nothing of the board.
    expect(largestDifference(hybrid(high, low, 1), new Float32Array(256).fill(0.5))).toBeLessThan(1e-6)
  })

  it('of an image with itself is the image', () => {
    const same = images(2, 32, 3, 8)
    for (const fMix of [0, 0.3, 1]) {
      expect(largestDifference(hybrid(same, same, fMix), same.dataSync())).toBe(0)
    }
  })

  it('clips to [0, 1] and treats every image and channel by itself', () => {
    const [low, high] = [images(3, 8, 3, 11), images(3, 8, 3, 501)]
    const all = hybrid(low, high, 0.4)
    expect(all.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect(all.some((value) => value === 0 || value === 1)).toBe(true)
    const one = (batch: tf.Tensor4D, n: number, c: number): tf.Tensor4D =>
      tf.slice(batch, [n, 0, 0, c], [1, 8, 8, 1])
    const single = hybrid(one(low, 2, 1), one(high, 2, 1), 0.4)
    const wanted = one(tf.tensor4d(all, [3, 8, 8, 3]), 2, 1).dataSync()
    expect(largestDifference(single, wanted)).toBeLessThan(1e-6)
  })

  it('refuses images that are not square or of another size', () => {
    const mixer = new HybridMixer(8)
    const wide = tf.zeros<tf.Rank.R4>([1, 8, 9, 1])
    expect(() => mixer.differenceSpectrum(wide, wide)).toThrow(
      'square images of 8×8 pixels, and these are 8×9',
    )
    mixer.dispose()
  })
})

describe('memory', () => {
  let before = 0
  beforeAll(() => (before = tf.memory().numTensors))
  it('is given back by every function and by dispose', () => {
    const [low, high] = [images(2, 8, 3, 1), images(2, 8, 3, 2)]
    const mixer = new HybridMixer(8)
    const mask = mixer.mask(mixingFrequency(0.5))
    const difference = mixer.differenceSpectrum(low, high)
    tf.dispose([mixer.mix(high, difference, mask), mixer.lowPart(low, mask), mixer.highPart(high, mask)])
    mixer.dispose()
    tf.dispose([low, high, mask, difference])
  })
  afterAll(() => expect(tf.memory().numTensors).toBe(before))
})
