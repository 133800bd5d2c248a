/**
 * Every architecture as ONNX: computed by plain ONNX Runtime, and by our own reader of ONNX, against the network
 * that was exported.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { networkConfigurationSchema } from '../../../src-main/contract/model'
import { readOnnx } from '../../../src-main/checkpoints/onnx/read-graph'
import * as tf from '../../../src-main/devices/tf'
import { createNetwork, frozenFromState } from '../../../src-main/networks/create'
import { exportOnnx } from '../../../src-main/networks/export/export-onnx'
import type { NetworkConfiguration, StateDictionary } from '../../../src-main/networks/network'
import { describeOnnxModel } from '../../../src-main/networks/onnx/describe'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import { DEVICES } from '../../support/devices'
import { goldenJson } from '../../support/golden'
import { WIDTH_8 } from '../../support/networks'
import { plainOnnx } from '../../support/onnx'
import { uniform } from '../../support/seeded-values'

const architectures = Object.entries(
  goldenJson('architectures.json') as Record<string, { configuration: unknown }>,
).map(([name, { configuration }]): [string, NetworkConfiguration] => [
  name,
  networkConfigurationSchema.parse(configuration),
])
const cases: [string, NetworkConfiguration][] = [
  ...architectures,
  ['with a blur', { ...WIDTH_8, sigma: 1.5 }],
  ['with a blur wider than the image', { ...WIDTH_8, size: 16, sigma: 9 }],
  ['with gray images as three channels', { ...WIDTH_8, channels: 1, expandsGray: true, sigma: 1 }],
  ['with principal components', { ...WIDTH_8, size: 16, components: 20 }],
]
const COUNT = 3

/** Initial weights; statistics and normalisation weights away from 0 and 1, so that folding is seen. */
async function stateOf(configuration: NetworkConfiguration): Promise<StateDictionary> {
  const { channels, size, components } = configuration
  const pixels = channels * size * size
  const given: StateDictionary = new Map()
  if (components !== undefined) {
    const values = (count: number): Float32Array =>
      Float32Array.from(uniform(9, count), (value) => (value - 0.5) / Math.sqrt(components))
    given.set('pca.mean', { shape: [pixels], dtype: 'float32', data: values(pixels) })
    given.set('pca.components', {
      shape: [components, pixels],
      dtype: 'float32',
      data: values(components * pixels).map((value) => value / 10),
    })
  }
  const network = createNetwork(configuration, 3, given)
  const state = await network.stateDictionary()
  network.dispose()
  let stream = 50
  for (const [name, entry] of state) {
    // He's gain: with PyTorch's own the images would hardly reach the logits of a deep network.
    if (entry.shape.length === 4 && !name.startsWith('blur')) {
      state.set(name, { ...entry, data: Float32Array.from(entry.data, (value) => value * Math.sqrt(6)) })
    }
    if (!/running_/.test(name)) continue
    const offset = name.endsWith('var') ? 0.5 : -0.5
    const data = Float32Array.from(uniform(stream++, entry.data.length), (value) => value + offset)
    state.set(name, { ...entry, data })
  }
  return state
}

/** [n, h, w, c] → [n, c, h, w]. */
function channelsFirst(pixels: Float32Array, n: number, side: number, c: number): Float32Array {
  const result = new Float32Array(pixels.length)
  const places = side * side
  for (let i = 0; i < n; i++) {
    for (let place = 0; place < places; place++) {
      for (let channel = 0; channel < c; channel++)
        result[(i * c + channel) * places + place] = pixels[(i * places + place) * c + channel]!
    }
  }
  return result
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce(
    (most, value) => Math.max(most, value),
    0,
  )
}

const absent = DEVICES.find(({ device }) => device === 'onnxruntime')!.reason

describe.skipIf(absent !== null)(`exported to ONNX${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
  it.each(cases)('%s', { timeout: 200_000 }, async (name, configuration) => {
    await tf.setBackend('onnxruntime')
    const { channels, size, classes } = configuration
    const state = await stateOf(configuration)
    const about = { name, classNames: ['a', 'b'], version: '1.2.3' }
    const bytes = exportOnnx(configuration, state, about)
    const pixels = Float32Array.from(uniform(1, COUNT * size * size * channels))
    const network = frozenFromState(configuration, state)
    const graph = readOnnx(bytes)
    const again = onnxNetwork(graph, plainOnnx(channels, size, classes))
    const images = tf.tensor4d(pixels, [COUNT, size, size, channels])
    const own = tf.tidy(() => network.logits(images).dataSync())
    const back = tf.tidy(() => again.logits(images).dataSync())
    const scale = largest(own, new Float32Array(own.length))

    const session = await InferenceSession.create(bytes)
    const first = channelsFirst(pixels, COUNT, size, channels)
    const results = await session.run({ images: new Tensor('float32', first, [COUNT, channels, size, size]) })
    const plain = results['logits']!.data as Float32Array
    await session.release()

    expect(results['logits']!.dims).toEqual([COUNT, classes])
    expect(largest(own, plain) / scale).toBeLessThan(1e-5)
    expect(largest(own, back) / scale).toBeLessThan(1e-5)
    expect(again.batching.kind).toBe('any')
    expect(graph.metadata).toMatchObject({ name, classes: '["a","b"]', halfpower: '1.2.3' })
    expect(JSON.parse(graph.metadata['configuration']!)).toEqual(configuration)
    expect(describeOnnxModel(graph)).toMatchObject({
      classes,
      opset: 13,
      canRun: true,
      input: { batch: null },
    })
    images.dispose()
    network.dispose()
    again.dispose()
  })
})
