/**
 * The accuracy of a stochastic model against what Gaussian noise does to a linear one, which can be written down: a
 * difference of logits m with noise of standard deviation s is right with probability Φ(m / s) at one pass, and with
 * Φ(m √n / s) by the mean of n.
 */
import { expect, it } from 'vitest'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import { inputContractCheck } from '../../../src-main/networks/recognition/input-contract'
import { evaluate } from '../../../src-main/training/evaluate'
import { describeDevices } from '../../support/devices'
import { memoryDataSet } from '../../support/memory-data-set'
import { floats, node, onnxGraph } from '../../support/onnx-model'
import type { DataSet } from '../../../src-main/datasets/data-set'
import type { NetworkConfiguration } from '../../../src-main/networks/network'

const SIDE = 4
const COUNT = 2000
/** m / s of one pass. */
const STEEPNESS = 0.3
const PASSES = 10
const NOISE = 0.2
const MEAN = 0.5
const STD = 0.25

/** Two classes: 0, and the sum of the three channels' means. */
const graph = onnxGraph({
  nodes: [
    node('GlobalAveragePool', ['images'], 'means'),
    node('Flatten', ['means'], 'x'),
    node('MatMul', ['x', 'w'], 'logits'),
  ],
  tensors: [floats('w', [3, 2], [0, 1, 0, 1, 0, 1])],
})

const configuration = (noise: number | undefined, mean: number[], std: number[]): NetworkConfiguration => ({
  architecture: 'onnx',
  width: 1,
  stem: 'cifar',
  classes: 2,
  channels: 3,
  size: SIDE,
  mean,
  std,
  sigma: null,
  ...(noise === undefined ? {} : { noise }),
})

/**
 * Gray images of one intensity v, all of class 1. Their difference of logits is 3 (v − mean) / std, and noise of σ on
 * 16 pixels of 3 channels gives it the standard deviation √3 σ / (4 std).
 */
const INTENSITY = MEAN + (STEEPNESS * NOISE) / (4 * Math.sqrt(3))

const images = (): Float32Array => new Float32Array(COUNT * SIDE * SIDE * 3).fill(INTENSITY)

/** Φ by the error function's series (Abramowitz and Stegun 7.1.5). */
function normal(z: number): number {
  let [term, sum] = [z / Math.SQRT2, 0]
  for (let n = 0; n < 60; n++) {
    sum += term / (2 * n + 1)
    term *= -(z * z) / 2 / (n + 1)
  }
  return 0.5 + sum / Math.sqrt(Math.PI)
}

const standardError = (p: number, count: number): number => Math.sqrt((p * (1 - p)) / count)

it('has the right reference', () => {
  // Tables of the normal distribution.
  expect(normal(0)).toBe(0.5)
  expect(normal(1)).toBeCloseTo(0.841345, 6)
  expect(normal(-1.96)).toBeCloseTo(0.024998, 6)
})

describeDevices('a linear model whose images get noise', () => {
  it('is tried by the mean of several passes, with noise in intensities of the image, and the trial says so', async () => {
    const build = ({ mean, std }: { mean: number[]; std: number[] }) =>
      onnxNetwork(graph, configuration(NOISE, mean, std))
    const tried = await inputContractCheck(
      build,
      [{ name: 'its own', mean: [MEAN, MEAN, MEAN], std: [STD, STD, STD] }],
      {
        images: images(),
        labels: new Int32Array(COUNT).fill(1),
        count: COUNT,
        size: SIDE,
        channels: 3,
        classes: 2,
      },
      { batchSize: 500 },
    )
    const expected = normal(STEEPNESS * Math.sqrt(PASSES))
    const found = tried.normalisers[0]!.accuracy
    expect(Math.abs(found - expected)).toBeLessThan(4 * standardError(expected, COUNT))
    expect(tried.passes).toBe(PASSES)
    expect(tried.sentences[0]).toBe(
      'The model is stochastic: each accuracy is that of its mean logits over 10 passes, as in every measurement.',
    )
  })

  it('without noise is tried once, and nothing is said of passes', async () => {
    const tried = await inputContractCheck(
      ({ mean, std }) => onnxNetwork(graph, configuration(undefined, mean, std)),
      [{ name: 'its own', mean: [MEAN, MEAN, MEAN], std: [STD, STD, STD] }],
      {
        images: images(),
        labels: new Int32Array(COUNT).fill(1),
        count: COUNT,
        size: SIDE,
        channels: 3,
        classes: 2,
      },
      { batchSize: 500 },
    )
    expect(tried).toMatchObject({ passes: 1, normalisers: [{ accuracy: 1 }] })
    expect(tried.sentences.join(' ')).not.toMatch(/passes/)
  })

  it('is measured by the mean of several passes, beside how single passes spread', async () => {
    const data: DataSet = {
      ...memoryDataSet(COUNT, SIDE, 3, 2),
      labels: new Int32Array(COUNT).fill(1),
      read: (indices) => Promise.resolve(new Float32Array(indices.length * SIDE * SIDE * 3).fill(INTENSITY)),
    }
    const network = onnxNetwork(graph, configuration(NOISE, [MEAN, MEAN, MEAN], [STD, STD, STD]))
    try {
      const { accuracy, overPasses } = await evaluate(network, data, { batchSize: 500 })
      const together = normal(STEEPNESS * Math.sqrt(PASSES))
      expect(Math.abs(accuracy - together)).toBeLessThan(4 * standardError(together, COUNT))
      const single = normal(STEEPNESS)
      expect(overPasses!.passes).toBe(PASSES)
      expect(Math.abs(overPasses!.mean - single)).toBeLessThan(4 * standardError(single, COUNT * PASSES))
      // Of ten: χ² of 9 degrees of freedom is between 1.2 and 29.7 in 999 of 1000 draws.
      const ratio = overPasses!.sd / standardError(single, COUNT)
      expect(ratio).toBeGreaterThan(Math.sqrt(1.2 / 9))
      expect(ratio).toBeLessThan(Math.sqrt(29.7 / 9))
      // The same question has the same answer to the last bit.
      expect(await evaluate(network, data, { batchSize: 500 })).toEqual(
        expect.objectContaining({ accuracy, overPasses }),
      )
    } finally {
      network.dispose()
    }
  })
})
