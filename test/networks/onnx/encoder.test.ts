/** Graphs that end in features and not in classes are said to; those whose layer of classes is in front of the pooling are not. */
import { describe, expect, it } from 'vitest'
import { describeOnnxModel } from '../../../src-main/networks/onnx/describe'
import { endsInFeatures } from '../../../src-main/networks/onnx/encoder'
import { floats, information, integers, node, onnxGraph } from '../../support/onnx-model'
import type { ModelParts } from '../../support/onnx-model'

const pooled = (from: string, to = 'means') => node('GlobalAveragePool', [from], to)
const flat = node('Flatten', ['means'], 'logits')
const filters = (side: number) =>
  floats(
    'k',
    [3, 3, side, side],
    Array.from({ length: 9 * side * side }, () => 0.1),
  )
const weight = floats('w', [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])
const bias = floats('b', [3], [1, 2, 3])

const encoders: [string, ModelParts, string][] = [
  [
    'pooling behind a residual sum',
    {
      nodes: [
        node('Relu', ['images'], 'r'),
        node('Add', ['images', 'r'], 's'),
        node('Relu', ['s'], 't'),
        pooled('t'),
        flat,
      ],
    },
    'GlobalAveragePool',
  ],
  [
    'pooling behind a convolution of three pixels',
    {
      nodes: [node('Conv', ['images', 'k'], 'c'), node('Relu', ['c'], 'r'), pooled('r'), flat],
      tensors: [filters(3)],
    },
    'GlobalAveragePool',
  ],
  [
    'a mean over the sides',
    {
      nodes: [
        node('Relu', ['images'], 'r'),
        node('ReduceMean', ['r'], 'logits', { axes: [2, 3], keepdims: 0 }),
      ],
    },
    'ReduceMean',
  ],
  [
    'unit length',
    {
      nodes: [
        pooled('images'),
        node('Flatten', ['means'], 'x'),
        node('MatMul', ['x', 'w'], 'y'),
        node('LpNormalization', ['y'], 'logits'),
      ],
      tensors: [weight],
    },
    'LpNormalization',
  ],
  [
    'unit length as PyTorch writes it',
    {
      nodes: [
        pooled('images'),
        node('Flatten', ['means'], 'x'),
        node('MatMul', ['x', 'w'], 'y'),
        node('ReduceL2', ['y'], 'l', { axes: [1], keepdims: 1 }),
        node('Clip', ['l', 'least'], 'm'),
        node('Shape', ['y'], 'shape'),
        node('Expand', ['m', 'shape'], 'n'),
        node('Div', ['y', 'n'], 'logits'),
      ],
      tensors: [weight, floats('least', [], [1e-12])],
    },
    'Div by its length',
  ],
  [
    'an activation',
    {
      nodes: [
        pooled('images'),
        node('Flatten', ['means'], 'x'),
        node('MatMul', ['x', 'w'], 'y'),
        node('Relu', ['y'], 'logits'),
      ],
      tensors: [weight],
    },
    'Relu',
  ],
  [
    'one of its tokens',
    {
      nodes: [
        node('Reshape', ['images', 'tokens'], 't'),
        node('Gather', ['t', 'first'], 'logits', { axis: 1 }),
      ],
      tensors: [integers('tokens', [0, 16, 3]), integers('first', [0])],
    },
    'Gather',
  ],
]

describe('a graph without a layer of classes', () => {
  it.each(encoders)('ends in %s', (_, parts, operator) => {
    const graph = onnxGraph(parts)
    expect(endsInFeatures(graph)).toBe(operator)
    expect(describeOnnxModel(graph).warnings).toEqual([
      expect.stringMatching(
        /^No layer of classes ends the graph .* its 3 numbers are features and no classes/,
      ),
    ])
  })
})

const classifiers: [string, ModelParts][] = [
  [
    'a product',
    {
      nodes: [pooled('images'), node('Flatten', ['means'], 'x'), node('MatMul', ['x', 'w'], 'logits')],
      tensors: [weight],
    },
  ],
  [
    'a sum behind a product',
    {
      nodes: [
        pooled('images'),
        node('Flatten', ['means'], 'x'),
        node('MatMul', ['x', 'w'], 'y'),
        node('Add', ['y', 'b'], 'logits'),
      ],
      tensors: [weight, bias],
    },
  ],
  [
    'logits divided by a number',
    {
      nodes: [
        pooled('images'),
        node('Flatten', ['means'], 'x'),
        node('MatMul', ['x', 'w'], 'y'),
        node('Div', ['y', 't'], 'logits'),
      ],
      tensors: [weight, floats('t', [], [2])],
    },
  ],
  [
    "SqueezeNet's convolution of one pixel in front of the pooling",
    {
      nodes: [node('Conv', ['images', 'k'], 'c'), node('Relu', ['c'], 'r'), pooled('r'), flat],
      tensors: [filters(1)],
    },
  ],
  [
    'the mean of logits of all places',
    {
      nodes: [
        node('Transpose', ['images'], 't', { perm: [0, 2, 3, 1] }),
        node('MatMul', ['t', 'w'], 'y'),
        node('ReduceMean', ['y'], 'logits', { axes: [1, 2], keepdims: 0 }),
      ],
      tensors: [weight],
    },
  ],
  [
    'a softmax of logits',
    {
      nodes: [
        pooled('images'),
        node('Flatten', ['means'], 'x'),
        node('MatMul', ['x', 'w'], 'y'),
        node('LogSoftmax', ['y'], 'logits'),
      ],
      tensors: [weight],
    },
  ],
]

describe('a graph with one', () => {
  it.each(classifiers)('ends in %s', (_, parts) => expect(endsInFeatures(onnxGraph(parts))).toBeNull())

  it('says of a sigmoid for each class that it is cut', () => {
    const graph = onnxGraph({
      nodes: [
        pooled('images'),
        node('Flatten', ['means'], 'x'),
        node('MatMul', ['x', 'w'], 'y'),
        node('Sigmoid', ['y'], 'logits'),
      ],
      tensors: [weight],
      outputs: [information('logits', ['n', 3])],
    })
    expect(describeOnnxModel(graph).warnings).toEqual([
      expect.stringMatching(/^The output is a probability of each class by itself/),
    ])
  })
})
