/**
 * Every architecture as ONNX: computed by plain ONNX Runtime, and by our own reader of ONNX, against the network
 * that was exported.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { networkConfigurationSchema } from '../../../src-main/contract/model'
import { readOnnx } from '../../../src-main/checkpoints/onnx/read-graph'
import * as tf from '../../../src-main/devices/tf'
import { frozenFromState } from '../../../src-main/networks/create'
import { exportOnnx } from '../../../src-main/networks/export/export-onnx'
import type { NetworkConfiguration } from '../../../src-main/networks/network'
import { describeOnnxModel } from '../../../src-main/networks/onnx/describe'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import { DEVICES } from '../../support/devices'
import { goldenJson } from '../../support/golden'
import { toNchw } from '../../support/layout'
import { livelyState } from '../../support/lively-state'
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

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce(
    (most, value) => Math.max(most, value),
    0,
  )
}

const absent = DEVICES.find(({ device }) => device === 'onnxruntime')!.reason

describe.skipIf(absent !== null)(`exported to ONNX${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
  it.each(cases)('%s', async (name, configuration) => {
    await tf.setBackend('onnxruntime')
    const { channels, size, classes } = configuration
    const state = await livelyState(configuration)
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
    const first = toNchw(pixels, [COUNT, size, size, channels])
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
