/** Foreign graphs that are odd but computed: a fixed batch, channels last, a softmax at the end, windows with gaps. */
import { expect, it } from 'vitest'
import * as tf from '../../../src-main/devices/tf'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import type { OnnxNetwork } from '../../../src-main/networks/onnx/network'
import { withoutFinalSoftmax } from '../../../src-main/networks/onnx/rewrite'
import { describeDevices } from '../../support/devices'
import { floats, information, integers, node, onnxGraph } from '../../support/onnx-model'
import { plainOnnx } from '../../support/onnx'
import { uniform } from '../../support/seeded-values'

const SIDE = 4
const PIXELS = SIDE * SIDE * 3
const weight = floats('w', [3, 3], [1, 2, -1, 0.5, -2, 3, 1, 1, 1])
const readOut = [node('GlobalAveragePool', ['images'], 'means'), node('Flatten', ['means'], 'x')]

/** Means over the image times the weight, number by number. */
function wanted(pixels: Float32Array): number[][] {
  const numbers = new Float32Array(weight.rawData!.slice().buffer)
  return Array.from({ length: pixels.length / PIXELS }, (_, n) => {
    const means = [0, 1, 2].map((c) => {
      const values = Array.from({ length: SIDE * SIDE }, (_, p) => pixels[n * PIXELS + p * 3 + c]!)
      return values.reduce((sum, value) => sum + value, 0) / values.length
    })
    return [0, 1, 2].map((o) => means.reduce((sum, mean, c) => sum + mean * numbers[3 * c + o]!, 0))
  })
}

function pixelsOf(count: number): Float32Array {
  return Float32Array.from(uniform(3, count * PIXELS))
}

function logitsOf(network: OnnxNetwork, pixels: Float32Array): number[][] {
  return tf.tidy(() => {
    const images = tf.tensor4d(pixels, [pixels.length / PIXELS, SIDE, SIDE, 3])
    return network.logits(images).arraySync()
  })
}

function expectClose(found: number[][], expected: number[][]): void {
  expect(found.map((row) => row.length)).toEqual(expected.map((row) => row.length))
  for (const [i, value] of found.flat().entries()) expect(value).toBeCloseTo(expected.flat()[i]!, 5)
}

describeDevices('foreign graphs', () => {
  const product = node('MatMul', ['x', 'w'], 'logits')

  it('a batch that the file only states is no limit', () => {
    const inputs = [information('images', [2, 3, SIDE, SIDE])]
    const graph = onnxGraph({ nodes: [...readOut, product], tensors: [weight], inputs })
    const before = tf.memory().numTensors
    const network = onnxNetwork(graph, plainOnnx(3, SIDE, 3))
    expect(network.batching).toEqual({ kind: 'any' })
    expectClose(logitsOf(network, pixelsOf(5)), wanted(pixelsOf(5)))
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('a batch that the graph needs goes through in parts, and others are refused', () => {
    const graph = onnxGraph({
      nodes: [...readOut, node('Add', ['x', 'per image'], 'y'), node('MatMul', ['y', 'w'], 'logits')],
      tensors: [weight, floats('per image', [2, 3], [0, 0, 0, 0, 0, 0])],
      inputs: [information('images', [2, 3, SIDE, SIDE])],
    })
    const network = onnxNetwork(graph, plainOnnx(3, SIDE, 3))
    expect(network.batching).toEqual({ kind: 'fixed', images: 2 })
    expectClose(logitsOf(network, pixelsOf(6)), wanted(pixelsOf(6)))
    expect(() => logitsOf(network, pixelsOf(3))).toThrow(
      'The ONNX model takes exactly 2 images at a time, and 3 is no multiple of that; export it with a dynamic batch.',
    )
    network.dispose()
  })

  it('channels last', () => {
    const graph = onnxGraph({
      nodes: [node('ReduceMean', ['images'], 'x', { axes: [1, 2], keepdims: 0 }), product],
      tensors: [weight],
      inputs: [information('images', ['n', SIDE, SIDE, 3])],
    })
    const network = onnxNetwork(graph, plainOnnx(3, SIDE, 3))
    expectClose(logitsOf(network, pixelsOf(2)), wanted(pixelsOf(2)))
    network.dispose()
  })

  it('a softmax that is cut leaves the logits', () => {
    const nodes = [...readOut, node('MatMul', ['x', 'w'], 'y'), node('Softmax', ['y'], 'logits', { axis: 1 })]
    const graph = onnxGraph({ nodes, tensors: [weight] })
    const cut = onnxNetwork(withoutFinalSoftmax(graph), plainOnnx(3, SIDE, 3))
    const whole = onnxNetwork(graph, plainOnnx(3, SIDE, 3))
    expectClose(logitsOf(cut, pixelsOf(2)), wanted(pixelsOf(2)))
    for (const row of logitsOf(whole, pixelsOf(2)))
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
    cut.dispose()
    whole.dispose()
  })

  it('the first of two outputs is the logits', () => {
    const graph = onnxGraph({
      nodes: [...readOut, product, node('Det', ['x'], 'features')],
      tensors: [weight],
      outputs: [information('logits', ['n', 3]), information('features', ['n', 3])],
    })
    const network = onnxNetwork(graph, plainOnnx(3, SIDE, 3))
    expectClose(logitsOf(network, pixelsOf(1)), wanted(pixelsOf(1)))
    network.dispose()
  })

  it('an output that is not what the settings say', () => {
    const graph = onnxGraph({ nodes: [...readOut, product], tensors: [weight] })
    expect(() => onnxNetwork(graph, plainOnnx(3, SIDE, 10))).toThrow('logits of 10 classes are [1, 10]')
    const many = onnxGraph({
      nodes: [node('Reshape', ['images', 'shape'], 'logits')],
      tensors: [integers('shape', [-1, 3])],
    })
    expect(() => onnxNetwork(many, plainOnnx(3, SIDE, 3))).toThrow('has the shape [16, 3] for 1 image')
  })

  const windows: [kernel: number[], strides: number[], dilations: number[], pads: number[]][] = [
    [
      [3, 3],
      [1, 1],
      [2, 2],
      [0, 0, 0, 0],
    ],
    [
      [5, 2],
      [2, 3],
      [2, 3],
      [1, 2, 3, 0],
    ],
    [
      [1, 7],
      [1, 1],
      [1, 2],
      [0, 6, 0, 6],
    ],
  ]
  it.each(windows)(
    'largest values of windows %j, strides %j, gaps %j, padding %j',
    (kernel, strides, gaps, pads) => {
      const [height, width] = [16, 16]
      const pixels = Float32Array.from(uniform(8, height * width * 3), (value) => value - 0.5)
      const graph = onnxGraph({
        nodes: [
          node('MaxPool', ['images'], 'a', { kernel_shape: kernel, strides, dilations: gaps, pads }),
          node('GlobalAveragePool', ['a'], 'b'),
          node('Flatten', ['b'], 'logits'),
        ],
        inputs: [information('images', ['n', 3, height, width])],
      })
      // Window by window, and where each one's largest value lies: the gradient of the sum.
      const slope = new Float64Array(pixels.length)
      const out = [0, 1].map((axis) => {
        const padded = [height, width][axis]! + pads[axis]! + pads[axis + 2]!
        return Math.floor((padded - (kernel[axis]! - 1) * gaps[axis]! - 1) / strides[axis]!) + 1
      })
      const expected = [0, 1, 2].map((c) => {
        let sum = 0
        for (let oy = 0; oy < out[0]!; oy++) {
          for (let ox = 0; ox < out[1]!; ox++) {
            let best = -1
            for (let ky = 0; ky < kernel[0]!; ky++) {
              for (let kx = 0; kx < kernel[1]!; kx++) {
                const y = oy * strides[0]! + ky * gaps[0]! - pads[0]!
                const x = ox * strides[1]! + kx * gaps[1]! - pads[1]!
                if (y < 0 || x < 0 || y >= height || x >= width) continue
                const at = (y * width + x) * 3 + c
                if (best < 0 || pixels[at]! > pixels[best]!) best = at
              }
            }
            sum += pixels[best]!
            slope[best]! += 1 / (out[0]! * out[1]!)
          }
        }
        return sum / (out[0]! * out[1]!)
      })
      const network = onnxNetwork(graph, plainOnnx(3, height, 3))
      tf.tidy(() => {
        const images = tf.tensor4d(pixels, [1, height, width, 3])
        expectClose([Array.from(network.logits(images).dataSync())], [expected])
        const found = tf
          .grad((x) => tf.sum(network.logits(x as tf.Tensor4D)))(images)
          .dataSync()
        for (const [i, value] of found.entries()) expect(value).toBeCloseTo(slope[i]!, 5)
      })
      network.dispose()
    },
  )
})
