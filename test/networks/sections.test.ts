/** Where networks are compared with neurons: the sections of every architecture, and what stands in them. */
import { describe, expect, it } from 'vitest'
import { networkConfigurationSchema } from '../../src-main/contract/model'
import { readOnnx } from '../../src-main/checkpoints/onnx/read-graph'
import * as tf from '../../src-main/devices/tf'
import { frozenFromState, networkFromState } from '../../src-main/networks/create'
import { exportOnnx } from '../../src-main/networks/export/export-onnx'
import { graphOf } from '../../src-main/networks/graph-of'
import { graphSections } from '../../src-main/networks/onnx/inside'
import { onnxNetwork } from '../../src-main/networks/onnx/network'
import { layersOf, namedLayers } from '../../src-main/networks/sections'
import { DEVICES } from '../support/devices'
import { goldenJson, relativeError } from '../support/golden'
import { livelyState } from '../support/lively-state'
import { WIDTH_8 } from '../support/networks'
import { plainOnnx } from '../support/onnx'
import { uniform } from '../support/seeded-values'
import type { FrozenNetwork, NetworkConfiguration } from '../../src-main/networks/network'

const architectures = goldenJson('architectures.json') as Record<string, { configuration: unknown }>
const small: NetworkConfiguration = { ...WIDTH_8, width: 4, sigma: 1 }
const COUNT = 3

describe('the sections of a network', () => {
  it.each(Object.entries(architectures))(
    '%s: several, from the image on, then the logits',
    (_, { configuration }) => {
      const graph = graphOf(networkConfigurationSchema.parse(configuration))
      const layers = namedLayers(graph)
      // Sections are told apart by the size of their maps, and dilation keeps the size.
      const dilates = graph.nodes.some((node) => node.kind === 'convolution' && (node.dilation ?? 1) > 1)
      expect(layers.length).toBeGreaterThanOrEqual(dilates ? 3 : 4)
      expect(layers.at(-1)).toEqual({ name: 'logits', node: graph.output })
      const places = layers.map(({ node }) => graph.nodes.findIndex(({ id }) => id === node))
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect(places.every((place) => place >= 0)).toBe(true)
    },
  )

  it('of a ResNet-18 are its four, each behind the last activation of its last block', () => {
    const graph = graphOf(WIDTH_8)
    const sections = layersOf(graph, null)
    expect(sections).toHaveLength(4)
    sections.forEach(({ node }, i) => {
      const place = graph.nodes.findIndex(({ id }) => id === node)
      expect(graph.nodes[place]!.kind).toBe('relu')
      // The block before it ends in a sum; its convolutions are the section's.
      expect(graph.nodes[place - 1]!.kind).toBe('add')
      const named = graph.nodes.slice(0, place).findLast((each) => each.kind === 'convolution')
      expect(named).toMatchObject({
        name: expect.stringMatching(new RegExp(`^sections\\.${i}\\.1\\.`)) as string,
      })
    })
  })

  it('are found by name, or refused with those that there are', () => {
    expect(layersOf(graphOf(WIDTH_8), ['section3', 'logits']).map(({ name }) => name)).toEqual([
      'section3',
      'logits',
    ])
    expect(() => layersOf(graphOf(WIDTH_8), ['conv1'])).toThrow(
      'no layer "conv1": there are section1, section2, section3, section4, logits',
    )
  })
})

describe('the sections of a foreign graph', () => {
  const value = (name: string, shape: number[], operator: string) => ({ name, shape, operator })

  it('are the last sums at each size on the way down; what comes before the blocks, and a mean, are none', () => {
    expect(
      graphSections([
        value('stem', [1, 8, 32, 32], 'Conv'),
        value('a', [1, 8, 16, 16], 'Conv'),
        value('b', [1, 8, 16, 16], 'Add'),
        value('c', [1, 8, 16, 16], 'Relu'),
        value('d', [1, 8, 8, 8], 'Conv'),
        value('e', [1, 8, 8, 8], 'Add'),
        value('mean', [1, 8, 1, 1], 'GlobalAveragePool'),
      ]),
    ).toEqual(['c', 'e'])
  })

  it('of tokens are four sums, evenly spaced in depth', () => {
    const blocks = Array.from({ length: 12 }, (_, i) => value(`sum${i}`, [1, 17, 24], 'Add'))
    expect(graphSections([value('patches', [1, 24, 4, 4], 'Conv'), ...blocks])).toEqual([
      ...['patches', 'sum2', 'sum5', 'sum8', 'sum11'],
    ])
  })

  it('are none where there is nothing to find', () => {
    expect(graphSections([value('x', [1, 10], 'Gemm')])).toEqual([])
  })
})

const absent = DEVICES.find(({ device }) => device === 'onnxruntime')!.reason

describe.skipIf(absent !== null)(`values of layers${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
  it('are the same frozen, unfrozen and as ONNX, and lead to the logits', async () => {
    await tf.setBackend('onnxruntime')
    const { channels, size, classes } = small
    const state = await livelyState(small)
    const frozen = frozenFromState(small, state)
    const foreign = onnxNetwork(
      readOnnx(exportOnnx(small, state, { name: 'it', classNames: ['a', 'b'], version: '1.0.0' })),
      plainOnnx(channels, size, classes),
    )
    const images = tf.tensor4d(Float32Array.from(uniform(3, COUNT * size * size * channels)), [
      COUNT,
      size,
      size,
      channels,
    ])
    const layers = ['section1', 'section4', 'logits']
    expect(frozen.inside!.layers).toEqual(['section1', 'section2', 'section3', 'section4', 'logits'])
    expect(foreign.inside!.layers).toEqual(frozen.inside!.layers)
    const valuesOf = async (network: FrozenNetwork): Promise<{ shape: number[]; data: Float32Array }[]> => {
      const found = network.inside!.values(images, layers)
      const values = await Promise.all(
        found.map(async (each) => ({ shape: each.shape, data: await each.data<'float32'>() })),
      )
      tf.dispose(found)
      return values
    }
    const before = tf.memory().numTensors
    const [own, its] = [await valuesOf(frozen), await valuesOf(foreign)]
    expect(tf.memory().numTensors).toBe(before)
    expect(own.map(({ shape }) => shape)).toEqual([
      [COUNT, 32, 32, 4],
      [COUNT, 4, 4, 32],
      [COUNT, 10],
    ])
    own.forEach(({ shape, data }, i) => {
      expect(its[i]!.shape).toEqual(shape)
      expect(relativeError(its[i]!.data, data)).toBeLessThan(1e-4)
    })
    // Section 4 averaged over its places, through the read-out, is the logits.
    const [weight, bias] = ['fc.weight', 'fc.bias'].map((name) => state.get(name)!.data as Float32Array)
    const map = own[1]!.data
    for (let image = 0; image < COUNT; image++)
      for (let k = 0; k < classes; k++) {
        let logit = bias![k]!
        for (let c = 0; c < 32; c++) {
          let mean = 0
          for (let place = 0; place < 16; place++) mean += map[(image * 16 + place) * 32 + c]! / 16
          logit += weight![k * 32 + c]! * mean
        }
        expect(own[2]!.data[image * classes + k]).toBeCloseTo(logit, 3)
      }
    // A network that can be trained computes them with the statistics of the batch.
    const trainable = networkFromState(small, state)
    const nodes = layersOf(graphOf(small), ['section4', 'logits']).map(({ node }) => node)
    const values = tf.tidy(() => trainable.trainingValues(images, nodes, new Map()))
    const logits = tf.tidy(() => trainable.trainingLogits(images, new Map()))
    expect(await values[1]!.data()).toEqual(await logits.data())
    expect(values[0]!.shape).toEqual([COUNT, 4, 4, 32])
    tf.dispose([values, logits, images])
    trainable.dispose()
    frozen.dispose()
    foreign.dispose()
  })
})
