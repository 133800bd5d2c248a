/**
 * Kernels of the lazy backend on images wide enough for the blocked layout, which tfjs's own specs (one or
 * two channels) never reach: against tfjs's `cpu` backend, independent code. In each case a convolution
 * before and a product after make the images arrive and leave in a channel layout.
 */
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'

function numbers(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, 'float32', seed)
}

/** Runs the same computation on both backends; the largest difference relative to the largest entry. */
async function difference(compute: () => tf.Tensor[]): Promise<number> {
  const results: Float32Array[][] = []
  for (const name of ['cpu', 'onnxruntime']) {
    await tf.setBackend(name)
    const tensors = tf.tidy(compute)
    results.push(tensors.map((tensor) => Float32Array.from(tensor.dataSync())))
    tf.dispose(tensors)
  }
  const [wanted, got] = results as [Float32Array[], Float32Array[]]
  let worst = 0
  wanted.forEach((values, i) => {
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-6)
    expect(got[i]!.length).toBe(values.length)
    values.forEach((value, j) => {
      const error = Math.abs(value - got[i]![j]!) / largest
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error)
    })
  })
  return worst
}

type Images = tf.Tensor4D

/** The result of `layer` between a convolution and a weighted sum, and the gradient of the sum. */
function between(shape: number[], layer: (x: Images) => tf.Tensor): () => tf.Tensor[] {
  return () => {
    const channels = shape[3]!
    const x = numbers(shape, 1)
    const mix = numbers([1, 1, channels, channels], 2) as Images
    const forward = (images: tf.Tensor): tf.Tensor => layer(tf.conv2d(images as Images, mix, 1, 'valid'))
    const y = forward(x)
    const weights = numbers(y.shape, 3)
    return [y, tf.grad((images) => tf.sum(tf.mul(forward(images), weights)))(x)]
  }
}

const depthwise =
  (multiplier: number, strides: number, pad: number | 'same', dilations = 1) =>
  (x: Images): tf.Tensor =>
    tf.depthwiseConv2d(
      x,
      numbers([3, 3, x.shape[3], multiplier], 4) as Images,
      strides,
      pad,
      'NHWC',
      dilations,
    )

const layers: [string, (x: Images) => tf.Tensor][] = [
  ['largest of 2×2, stride 2', (x) => tf.maxPool(x, 2, 2, 'valid')],
  ['largest of 3×3, stride 2, padding 1', (x) => tf.maxPool(x, 3, 2, 1)],
  ['largest of 3×3, stride 1', (x) => tf.maxPool(x, 3, 1, 'same')],
  ['largest of all', (x) => tf.maxPool(x, [x.shape[1], x.shape[2]], 1, 'valid')],
  ['mean of 2×2, stride 2', (x) => tf.avgPool(x, 2, 2, 'valid')],
  ['mean of 3×3, stride 2', (x) => tf.avgPool(x, 3, 2, 'valid')],
  ['mean of all', (x) => tf.avgPool(x, [x.shape[1], x.shape[2]], 1, 'valid')],
  ['depthwise convolution', depthwise(1, 1, 'same')],
  ['depthwise convolution, stride 2', depthwise(1, 2, 1)],
  ['depthwise convolution, 2 filters per channel', depthwise(2, 1, 'same')],
  [
    'depthwise convolution and ReLU',
    (x) => tf.relu(tf.add(depthwise(1, 1, 'same')(x), numbers([x.shape[3]], 5))),
  ],
  ['exponential linear unit', (x) => tf.elu(x)],
  ['learnt slopes', (x) => tf.prelu(x, numbers([x.shape[3]], 6))],
  ['largest over pixels', (x) => tf.max(x, [1, 2])],
  [
    'space to batch',
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 1],
        ],
      ),
  ],
  [
    'batch normalisation with given statistics',
    (x) =>
      tf.relu(
        tf.batchNorm(
          x,
          numbers([x.shape[3]], 7) as tf.Tensor1D,
          tf.square(numbers([x.shape[3]], 8)) as tf.Tensor1D,
          numbers([x.shape[3]], 9) as tf.Tensor1D,
          numbers([x.shape[3]], 10) as tf.Tensor1D,
          0.1,
        ),
      ),
  ],
]

/** tfjs has no gradient for these. */
const forwardOnly: [string, (x: Images) => tf.Tensor][] = [
  ['depthwise convolution, dilated', depthwise(1, 1, 'same', 2)],
  ['every second row', (x) => tf.stridedSlice(x, [0, 1, 0, 0], x.shape, [1, 2, 1, 1])],
]

/** The gradients of tfjs's cpu backend are right here for one square image only. */
const resizings: [string, (x: Images) => tf.Tensor][] = [
  ['bilinear enlargement', (x) => tf.image.resizeBilinear(x, [13, 11])],
  ['bilinear reduction, corners aligned', (x) => tf.image.resizeBilinear(x, [4, 5], true)],
  ['nearest neighbour', (x) => tf.image.resizeNearestNeighbor(x, [13, 11])],
]

describe.each([true, false])('kernels of the onnxruntime backend, internal layout %s', (internalLayout) => {
  beforeAll(() => registerOnnxruntime({ internalLayout }))

  it.each(layers)('%s, 16 channels', async (_name, layer) => {
    expect(await difference(between([2, 8, 7, 16], layer))).toBeLessThan(2e-5)
  })

  it.each(layers)('%s, 3 channels', async (_name, layer) => {
    expect(await difference(between([2, 8, 7, 3], layer))).toBeLessThan(2e-5)
  })

  it.each(forwardOnly)('%s', async (_name, layer) => {
    const worst = await difference(() => [layer(numbers([2, 8, 7, 16], 1) as Images)])
    expect(worst).toBeLessThan(2e-5)
  })

  it.each(resizings)('%s', async (_name, layer) => {
    expect(await difference(between([1, 8, 8, 16], layer))).toBeLessThan(2e-5)
  })

  it.each(resizings)('%s: its gradient is its transpose for several images too', async (_name, layer) => {
    await tf.setBackend('onnxruntime')
    const [there, back] = tf.tidy(() => {
      const x = numbers([3, 8, 5, 2], 1) as Images
      const y = layer(x)
      const dy = numbers(y.shape, 2)
      const dx = tf.grad((images) => tf.sum(tf.mul(layer(images as Images), dy)))(x)
      return [tf.sum(tf.mul(y, dy)).dataSync()[0]!, tf.sum(tf.mul(x, dx)).dataSync()[0]!]
    })
    expect(back / there).toBeCloseTo(1, 4)
  })

  it('a fused convolution is a convolution, a bias and a ReLU', async () => {
    const worst = await difference(() => {
      const x = numbers([2, 6, 6, 16], 1) as Images
      const filter = numbers([3, 3, 16, 16], 2) as Images
      const bias = numbers([16], 3)
      return [tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu' })]
    })
    expect(worst).toBeLessThan(1e-5)
  })

  it('ties go to the first largest entry', async () => {
    await tf.setBackend('onnxruntime')
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => tf.maxPool(x as Images, 2, 1, 'valid'))(tf.ones([1, 3, 3, 1]))
        .dataSync(),
    )
    expect([...gradient]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0])
  })

  it('a window of nothing but NaN spoils its gradient and nothing else', async () => {
    await tf.setBackend('onnxruntime')
    const x = tf.tensor4d([1, 2, 3, 4, NaN, NaN, NaN, NaN], [2, 2, 2, 1])
    const gradient = tf.tidy(() =>
      tf
        .grad((images) => tf.maxPool(images as Images, 2, 2, 'valid'))(x)
        .dataSync(),
    )
    expect([...gradient].slice(1, 4)).toEqual([0, 0, 1])
  })

  it('the gradient of a mean that pads is the derivative of the mean', async () => {
    await tf.setBackend('onnxruntime')
    // The corner of a 3×3 image under 3×3 windows with padding 1: in the windows of 4, 6, 6 and 9 pixels.
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => tf.avgPool(x as Images, 3, 1, 'same'))(tf.ones([1, 3, 3, 1]))
        .dataSync(),
    )
    expect(gradient[0]).toBeCloseTo(1 / 4 + 1 / 6 + 1 / 6 + 1 / 9, 5)
  })

  it('log1p and expm1 keep what 1 + x loses', async () => {
    await tf.setBackend('onnxruntime')
    const values = [1e-9, -3e-8, 2e-4, -0.4, 0.7, 3, 80, -80]
    const [log, exp] = tf.tidy(() => {
      const x = tf.tensor1d(values)
      return [tf.log1p(tf.abs(x)).dataSync(), tf.expm1(x).dataSync()]
    })
    values.forEach((value, i) => {
      const x = Math.fround(value)
      expect(log[i]! / Math.log1p(Math.abs(x))).toBeCloseTo(1, 5)
      expect(exp[i]! / Math.expm1(x)).toBeCloseTo(1, 5)
    })
  })

  it('draws with one seed are equal, and follow the probabilities', async () => {
    await tf.setBackend('onnxruntime')
    const draw = (seed: number): number[] =>
      tf.tidy(() => [...tf.multinomial(tf.tensor1d([0.2, 0.5, 0.3]), 4000, seed, true).dataSync()])
    const draws = draw(7)
    expect(draw(7)).toEqual(draws)
    expect(draw(8)).not.toEqual(draws)
    const shares = [0, 1, 2].map((event) => draws.filter((drawn) => drawn === event).length / 4000)
    ;[0.2, 0.5, 0.3].forEach((share, event) => expect(shares[event]).toBeCloseTo(share, 1))
  })
})

describe.each([true, false])(
  'views of images that lie in a channel layout, internal layout %s',
  (internalLayout) => {
    beforeAll(() => registerOnnxruntime({ internalLayout }))

    it('truth values are chosen between, too', async () => {
      await tf.setBackend('onnxruntime')
      const [a, b] = [tf.tensor1d([1, 1, 0, 0], 'bool'), tf.tensor1d([0, 1, 0, 1], 'bool')]
      const chosen = tf.where(tf.tensor1d([1, 0, 1, 0], 'bool'), a, b)
      expect([...chosen.dataSync()]).toEqual([1, 1, 0, 1])
    })

    // The shapes agree as far as the shorter one goes, and are not the same.
    it.each([5, 16])('%i channels under one more dimension, and a column', async (channels) => {
      const worst = await difference(() => {
        const images = numbers([1, 5, 5, channels], 1) as Images
        const convolved = tf.conv2d(images, numbers([1, 1, channels, channels], 2) as Images, 1, 'valid')
        const column = tf.reshape(tf.range(0, channels), [channels, 1])
        return [tf.add(tf.expandDims(convolved, -1), column), tf.mul(tf.expandDims(convolved, -1), column)]
      })
      expect(worst).toBeLessThan(1e-5)
    })
  },
)

describe.each([true, false])('zeros around images, internal layout %s', (internalLayout) => {
  beforeAll(() => registerOnnxruntime({ internalLayout }))

  // ONNX Runtime's own fusion of the two gave -1 at the border, or refused windows smaller than the zeros.
  it.each([
    [8, 1, 2],
    [8, 2, 2],
    [8, 3, 1],
    [5, 2, 1],
  ])(
    'count in the largest of negative numbers: %i channels, window %i, stride %i',
    async (channels, window, stride) => {
      const worst = await difference(() => {
        const mix = tf.fill<tf.Rank.R4>([1, 1, channels, channels], 1 / channels)
        const images = tf.neg(tf.abs(numbers([1, 4, 5, channels], 1) as Images))
        const x = tf.conv2d(tf.conv2d(images, mix, 1, 'same'), mix, 1, 'same')
        const sum: Images = tf.add(tf.add(tf.mul(x, tf.scalar(2)), tf.scalar(-1)), x)
        const around: [number, number][] = [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]
        return [tf.maxPool(tf.pad(sum, around), window, stride, 'valid')]
      })
      expect(worst).toBeLessThan(1e-5)
    },
  )
})

describe('a padding that is one number', () => {
  beforeAll(() => registerOnnxruntime())

  // tfjs takes the window's height for its width there, and would promise images of another width.
  it.each<[string, (x: Images) => tf.Tensor]>([
    ['a convolution', (x) => tf.conv2d(x, numbers([1, 3, 4, 4], 1) as Images, 1, 0)],
    ['a depthwise convolution', (x) => tf.depthwiseConv2d(x, numbers([3, 1, 4, 1], 1) as Images, 1, 0)],
    ['a pooling', (x) => tf.maxPool(x, [1, 2], 1, 0)],
    ['a stride', (x) => tf.maxPool(x, 2, [1, 2], 0)],
  ])('is refused for %s that is not square', async (_, layer) => {
    await tf.setBackend('onnxruntime')
    expect(() => tf.tidy(() => layer(numbers([1, 5, 7, 4], 1) as Images))).toThrow(
      'give the padding of each side',
    )
  })
})
