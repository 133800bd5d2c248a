/** Graphs that draw random numbers: what makes a model stochastic, and whose noise is drawn. */
import { expect, it } from 'vitest'
import { describeOnnxModel } from '../../../src-main/networks/onnx/describe'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import * as tf from '../../../src-main/devices/tf'
import { describeDevices } from '../../support/devices'
import { floats, node, onnxGraph } from '../../support/onnx-model'
import type { Draws, NetworkConfiguration } from '../../../src-main/networks/network'

const CONFIGURATION: NetworkConfiguration = {
  architecture: 'onnx',
  width: 1,
  stem: 'cifar',
  classes: 3,
  channels: 3,
  size: 4,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  sigma: null,
  drawsNoise: true,
}
const PASSES = 400

/** The channels' means, behind a node that draws. */
const graphOf = (random: ReturnType<typeof node>, ...more: ReturnType<typeof node>[]) =>
  onnxGraph({
    nodes: [
      random,
      ...more,
      node('GlobalAveragePool', ['drawn'], 'means'),
      node('Flatten', ['means'], 'logits'),
    ],
    tensors: [
      floats('ratio', [], [0.25]),
      { name: 'training', dims: [], dataType: 9, int32Data: [1] },
      { name: 'evaluation', dims: [], dataType: 9, int32Data: [0] },
    ],
  })
const NORMAL = graphOf(
  node('RandomNormalLike', ['images'], 'noise'),
  node('Add', ['images', 'noise'], 'drawn'),
)
const DROPOUT = graphOf(node('Dropout', ['images', 'ratio', 'training'], 'drawn'))

async function answers(graph: typeof NORMAL, draws: readonly Draws[]): Promise<number[][]> {
  const network = onnxNetwork(graph, CONFIGURATION)
  try {
    return await Promise.all(
      draws.map(async (draw) => {
        const logits = tf.tidy(() => network.logits(tf.fill([draw.rows.length, 4, 4, 3], 0.5), draw))
        const values = Array.from(await logits.data())
        logits.dispose()
        return values
      }),
    )
  } finally {
    network.dispose()
  }
}

const draw = (pass: number, rows: number[]): Draws => ({ seed: 1, purpose: 'test', pass, rows })

it('a graph is stochastic by what it contains', () => {
  expect(describeOnnxModel(NORMAL)).toMatchObject({ drawsNoise: true, canRun: true })
  expect(describeOnnxModel(DROPOUT).warnings.join()).toContain('stochastic')
  const evaluation = graphOf(node('Dropout', ['images', 'ratio', 'evaluation'], 'drawn'))
  expect(describeOnnxModel(evaluation).drawsNoise).toBe(false)
})

describeDevices('an ONNX graph that draws', () => {
  it.each([
    // The mean of 16 pixels of ½ with noise of variance 1; of pixels that are 0 or ½ / ¾.
    ['RandomNormalLike', NORMAL, 0.5, Math.sqrt(1 / 16)],
    ['Dropout in training mode', DROPOUT, 0.5, Math.sqrt((0.25 * 0.75 * (2 / 3) ** 2) / 16)],
  ] as const)('has the mean and the spread of its distribution: %s', async (_, graph, mean, sd) => {
    const found = (
      await answers(
        graph,
        Array.from({ length: PASSES }, (_, pass) => draw(pass, [7])),
      )
    ).flat()
    const average = found.reduce((sum, value) => sum + value, 0) / found.length
    const variance = found.reduce((sum, value) => sum + (value - average) ** 2, 0) / (found.length - 1)
    expect(Math.abs(average - mean)).toBeLessThan((4 * sd) / Math.sqrt(found.length))
    expect(Math.abs(Math.sqrt(variance) / sd - 1)).toBeLessThan(4 / Math.sqrt(2 * found.length))
  })

  it('draws for an image by its index and pass, whatever else is in the batch', async () => {
    const [together, alone, again, later] = await answers(NORMAL, [
      draw(0, [4, 9]),
      draw(0, [9]),
      draw(0, [9]),
      draw(1, [9]),
    ])
    alone!.forEach((value, k) => expect(together![3 + k]).toBeCloseTo(value, 6))
    expect(again).toEqual(alone)
    expect(later).not.toEqual(alone)
    expect(together!.slice(0, 3)).not.toEqual(together!.slice(3))
  })
})
