/**
 * What a lazy backend must survive: unknown kernels, endless recording, tensors that die or share storage
 * before anything is computed, failing graphs, long loops.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { OnnxruntimeBackend } from '../../src-main/devices/onnxruntime/backend'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { SessionCache } from '../../src-main/devices/onnxruntime/sessions'
import { flush, freeze } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'

const backend = (): OnnxruntimeBackend => tf.backend() as unknown as OnnxruntimeBackend

describe('the lazy backend', () => {
  beforeEach(async () => {
    await registerOnnxruntime()
    await tf.setBackend('onnxruntime')
  })

  it('names a kernel that it does not have', () => {
    const x = tf.zeros<tf.Rank.R5>([1, 4, 4, 4, 1])
    expect(() => tf.maxPool3d(x, 2, 2, 'valid')).toThrow(
      "Kernel 'MaxPool3D' not registered for backend 'onnxruntime'",
    )
  })

  it('names the types that it knows', () => {
    expect(() => tf.tensor(['text'])).toThrow(
      'The onnxruntime device computes with float32, int32 and bool, not with string',
    )
  })

  it('refuses to record for ever', () => {
    const x = tf.scalar(1)
    const loop = (): void => {
      for (let i = 0; i < 300_000; i++) tf.neg(x).dispose()
    }
    expect(loop).toThrow('call flush() once per step')
    flush()
    expect(tf.neg(x).dataSync()[0]).toBe(-1)
  })

  it('does not compute what was disposed of before the flush', () => {
    const x = tf.tensor1d([1, 2])
    const step = tf.square(x)
    const result = tf.add(step, 1)
    step.dispose()
    x.dispose()
    tf.neg(result).dispose()
    flush()
    expect([...result.dataSync()]).toEqual([2, 5])
    expect(() => step.dataSync()).toThrow('disposed')
  })

  it('reads storage that two tensors share, whichever of them dies first', () => {
    const x = tf.tensor2d([
      [1, 2],
      [3, 4],
    ])
    const y = tf.add(x, 1)
    const z = tf.reshape(y, [4])
    y.dispose()
    flush()
    expect([...z.dataSync()]).toEqual([2, 3, 4, 5])
    const flat = tf.reshape(x, [4])
    const sum = tf.sum(flat)
    flat.dispose()
    x.dispose()
    expect(sum.dataSync()[0]).toBe(10)
  })

  it('does not see what the caller writes into its array afterwards', () => {
    const values = Float32Array.of(1, 2, 3)
    const doubled = tf.mul(tf.tensor1d(values), 2)
    values.fill(100)
    expect([...doubled.dataSync()]).toEqual([2, 4, 6])
  })

  it('does not write into an array that was read', () => {
    const x = tf.tensor1d([1, 2, 3])
    const first = tf.mul(x, 2)
    const read = first.dataSync()
    first.dispose()
    flush()
    for (let i = 0; i < 5; i++) {
      tf.mul(x, 10 + i).dataSync()
      flush()
    }
    expect([...read]).toEqual([2, 4, 6])
  })

  it('keeps frozen values apart: equal shapes, different numbers', () => {
    const x = tf.tensor2d([[1, 1]])
    const results = [1, 2, 3].map((value) => {
      const w = tf.fill([2, 1], value)
      freeze([w])
      const result = tf.matMul(x, w).dataSync()[0]
      w.dispose()
      return result
    })
    expect(results).toEqual([2, 4, 6])
  })

  it('tells infinities, NaN and zeros apart', () => {
    const read = (value: number): number => tf.tidy(() => tf.fill([2], value).dataSync()[1]!)
    for (const value of [Infinity, NaN, -Infinity, 0, -0]) expect(read(value)).toBe(value)
  })

  it('compiles a step once, whatever numbers go through it', () => {
    const step = (value: number): void =>
      tf.tidy(() => void tf.sum(tf.square(tf.mul(tf.fill([3], 2), tf.scalar(value)))).dataSync())
    step(1)
    const before = backend().compiledGraphs
    for (let i = 0; i < 10; i++) step(i)
    expect(backend().compiledGraphs).toBe(before)
  })

  it('keeps tensors and memory flat over 200 training steps', () => {
    const random = (shape: number[], seed: number): tf.Tensor =>
      tf.randomNormal(shape, 0, 0.1, 'float32', seed)
    const filter = tf.variable(random([3, 3, 16, 16], 1) as tf.Tensor4D)
    const head = tf.variable(random([16, 10], 2) as tf.Tensor2D)
    const rate = tf.scalar(0.01)
    const labels = tf.oneHot(
      tf.tensor1d(
        [...Array(32).keys()].map((i) => i % 10),
        'int32',
      ),
      10,
    )
    const step = (i: number): void => {
      tf.tidy(() => {
        const x = random([32, 16, 16, 16], i) as tf.Tensor4D
        const loss = (): tf.Scalar => {
          const y = tf.relu(tf.conv2d(tf.maxPool(x, 2, 2, 'valid'), filter, 1, 'same'))
          return tf.losses.softmaxCrossEntropy(labels, tf.matMul(tf.mean<tf.Tensor2D>(y, [1, 2]), head))
        }
        const { grads } = tf.variableGrads(loss, [filter, head])
        for (const variable of [filter, head])
          variable.assign(tf.sub(variable, tf.mul(grads[variable.name]!, rate)))
      })
      flush()
    }
    for (let i = 0; i < 50; i++) step(i)
    const tensors = tf.memory().numTensors
    const values = backend().numDataIds()
    const graphs = backend().compiledGraphs
    const resident = process.memoryUsage.rss()
    for (let i = 0; i < 200; i++) step(i)
    expect(tf.memory().numTensors).toBe(tensors)
    expect(backend().numDataIds()).toBe(values)
    expect(backend().compiledGraphs).toBe(graphs)
    // The images of 200 steps alone are 100 MB; what may grow is the garbage of one collection.
    expect((process.memoryUsage.rss() - resident) / 1024 ** 2).toBeLessThan(80)
  })
})

describe('the cache of compiled graphs', () => {
  const graph = (bytes: number): Parameters<SessionCache['add']>[2] => ({
    model: new Uint8Array(),
    constantBytes: bytes,
    inputs: [],
    outputs: [],
    onProcessor: [],
  })

  it('drops what was used longest ago when the bytes run out', () => {
    const dropped: string[] = []
    const session = (name: string): Parameters<SessionCache['add']>[1] => ({
      loadModel: () => undefined,
      run: () => ({}),
      endProfiling: () => '',
      dispose: () => void dropped.push(name),
    })
    const cache = new SessionCache(100)
    cache.add('a', session('a'), graph(20), 0, [])
    cache.add('b', session('b'), graph(20), 0, [])
    cache.get('a')
    cache.add('c', session('c'), graph(20), 10, [7])
    expect(dropped).toEqual(['b'])
    // Larger than the whole bound: kept alone, since it is needed now.
    cache.add('d', session('d'), graph(500), 0, [])
    expect(dropped).toEqual(['b', 'a', 'c'])
    expect(cache.size).toBe(1)
  })

  it('drops the graphs that a frozen value was compiled into', () => {
    const dropped: string[] = []
    const session: Parameters<SessionCache['add']>[1] = {
      loadModel: () => undefined,
      run: () => ({}),
      endProfiling: () => '',
      dispose: () => void dropped.push('x'),
    }
    const cache = new SessionCache(1000)
    cache.add('frozen', session, graph(10), 0, [3])
    cache.add('free', session, graph(10), 0, [])
    cache.dropFrozen(3)
    expect(dropped).toHaveLength(1)
    expect(cache.get('frozen')).toBeUndefined()
    expect(cache.get('free')).toBeDefined()
  })
})
