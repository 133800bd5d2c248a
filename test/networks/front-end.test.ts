/** The front end's other parts (the blur is in blur.test.ts): principal components, gray images as colour ones, no normaliser. */
import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { createNetwork, frozenFromState } from '../../src-main/networks/create'
import { createFrontEnd } from '../../src-main/networks/front-end/front-end'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import { describeDevices } from '../support/devices'
import { relativeError } from '../support/golden'
import { toNhwc } from '../support/layout'
import { WIDTH_8 } from '../support/networks'
import { uniform } from '../support/seeded-values'

const SIDE = 8
const RAW = { mean: [0, 0, 0], std: [1, 1, 1] }
const small: NetworkConfiguration = { ...WIDTH_8, ...RAW, width: 2, size: SIDE }
const D = 3 * SIDE * SIDE

/** Rows made orthonormal by Gram and Schmidt. */
function orthonormal(count: number, length: number): number[][] {
  const rows: number[][] = []
  for (let k = 0; k < count; k++) {
    let row = Array.from(uniform(50 + k, length), (u) => u - 0.5)
    for (const other of rows) {
      const along = row.reduce((sum, value, i) => sum + value * other[i]!, 0)
      row = row.map((value, i) => value - along * other[i]!)
    }
    const norm = Math.hypot(...row)
    rows.push(row.map((value) => value / norm))
  }
  return rows
}

const ROWS = orthonormal(5, D)
const MEAN = uniform(49, D)
const basis: StateDictionary = new Map([
  ['pca.mean', { shape: [D], dtype: 'float32', data: Float32Array.from(MEAN) }],
  ['pca.components', { shape: [5, D], dtype: 'float32', data: Float32Array.from(ROWS.flat()) }],
])

/** μ + VVᵀ(x − μ), number by number, in PyTorch's order. */
function projected(x: ArrayLike<number>): number[] {
  const centred = Array.from(x, (value, i) => value - MEAN[i]!)
  const scores = ROWS.map((row) => row.reduce((sum, value, i) => sum + value * centred[i]!, 0))
  return Array.from(MEAN, (mean, i) => mean + ROWS.reduce((sum, row, k) => sum + row[i]! * scores[k]!, 0))
}

describeDevices('front end', () => {
  it('projects images onto the principal components before it normalises (methods A.5)', () => {
    const normaliser = { mean: [0.1, 0.2, 0.3], std: [0.5, 0.25, 2] }
    const frontEnd = createFrontEnd({ ...small, ...normaliser, components: 5 }, basis)
    const pixels = [0, 1].map((image) => uniform(60 + image, D))
    const expected = pixels.flatMap((image) =>
      projected(image).map((value, i) => {
        const channel = Math.floor(i / (SIDE * SIDE))
        return (value - normaliser.mean[channel]!) / normaliser.std[channel]!
      }),
    )
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const flat = pixels.flatMap((image) => [...image])
      const x = tf.tensor4d(toNhwc(flat, [2, 3, SIDE, SIDE]), [2, SIDE, SIDE, 3])
      const ours = frontEnd.apply(x).dataSync()
      expect(relativeError(ours, toNhwc(expected, [2, 3, SIDE, SIDE]))).toBeLessThan(1e-6)
    })
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([...frontEnd.tensors])
  })

  it('shows a gray image to a colour network as three channels, under one mean or three', () => {
    const pixels = Float32Array.from(uniform(3, SIDE * SIDE))
    const normalisers: [number[], number[]][] = [
      [[0.4], [0.2]],
      [
        [0.4, 0.5, 0.6],
        [0.2, 0.3, 0.4],
      ],
    ]
    for (const [mean, std] of normalisers) {
      const gray: NetworkConfiguration = { ...small, channels: 1, expandsGray: true, mean, std }
      const frontEnd = createFrontEnd(gray)
      const values = tf.tidy(() => frontEnd.apply(tf.tensor4d(pixels, [1, SIDE, SIDE, 1])).dataSync())
      const expected = [...pixels].flatMap((value) =>
        [0, 1, 2].map((channel) => (value - (mean[channel] ?? mean[0]!)) / (std[channel] ?? std[0]!)),
      )
      expect(relativeError(values, expected)).toBeLessThan(1e-6)
      tf.dispose([...frontEnd.tensors])
    }
  })

  it('leaves images alone where there is no normaliser', () => {
    const frontEnd = createFrontEnd(small)
    expect(frontEnd.tensors).toHaveLength(0)
    tf.tidy(() => {
      const images = tf.fill<tf.Rank.R4>([1, SIDE, SIDE, 3], 0.3)
      expect(frontEnd.apply(images)).toBe(images)
    })
  })
})

describe('a network with principal components', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu')
  })
  const configuration: NetworkConfiguration = { ...small, components: 5 }

  it('keeps them with its weights, never as something to train', async () => {
    const network = createNetwork(configuration, 1, basis)
    expect([...network.parameters.keys()].filter((name) => name.startsWith('pca'))).toEqual([])
    const state = await network.stateDictionary()
    expect(state.get('pca.mean')).toEqual(basis.get('pca.mean'))
    expect(state.get('pca.components')).toEqual(basis.get('pca.components'))
    const x = tf.tensor4d(Float32Array.from(uniform(7, 2 * D)), [2, SIDE, SIDE, 3])
    const frozen = frozenFromState(configuration, state)
    const [a, b] = tf.tidy(() => [network.logits(x).dataSync(), frozen.logits(x).dataSync()])
    expect(relativeError(b, a)).toBeLessThan(1e-5)
    const without = createNetwork(small, 1)
    const plain = tf.tidy(() => without.logits(x).dataSync())
    expect(relativeError(plain, a)).toBeGreaterThan(1e-3)
    frozen.dispose()
    network.dispose()
    without.dispose()
    x.dispose()
  })

  it('is refused without them', () => {
    expect(() => createNetwork(configuration, 1)).toThrow(
      /^The weights lack "pca\.mean": they do not belong to a ResNet-18, width 2 .*5 principal components\)\.$/,
    )
  })
})
