/** Graphs whose smallest number is the answer, by how they make it; and how many classes there are where no shape says it. */
import { describe, expect, it } from 'vitest'
import { smallestIsMeant } from '../../../src-main/networks/onnx/distances'
import { lengthOfRows } from '../../../src-main/networks/onnx/row-length'
import { floats, integers, node, onnxGraph } from '../../support/onnx-model'

const features = [node('GlobalAveragePool', ['images'], 'means'), node('Flatten', ['means'], 'x')]
const tensors = [
  ...[
    floats(
      'prototypes',
      [1, 4, 3],
      Array.from({ length: 12 }, (_, i) => i),
    ),
    floats('two', [], [2]),
  ],
  ...[
    floats('half', [], [0.5]),
    floats('one', [], [1]),
    floats('minus', [], [-1]),
    floats('tiny', [1], [1e-6]),
  ],
  ...[
    floats(
      'w',
      [3, 4],
      Array.from({ length: 12 }, (_, i) => i - 6),
    ),
    floats('metric', [3, 3], [2, 1, 0, 1, 2, 0, 0, 0, 1]),
  ],
  ...[integers('axis', [1]), integers('last', [-1]), integers('crops', [-1, 2, 4])],
]
const apart = [node('Unsqueeze', ['x', 'axis'], 'wide'), node('Sub', ['wide', 'prototypes'], 'd')]
const squares = [node('Pow', ['d', 'two'], 'd2'), node('ReduceSum', ['d2', 'last'], 'sum', { keepdims: 0 })]
const product = node('MatMul', ['x', 'w'], 'xw')
/** x² − 2xw: what is written out of (x − w)². */
const expanded = [
  ...[product, node('Mul', ['x', 'x'], 'xx'), node('ReduceSum', ['xx', 'last'], 'x2')],
  node('Mul', ['xw', 'two'], '2xw'),
]

const meant = (...nodes: Parameters<typeof onnxGraph>[0]['nodes']) =>
  smallestIsMeant(onnxGraph({ nodes: [...features, ...nodes], tensors }))

describe('an output of which the smallest number is the answer', () => {
  it.each([
    ['a Euclidean distance', [...apart, ...squares, node('Sqrt', ['sum'], 'logits')]],
    ['its square', [...apart, node('ReduceSumSquare', ['d'], 'logits', { axes: [2], keepdims: 0 })]],
    ['a norm of the difference', [...apart, node('ReduceL2', ['d'], 'logits', { axes: [2], keepdims: 0 })]],
    [
      'a sum of sizes',
      [...apart, node('Abs', ['d'], 'a'), node('ReduceSum', ['a', 'last'], 'logits', { keepdims: 0 })],
    ],
    [
      'a mean of squares',
      [
        ...apart,
        node('Mul', ['d', 'd'], 'm'),
        node('ReduceMean', ['m'], 'logits', { axes: [2], keepdims: 0 }),
      ],
    ],
    [
      'a pairwise distance with a small shift',
      [
        ...apart,
        node('Add', ['d', 'tiny'], 'e'),
        node('ReduceL2', ['e'], 'logits', { axes: [2], keepdims: 0 }),
      ],
    ],
    [
      'the distance after Mahalanobis',
      [
        ...[...apart, node('MatMul', ['d', 'metric'], 'md'), node('Mul', ['md', 'd'], 'q')],
        node('ReduceSum', ['q', 'last'], 'logits', { keepdims: 0 }),
      ],
    ],
    ['squares that are written out', [...expanded, node('Sub', ['x2', '2xw'], 'logits')]],
    ['half of it', [...apart, ...squares, node('Mul', ['sum', 'half'], 'logits')]],
  ])('%s', (_, nodes) => {
    expect(meant(...nodes)).toBe('distances')
  })

  it.each([
    ['logits', [node('MatMul', ['x', 'w'], 'logits')]],
    ['negative distances', [...apart, ...squares, node('Neg', ['sum'], 'logits')]],
    ['distances times a negative number', [...apart, ...squares, node('Mul', ['sum', 'minus'], 'logits')]],
    ['something divided by them', [...apart, ...squares, node('Div', ['one', 'sum'], 'logits')]],
    ['negative squares that are written out', [...expanded, node('Sub', ['2xw', 'x2'], 'logits')]],
    [
      'features made standard before a layer of classes',
      [...apart, ...squares, node('Sub', ['xw0', 'one'], 'c'), node('MatMul', ['c', 'w'], 'logits')],
    ],
    [
      'logits less their mean',
      [
        product,
        node('ReduceMean', ['xw'], 'mean', { axes: [1], keepdims: 1 }),
        node('Sub', ['xw', 'mean'], 'logits'),
      ],
    ],
  ])('is not seen in %s', (_, nodes) => {
    expect(meant(...nodes)).toBeNull()
  })

  it('is no matter of course of lengths, and may be one of numbers taken off 1', () => {
    expect(
      meant(node('Unsqueeze', ['x', 'axis'], 'v'), node('ReduceL2', ['v'], 'logits', { axes: [2] })),
    ).toBe('lengths')
    expect(meant(product, node('Sub', ['one', 'xw'], 'logits'))).toBe('complements')
    expect(meant(product, node('Sub', ['xw', 'one'], 'logits'))).toBeNull()
  })
})

describe('the number of classes where no shape says it', () => {
  const rows = (...nodes: Parameters<typeof onnxGraph>[0]['nodes']) =>
    lengthOfRows(onnxGraph({ nodes: [...features, ...nodes], tensors }))

  it('is that of the last layer, or of the shape that cut-outs of an image are averaged in', () => {
    expect(rows(product, node('Softmax', ['xw'], 'logits'))).toBe(4)
    const crops = [product, node('Reshape', ['xw', 'crops'], 'each')]
    expect(rows(...crops, node('ReduceMean', ['each'], 'logits', { axes: [1], keepdims: 0 }))).toBe(4)
    expect(rows(node('Gemm', ['x', 'metric'], 'logits', { transB: 1 }))).toBe(3)
  })

  it('is not guessed', () => {
    expect(rows(product, node('ReduceMean', ['xw'], 'logits', { axes: [2], keepdims: 0 }))).toBeNull()
    expect(rows(product, node('Concat', ['xw', 'x'], 'logits', { axis: 1 }))).toBeNull()
  })
})
