/**
 * One value that cannot be computed: it and what depends on it say which operator failed and why, whenever
 * they are wanted; all other living values of the same flush are computed; an explicit flush says it, too.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { OnnxruntimeBackend } from '../../src-main/devices/onnxruntime/backend'
import type { Operator } from '../../src-main/devices/onnxruntime/operator'
import { plain } from '../../src-main/devices/onnxruntime/lowered'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { flush, freeze } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'

const backend = (): OnnxruntimeBackend => tf.backend() as unknown as OnnxruntimeBackend

/** ONNX Runtime refuses to compile it. */
const unknown: Operator = {
  name: 'Unknown',
  inputs: ['x'],
  infer: ([x]) => [{ shape: x!.shape, dtype: 'float32' }],
  lower: (lowering, [x]) => [plain('float32', x!.shape, () => lowering.op('NoSuchOperator', []))],
}

/** ONNX Runtime computes other shapes than were promised. */
const misshapen: Operator = {
  name: 'Misshapen',
  inputs: ['x'],
  infer: () => [{ shape: [3], dtype: 'float32' }],
  lower: (lowering, [x]) => [plain('float32', [3], () => lowering.op('Neg', [lowering.layouts.whole(x!)]))],
}

function made(operator: Operator, x: tf.Tensor): tf.Tensor {
  const [info] = backend().record(operator, [x], {})
  return tf.engine().makeTensorFromTensorInfo(info!)
}

/** Which rows to take is computed, so that it is known to be wrong only when it is too late. */
function rowOutOfRange(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.gather(x, tf.add(tf.tensor1d([7], 'int32'), tf.scalar(1, 'int32'))))
}

describe('a value that cannot be computed', () => {
  beforeEach(async () => {
    await registerOnnxruntime()
    await tf.setBackend('onnxruntime')
  })

  it.each([
    ['cannot be compiled', (x: tf.Tensor) => made(unknown, x), /Unknown: .*NoSuchOperator/s],
    ['fails when it runs', rowOutOfRange, /GatherV2: .*indices element out of data bounds, idx=8/s],
    ['has another size than promised', (x: tf.Tensor) => made(misshapen, x), /Misshapen: /],
  ])('%s: it rejects with the name of its operator, the others are computed', async (_, make, reason) => {
    const x = tf.tensor1d([1, 2])
    const before = tf.neg(x)
    const broken = make(x)
    const after = tf.add(before, 3)
    // Read while the bad one is alive and pending.
    expect([...(await after.data())]).toEqual([2, 1])
    expect([...(await before.data())]).toEqual([-1, -2])
    await expect(broken.data()).rejects.toThrow(reason)
    await expect(broken.data()).rejects.toThrow('could not be computed')
    expect([...tf.square(x).dataSync()]).toEqual([1, 4])
  })

  it('spoils what depends on it, which names the same operator, and nothing else', async () => {
    const x = tf.tensor1d([1, 2])
    const [spoilt, alsoSpoilt, whole] = tf.tidy((): [tf.Tensor, tf.Tensor, tf.Tensor] => {
      const broken = tf.neg(rowOutOfRange(x))
      const sum = tf.add(broken, 1)
      return [sum, tf.mul(sum, sum), tf.mul(x, 5)]
    })
    await expect(alsoSpoilt.data()).rejects.toThrow(/GatherV2: /)
    await expect(spoilt.data()).rejects.toThrow(/GatherV2: /)
    expect([...(await whole.data())]).toEqual([5, 10])
    // What is built on it later fails for the same reason, and takes nothing with it.
    const later = tf.exp(spoilt)
    const sound = tf.abs(x)
    await expect(later.data()).rejects.toThrow(/GatherV2: /)
    expect([...(await sound.data())]).toEqual([1, 2])
  })

  it('two of them each name their own operator', async () => {
    const x = tf.tensor1d([1, 2])
    const [first, second, whole] = [rowOutOfRange(x), made(unknown, x), tf.neg(x)]
    await expect(first.data()).rejects.toThrow(/GatherV2: /)
    await expect(second.data()).rejects.toThrow(/Unknown: /)
    expect([...whole.dataSync()]).toEqual([-1, -2])
  })

  it('the end of a step throws it once, after everything else has been computed', () => {
    const x = tf.tensor1d([1, 2])
    const broken = rowOutOfRange(x)
    const whole = tf.neg(x)
    expect(() => flush()).toThrow(/GatherV2: /)
    const graphs = backend().compiledGraphs
    expect([...whole.dataSync()]).toEqual([-1, -2])
    expect(backend().compiledGraphs).toBe(graphs)
    expect(() => flush()).not.toThrow()
    expect(() => freeze([broken])).toThrow(/GatherV2: /)
  })

  it('is found in few trials, however many values live', () => {
    const chain = [tf.tensor1d([1, 2])]
    for (let i = 0; i < 200; i++) chain.push(tf.add(chain.at(-1)!, 1))
    const broken = rowOutOfRange(chain[100]!)
    for (let i = 0; i < 200; i++) chain.push(tf.add(chain.at(-1)!, 1))
    const before = backend().compiledGraphs
    expect(chain.at(-1)!.dataSync()[0]).toBe(401)
    expect(chain[100]!.dataSync()[0]).toBe(101)
    expect(() => broken.dataSync()).toThrow(/GatherV2: /)
    // 401 operators: the whole, nine halvings, the rest.
    expect(backend().compiledGraphs - before).toBeLessThanOrEqual(12)
  })
})
