/**
 * Convolutions of many channels by tiles (Winograd's minimal filtering) and their gradients, against the definition:
 * tap by tap in 64 bits.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writtenForms } from '../../src-main/devices/onnxruntime/blocked-forms'
import { probeBlocks } from '../../src-main/devices/onnxruntime/blocked-probe'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { loadRuntime } from '../../src-main/devices/onnxruntime/runtime'
import { freeze } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'
import { generator } from '../../src-main/random/generator'

type Make = (purpose: string, count: number) => Float32Array

interface Sizes {
  batch: number
  height: number
  width: number
  inputs: number
  outputs: number
}

const SIZES: Sizes[] = [
  { batch: 3, height: 2, width: 2, inputs: 256, outputs: 256 },
  { batch: 2, height: 4, width: 8, inputs: 256, outputs: 320 },
  { batch: 1, height: 6, width: 4, inputs: 288, outputs: 256 },
]

const { size: block } = probeBlocks(await loadRuntime())
const absent = block === null ? ' (skipped: this processor has no internal layout)' : ''

let before = ''
beforeAll(async () => {
  before = tf.getBackend()
  await registerOnnxruntime()
  await tf.setBackend('onnxruntime')
})
afterAll(async () => {
  if (before) await tf.setBackend(before)
})

/** From −2 to 2: every sum is exact in 32 bits, halves and quarters of the transformed filter included. */
const integers: Make = (purpose, count) => {
  const stream = generator(0, purpose)
  return Float32Array.from({ length: count }, () => Math.floor(stream.uniform() * 5) - 2)
}
const normal: Make = (purpose, count) => {
  const stream = generator(0, purpose)
  return Float32Array.from({ length: count }, () => stream.normal())
}

interface Given {
  x: Float32Array
  filter: Float32Array
  /** The loss is the sum of the output with these weights, so they are its gradient with respect to the output. */
  weights: Float32Array
}

function given({ batch, height, width, inputs, outputs }: Sizes, make: Make): Given {
  return {
    x: make('x', batch * height * width * inputs),
    filter: make('filter', 9 * inputs * outputs),
    weights: make('weights', batch * height * width * outputs),
  }
}

interface Found {
  output: ArrayLike<number>
  toInput: ArrayLike<number>
  toFilter: ArrayLike<number>
}

function byDefinition(
  { batch, height, width, inputs, outputs }: Sizes,
  { x, filter, weights }: Given,
): Found {
  const output = new Float64Array(weights.length)
  const toInput = new Float64Array(x.length)
  const toFilter = new Float64Array(filter.length)
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let tap = 0; tap < 9; tap++) {
          const [y, z] = [row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1]
          if (y < 0 || y >= height || z < 0 || z >= width) continue
          const from = ((n * height + y) * width + z) * inputs
          const to = ((n * height + row) * width + column) * outputs
          for (let i = 0; i < inputs; i++) {
            const at = (tap * inputs + i) * outputs
            for (let o = 0; o < outputs; o++) {
              output[to + o]! += x[from + i]! * filter[at + o]!
              toInput[from + i]! += weights[to + o]! * filter[at + o]!
              toFilter[at + o]! += weights[to + o]! * x[from + i]!
            }
          }
        }
  return { output, toInput, toFilter }
}

async function computed(sizes: Sizes, values: Given, frozen: boolean): Promise<Found> {
  const { batch, height, width, inputs, outputs } = sizes
  const x = tf.tensor4d(values.x, [batch, height, width, inputs])
  const filter = tf.tensor4d(values.filter, [3, 3, inputs, outputs])
  const weights = tf.tensor4d(values.weights, [batch, height, width, outputs])
  if (frozen) freeze([filter])
  const loss = (image: tf.Tensor, taps: tf.Tensor): tf.Scalar =>
    tf.sum(tf.mul(tf.conv2d(image as tf.Tensor4D, taps as tf.Tensor4D, 1, 'same'), weights))
  const output = tf.conv2d(x, filter, 1, 'same')
  const [toInput, toFilter] = tf.grads(loss)([x, filter]) as [tf.Tensor, tf.Tensor]
  const found = {
    output: await output.data<'float32'>(),
    toInput: await toInput.data<'float32'>(),
    toFilter: await toFilter.data<'float32'>(),
  }
  tf.dispose([x, filter, weights, output, toInput, toFilter])
  return found
}

const NAMES = ['output', 'toInput', 'toFilter'] as const

it.each(SIZES)(
  '$batch images of $height×$width, $inputs → $outputs channels: exactly the sums of the definition',
  async (sizes) => {
    const values = given(sizes, integers)
    const expected = byDefinition(sizes, values)
    for (const frozen of [false, true]) {
      const found = await computed(sizes, values, frozen)
      for (const name of NAMES) expect(Array.from(found[name]), name).toEqual(Array.from(expected[name]))
    }
  },
)

it('rounds hardly more than a direct convolution does', async () => {
  const sizes = { batch: 2, height: 8, width: 8, inputs: 256, outputs: 256 }
  const values = given(sizes, normal)
  const expected = byDefinition(sizes, values)
  const found = await computed(sizes, values, false)
  for (const name of NAMES) {
    let [wrong, size] = [0, 0]
    Array.from(expected[name]).forEach((value, i) => {
      wrong += (found[name][i]! - value) ** 2
      size += value ** 2
    })
    // A direct convolution in 32 bits has 2.5e-7, tiles of 4×4 outputs have 2.8e-6.
    expect(Math.sqrt(wrong / size), name).toBeLessThan(1e-6)
  }
})

it.skipIf(block === null).each([1, 5])(
  `is how a convolution of many channels is computed, with %i images as well${absent}`,
  async (batch) => {
    writtenForms.clear()
    const sizes = { batch, height: 4, width: 4, inputs: 256, outputs: 256 }
    await computed(sizes, given(sizes, integers), true)
    expect([...writtenForms].filter((form) => form.startsWith('Reorder'))).not.toEqual([])
    expect([...writtenForms].filter((form) => form.startsWith('direct'))).toEqual([])
  },
)
