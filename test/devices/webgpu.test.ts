/**
 * ONNX Runtime's WebGPU provider beside tfjs's `cpu` backend, on whatever adapter there is: a card, or a software
 * driver (Mesa's llvmpipe), which shows what is right and nothing about speed. Skipped by name where there is none.
 */
import '@tensorflow/tfjs-backend-cpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acceleratorOf } from '../../src-main/devices/accelerator'
import { beginResult, fingerprintOfResult } from '../../src-main/devices/fingerprint'
import { operatorsOnProcessor } from '../../src-main/devices/onnxruntime/ran-where'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { flush } from '../../src-main/devices/step'
import { DEVICES } from '../../src-main/devices/table'
import * as tf from '../../src-main/devices/tf'
import { uniform } from '../support/seeded-values'

const NAME = 'onnxruntime-webgpu'
const absence = await DEVICES.find(({ name }) => name === NAME)!.absence()

function values(stream: number, shape: number[]): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1)
  return Float32Array.from(uniform(stream, count), (u) => 2 * u - 1)
}

/** The same computation on both devices, number by number. */
async function both(compute: () => tf.Tensor[]): Promise<[number[][], number[][]]> {
  const found: number[][][] = []
  for (const device of ['cpu', 'onnxruntime']) {
    await tf.setBackend(device)
    const tensors = tf.tidy(compute)
    found.push(tensors.map((tensor) => Array.from(tensor.dataSync())))
    tf.dispose(tensors)
  }
  return found as [number[][], number[][]]
}

async function same(compute: () => tf.Tensor[], tolerance = 2e-5): Promise<void> {
  const [wanted, got] = await both(compute)
  wanted.forEach((list, i) => {
    expect(got[i]).toHaveLength(list.length)
    list.forEach((value, j) => {
      if (Number.isFinite(value)) expect(Math.abs(got[i]![j]! - value)).toBeLessThanOrEqual(tolerance)
      else expect(got[i]![j]).toBe(value)
    })
  })
}

describe.skipIf(absence !== null)(`WebGPU${absence === null ? '' : `: ${absence}`}`, () => {
  beforeAll(async () => {
    await registerOnnxruntime({ provider: 'webgpu', threads: 1 })
  })
  afterAll(async () => {
    await registerOnnxruntime()
  })

  // What ONNX Runtime 1.30 computes wrongly there when it is asked directly (placement.ts).
  it.each<[string, () => tf.Tensor]>([
    ['ReLU', () => tf.relu(tf.tensor1d([-1, NaN, 2, -Infinity, Infinity]))],
    ['ReLU6', () => tf.relu6(tf.tensor1d([-1, NaN, 7, 3]))],
    ['clipping', () => tf.clipByValue(tf.tensor1d([-2, NaN, 2, Infinity]), -1, 1)],
    ['steps', () => tf.step(tf.tensor1d([-1, NaN, 2, 0]))],
    ['softmax', () => tf.softmax(tf.tensor2d([NaN, 1, 2, 0, 0, 0], [2, 3]))],
    ['logarithm of softmax', () => tf.logSoftmax(tf.tensor2d([NaN, 1, 2, 0, 0, 0], [2, 3]))],
    ['largest', () => tf.max(tf.tensor2d([-Infinity, -Infinity, NaN, 1], [2, 2]), 1)],
    ['smallest', () => tf.min(tf.tensor2d([Infinity, Infinity, NaN, 1], [2, 2]), 1)],
    ['largest two', () => tf.topk(tf.tensor1d([-Infinity, -Infinity, -Infinity]), 2).values],
    ['every second from behind', () => tf.stridedSlice(tf.tensor1d([1, 2, 3, 4, 5]), [-1], [-6], [-2])],
    ['integers', () => tf.floorDiv(tf.tensor1d([-7, 7, 5], 'int32'), tf.tensor1d([2, -2, 3], 'int32'))],
    ['truth', () => tf.logicalXor(tf.tensor1d([1, 0, 1], 'bool'), tf.tensor1d([1, 1, 0], 'bool'))],
  ])('computes %s of what is no number, infinite or whole as the processor does', async (_, compute) => {
    await same(() => [compute()])
  })

  it.each([
    ['as large as the image, padded behind', [1, 2, 2, 1], [2, 2, 1, 1], 1, 'same'],
    ['of one pixel, padded', [2, 5, 5, 3], [1, 1, 3, 4], 1, 1],
    ['of three', [2, 7, 6, 3], [3, 3, 3, 4], 1, 1],
    ['of three, at every second place', [2, 8, 8, 3], [3, 3, 3, 4], 2, 'same'],
  ] as const)('has values and gradients of a filter %s', async (_, images, filter, stride, pad) => {
    await same(() => {
      const inputs = [
        tf.tensor(values(1, [...images]), [...images]),
        tf.tensor(values(2, [...filter]), [...filter]),
      ]
      const f = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
        tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad)))
      return [f(inputs[0]!, inputs[1]!), ...tf.grads((x, w) => f(x, w))(inputs)]
    }, 1e-4)
  })

  it('has gradients of depthwise convolutions and of pooling', async () => {
    await same(() => {
      const x = tf.tensor(values(3, [2, 6, 5, 2]), [2, 6, 5, 2])
      const w = tf.tensor(values(4, [3, 3, 2, 2]), [3, 3, 2, 2])
      const depthwise = (v: tf.Tensor): tf.Tensor =>
        tf.sum(tf.square(tf.depthwiseConv2d(v as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')))
      const largest = (v: tf.Tensor): tf.Tensor =>
        tf.sum(tf.square(tf.maxPool(v as tf.Tensor4D, 2, 2, 'valid')))
      const mean = (v: tf.Tensor): tf.Tensor => tf.sum(tf.square(tf.avgPool(v as tf.Tensor4D, 2, 2, 'valid')))
      return [depthwise, largest, mean].map((f) => tf.grad(f)(x))
    }, 1e-4)
  })

  it('trains twenty steps to the weights of the processor', async () => {
    const finals: number[][] = []
    for (const device of ['cpu', 'onnxruntime']) {
      await tf.setBackend(device)
      const images = tf.tensor4d(values(5, [8, 6, 6, 2]), [8, 6, 6, 2])
      const targets = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32'), 3)
      const weights = [
        tf.variable(tf.tensor(values(6, [3, 3, 2, 4]), [3, 3, 2, 4])),
        tf.variable(tf.tensor(values(7, [4, 3]), [4, 3])),
      ]
      const optimiser = tf.train.momentum(0.05, 0.9)
      const losses: number[] = []
      for (let step = 0; step < 20; step++) {
        const loss = optimiser.minimize(() => {
          const hidden = tf.softplus(tf.conv2d(images, weights[0] as tf.Tensor4D, 1, 'same'))
          const logits = tf.matMul(tf.mean<tf.Tensor2D>(hidden, [1, 2]), weights[1] as tf.Tensor2D)
          return tf.losses.softmaxCrossEntropy(targets, logits)
        }, true)!
        flush()
        losses.push(loss.dataSync()[0]!)
        loss.dispose()
      }
      expect(losses.at(-1)).toBeLessThan(losses[0]!)
      finals.push([...losses, ...weights.flatMap((weight) => Array.from(weight.dataSync()))])
      tf.dispose([images, targets, ...weights])
      optimiser.dispose()
    }
    finals[0]!.forEach((value, i) => {
      expect(Math.abs(finals[1]![i]! - value)).toBeLessThanOrEqual(1e-4)
    })
  })

  it('says which operators the processor computed, of one result and not of the one before', async () => {
    await tf.setBackend('onnxruntime')
    beginResult()
    tf.tidy(() => tf.softmax(tf.tensor1d([1, 2, 3])).dataSync())
    expect((await fingerprintOfResult(NAME, 1)).onProcessor).toContain('Softmax')
    beginResult()
    tf.tidy(() => tf.relu(tf.tensor1d([1, -2, 3])).dataSync())
    expect(await fingerprintOfResult(NAME, 1)).not.toHaveProperty('onProcessor')
    // A graph that is there already tells it again.
    tf.tidy(() => tf.softmax(tf.tensor1d([1, 2, 4])).dataSync())
    expect((await fingerprintOfResult(NAME, 1)).onProcessor).toContain('Softmax')
  })

  it('says on Linux which drivers compute', async () => {
    if (process.platform === 'linux') expect(await acceleratorOf(NAME)).toMatch(/Vulkan by|^null$/)
  })
})

describe('a profile', () => {
  const node = (name: string, provider: string): object => ({
    cat: 'Node',
    name: `${name}_kernel_time`,
    args: { op_name: name, provider: `${provider}ExecutionProvider` },
  })
  const run = { cat: 'Session', name: 'model_run', args: {} }

  it('names what the processor computed, each once', () => {
    const events = [
      node('Relu', 'WebGpu'),
      node('Softmax', 'CPU'),
      node('Clip', 'CPU'),
      node('Clip', 'CPU'),
      run,
    ]
    expect(operatorsOnProcessor(JSON.stringify(events))).toEqual(['Clip', 'Softmax'])
  })

  it('of constants names nothing, and without a run says nothing', () => {
    expect(operatorsOnProcessor(JSON.stringify([run]))).toEqual([])
    expect(() => operatorsOnProcessor('[]')).toThrow('which operators ran where')
  })
})
