import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { UserError } from '../../src-main/contract/errors'
import { fractionOfNyquist, mixingFrequency } from '../../src-main/contract/units'
import type { DataSet } from '../../src-main/datasets/data-set'
import { measureHybrids } from '../../src-main/frequency/hybrid-measurement'
import type { HybridMeasurementOptions } from '../../src-main/frequency/hybrid-measurement'
import { MIXING_GRIDS } from '../../src-main/frequency/mixing-grids'
import { pairImages } from '../../src-main/frequency/pairing'
import { summariseReversal } from '../../src-main/frequency/reversal-interval'
import type { FrozenNetwork } from '../../src-main/networks/network'
import { useTestDevice } from './inputs'

beforeAll(useTestDevice)

const SIDE = 32
const CLASSES = 4

/** Class c as a plane wave of k cycles per image: along x or y, as a cosine or a sine. */
function wave(label: number, k: number, at: number): number {
  const position = label < 2 ? at % SIDE : Math.floor(at / SIDE)
  const angle = (2 * Math.PI * k * position) / SIDE
  return label % 2 === 0 ? Math.cos(angle) : Math.sin(angle)
}

/** Every image says its class twice: at 2 cycles per image and at 10. */
function waves(count: number, channels: 1 | 3, reads: number[] = []): DataSet {
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES)
  return {
    specification: { path: '', format: 'npy', transforms: { gray: false } },
    hash: '',
    count,
    classNames: ['a', 'b', 'c', 'd'],
    labels,
    height: SIDE,
    width: SIDE,
    channels,
    read: async (indices) => {
      reads.push(...Array.from(indices))
      const size = SIDE * SIDE * channels
      const images = new Float32Array(indices.length * size)
      Array.from(indices).forEach((index, n) => {
        for (let i = 0; i < size; i++) {
          const at = Math.floor(i / channels)
          const label = labels[index]!
          images[n * size + i] = 0.5 + 0.2 * wave(label, 2, at) + 0.2 * wave(label, 10, at)
        }
      })
      return images
    },
    close: async () => undefined,
  }
}

/**
 * A model that looks at k cycles per image only: its logit for a class is 2 when that class's wave is
 * there with the amplitude of `waves`, and 0 when it is not.
 */
function listener(k: number, channels: 1 | 3, shapes: string[] = []): FrozenNetwork {
  const size = SIDE * SIDE * channels
  const gain = 2 / (0.2 * (size / 2))
  const weights = tf.tensor2d(
    Float32Array.from(
      { length: size * CLASSES },
      (_, i) => gain * wave(i % CLASSES, k, Math.floor(Math.floor(i / CLASSES) / channels)),
    ),
    [size, CLASSES],
  )
  return {
    configuration: {
      architecture: 'resnet18',
      width: 1,
      stem: 'cifar',
      classes: CLASSES,
      channels,
      size: SIDE,
      mean: [],
      std: [],
      sigma: null,
    },
    logits: (images) => {
      shapes.push(images.shape.join('×'))
      return tf.tidy(() => tf.matMul(tf.reshape(images, [-1, size]), weights))
    },
    dispose: () => weights.dispose(),
  }
}

const grid = MIXING_GRIDS.cifar10.fMix

function options(more: Partial<HybridMeasurementOptions> = {}): HybridMeasurementOptions {
  const data = more.data ?? waves(28, 1)
  return {
    model: listener(2, data.channels),
    data,
    pairs: pairImages(data.labels, 0),
    fMix: grid,
    batchSize: 8,
    ...more,
  }
}

describe('measureHybrids', () => {
  it.each([
    // 2 cycles per image lie at 2/16 = 0.125 of Nyquist, between 0.12 and 0.16; 10 at 0.625.
    { k: 2, channels: 1 as const, lastHigh: 0.12, fRev: 0.14 },
    { k: 10, channels: 1 as const, lastHigh: 0.57, fRev: 0.635 },
    { k: 2, channels: 3 as const, lastHigh: 0.12, fRev: 0.14 },
  ])(
    'finds where a model that hears only $k cycles per image reverses ($channels channels)',
    async (known) => {
      const data = waves(28, known.channels)
      const pairs = pairImages(data.labels, 1)
      const model = listener(known.k, known.channels)
      const measured = await measureHybrids(options({ data, pairs, model }))
      grid.forEach((fMix, row) => {
        const wanted = fMix <= known.lastHigh ? pairs.high : pairs.low
        const found = measured.predicted.subarray(row * 28, (row + 1) * 28)
        expect([...found]).toEqual(Array.from(wanted, (index) => data.labels[index]))
      })
      // Logits 2, 0, 0, 0.
      const confidence = Math.exp(2) / (Math.exp(2) + 3)
      for (const value of measured.confidence) expect(value).toBeCloseTo(confidence, 5)
      const summary = summariseReversal([{ ...measured, pairs }], data.labels, grid)
      expect(summary.verdict).toMatchObject({ kind: 'crossing' })
      if (summary.verdict.kind === 'crossing') expect(summary.verdict.value).toBeCloseTo(known.fRev, 12)
      expect(summary.interval.low).toBeCloseTo(known.fRev, 12)
      expect(summary.interval.high).toBeCloseTo(known.fRev, 12)
      expect(summary.pOtherAtCrossing).toBe(0)
      model.dispose()
    },
  )

  it('does not depend on the batch size, and pads the last batch', async () => {
    const wanted = await measureHybrids(options({ batchSize: 28 }))
    for (const batchSize of [1, 5, 8, 1000]) {
      const shapes: string[] = []
      const found = await measureHybrids(options({ batchSize, model: listener(2, 1, shapes) }))
      expect(found.predicted).toEqual(wanted.predicted)
      expect(new Set(shapes)).toEqual(new Set([`${Math.min(batchSize, 28)}×32×32×1`]))
    }
  })

  it('reads every image once per role, however many f_mix there are', async () => {
    const reads: number[] = []
    await measureHybrids(options({ data: waves(28, 1, reads) }))
    expect(reads.length).toBe(2 * 28)
  })

  it('holds the same few tensors at every step and none afterwards; progress reaches the total', async () => {
    const measured = options()
    const before = tf.memory().numTensors
    const tensors: number[] = []
    const done: number[] = []
    const onProgress = (soFar: number, total: number): void => {
      tensors.push(tf.memory().numTensors)
      done.push(soFar)
      expect(total).toBe(28 * 13)
    }
    await measureHybrids({ ...measured, onProgress })
    expect(new Set(tensors).size).toBe(1)
    expect(tensors.length).toBe(4 * 13)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(done.at(-1)).toBe(28 * 13)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('stops when asked, between two steps, and gives everything back', async () => {
    const controller = new AbortController()
    const measured = options({ signal: controller.signal })
    const before = tf.memory().numTensors
    let steps = 0
    const onProgress = (): void => {
      steps++
      if (steps === 15) controller.abort()
    }
    await expect(measureHybrids({ ...measured, onProgress })).rejects.toMatchObject({ kind: 'cancelled' })
    expect(steps).toBe(15)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('passes on that an image cannot be read, and gives everything back', async () => {
    const data = waves(28, 1)
    let reads = 0
    const read: DataSet['read'] = (indices) =>
      ++reads > 3 ? Promise.reject(new UserError('input', 'image 9 is broken')) : data.read(indices)
    const measured = options({ data: { ...data, read } })
    const before = tf.memory().numTensors
    await expect(measureHybrids(measured)).rejects.toThrow('image 9 is broken')
    expect(tf.memory().numTensors).toBe(before)
  })

  it('of no pairs is empty', async () => {
    const none = await measureHybrids(options({ pairs: { low: new Int32Array(0), high: new Int32Array(0) } }))
    expect(none.predicted.length + none.confidence.length).toBe(0)
  })

  it('refuses what does not fit, with a sentence', async () => {
    const refused = async (more: Partial<HybridMeasurementOptions>, sentence: string): Promise<void> => {
      const measured = options(more)
      const before = tf.memory().numTensors
      await expect(measureHybrids(measured)).rejects.toThrow(UserError)
      await expect(measureHybrids(measured)).rejects.toThrow(sentence)
      expect(tf.memory().numTensors).toBe(before)
    }
    await refused({ data: { ...waves(8, 1), width: 30 } }, 'square images, and these are 32×30')
    await refused({ data: { ...waves(8, 1), width: 28, height: 28 } }, 'takes images of 32×32 pixels')
    await refused({ batchSize: 0 }, "batch size '0'")
    await refused({ fMix: [mixingFrequency(0.5), fractionOfNyquist(1.1)] }, "f_mix '1.1' is not allowed")
    const gray = listener(2, 1)
    await refused({ data: waves(8, 3), model: gray }, '1 channel(s), and the data set has 32×32 and 3')
    gray.dispose()
  })
})
