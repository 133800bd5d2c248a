/** Whether a graph normalises its images itself: found behind what only moves pixels, and not behind a layer. */
import { onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { ownNormaliser } from '../../../src-main/networks/onnx/own-normaliser'
import { floats, information, integers, node, onnxGraph } from '../../support/onnx-model'

const mean = floats('mean', [3, 1, 1], [0.5, 0.4, 0.3])
const std = floats('std', [3, 1, 1], [0.2, 0.2, 0.2])
const weight = floats(
  'w',
  [3, 3, 1, 1],
  Array.from({ length: 9 }, (_, i) => i),
)
const constant = (name: string): ReturnType<typeof node> => ({
  ...node('Constant', [], name),
  attribute: [{ name: 'value', type: onnx.AttributeProto.AttributeType.TENSOR, t: mean }],
})
const convolution = (from: string, to = 'logits') => node('Conv', [from, 'w'], to)

describe('a normaliser inside an ONNX graph', () => {
  const cases: [string, ReturnType<typeof node>[], string[]][] = [
    ['none', [convolution('images')], []],
    [
      'subtraction and division',
      [node('Sub', ['images', 'mean'], 'a'), node('Div', ['a', 'std'], 'b'), convolution('b')],
      ['Sub', 'Div'],
    ],
    [
      'product and sum, constants first',
      [node('Mul', ['std', 'images'], 'a'), node('Add', ['mean', 'a'], 'b'), convolution('b')],
      ['Mul', 'Add'],
    ],
    [
      'through identities, casts and transpositions',
      [
        node('Identity', ['images'], 'a'),
        node('Transpose', ['a'], 'b', { perm: [0, 3, 1, 2] }),
        node('Cast', ['b'], 'c', { to: 1 }),
        node('Sub', ['c', 'mean'], 'd'),
        node('Identity', ['d'], 'e'),
        convolution('e'),
      ],
      ['Sub'],
    ],
    [
      'with numbers in Constant nodes',
      [constant('shift'), node('Sub', ['images', 'shift'], 'a'), convolution('a')],
      ['Sub'],
    ],
    [
      'only what comes before the first layer',
      [convolution('images', 'a'), node('Sub', ['a', 'mean'], 'logits')],
      [],
    ],
    [
      'not a residual connection: the images are read twice',
      [convolution('images', 'a'), node('Add', ['images', 'a'], 'logits')],
      [],
    ],
    [
      'not a product of the images with themselves',
      [node('Relu', ['images'], 'a'), node('Mul', ['images', 'a'], 'logits')],
      [],
    ],
  ]
  it.each(cases)('%s', (_, nodes, wanted) => {
    expect(ownNormaliser(onnxGraph({ nodes, tensors: [mean, std, weight] })).operators).toEqual(wanted)
  })

  const number = (name: string, value: number) => floats(name, [], [value])
  const byte = floats('m255', [3, 1, 1], [123.675, 116.28, 103.53])
  const ranges: [string, ReturnType<typeof node>[], string | null][] = [
    [
      'mean and deviation of [0,1]',
      [node('Sub', ['images', 'mean'], 'a'), node('Div', ['a', 'std'], 'b'), convolution('b')],
      '0–1',
    ],
    ['÷ 255', [node('Div', ['images', 'k'], 'a'), convolution('a')], '0–255'],
    [
      '× 1/255, written as the inverse of a constant',
      [node('Reciprocal', ['k'], 'i'), node('Mul', ['images', 'i'], 'a'), convolution('a')],
      '0–255',
    ],
    [
      '÷ 127.5 − 1',
      [node('Div', ['images', 'half'], 'a'), node('Sub', ['a', 'one'], 'b'), convolution('b')],
      '0–255',
    ],
    ['− 123.675', [node('Sub', ['images', 'm255'], 'a'), convolution('a')], '0–255'],
    [
      'ImageScaler of Core ML',
      [
        {
          ...node('ImageScaler', ['images'], 'a'),
          attribute: [
            { name: 'bias', type: onnx.AttributeProto.AttributeType.FLOATS, floats: [-104, -117, -123] },
          ],
        },
        convolution('a'),
      ],
      '0–255',
    ],
    [
      'blue first, then − 123.675',
      [
        node('Gather', ['images', 'order'], 'a', { axis: 1 }),
        node('Sub', ['a', 'm255'], 'b'),
        convolution('b'),
      ],
      '0–255',
    ],
    [
      '× 255 − 123.675: pixels of [0,1] all the same',
      [node('Mul', ['images', 'k'], 'a'), node('Sub', ['a', 'm255'], 'b'), convolution('b')],
      '0–1',
    ],
    [
      '2x − 1',
      [node('Mul', ['images', 'two'], 'a'), node('Sub', ['a', 'one'], 'b'), convolution('b')],
      '0–1',
    ],
    ['÷ 3, which nobody can tell', [node('Div', ['images', 'three'], 'a'), convolution('a')], null],
    [
      '× 1.3, which may be learnt of normalised images',
      [node('Mul', ['images', 'learnt'], 'a'), convolution('a')],
      null,
    ],
    [
      '× 1.3 + 0.02, which may be, too',
      [node('Mul', ['images', 'learnt'], 'a'), node('Add', ['a', 'little'], 'b'), convolution('b')],
      null,
    ],
    ['× 255', [node('Mul', ['images', 'k'], 'a'), convolution('a')], '0–1'],
    [
      '÷ 255 behind changes of shape',
      [
        node('Unsqueeze', ['images', 'order'], 'a'),
        node('Squeeze', ['a', 'order'], 'b'),
        node('Reshape', ['b', 'order'], 'c'),
        node('Div', ['c', 'k'], 'd'),
        convolution('d'),
      ],
      '0–255',
    ],
    ['a product with one is none', [node('Mul', ['images', 'one'], 'a'), convolution('a')], null],
  ]
  it.each(ranges)('tells its range by its constants: %s', (_, nodes, wanted) => {
    const tensors = [
      mean,
      std,
      weight,
      byte,
      number('k', 255),
      number('half', 127.5),
      number('one', 1),
      number('two', 2),
      number('three', 3),
      number('learnt', 1.3),
      number('little', 0.02),
      integers('order', [2, 1, 0]),
    ]
    expect(ownNormaliser(onnxGraph({ nodes, tensors })).range).toBe(wanted)
  })

  // OpenCV's and Caffe's order; images come red first here.
  const blue = floats('blue', [3, 1, 1], [103.939, 116.779, 123.68])
  const unit = floats('unit', [3, 1, 1], [0.406, 0.456, 0.485])
  const deviation = floats('deviation', [3, 1, 1], [0.225, 0.224, 0.229])
  const orders: [string, ReturnType<typeof node>[], string | null][] = [
    ['Caffe’s means', [node('Sub', ['images', 'blue'], 'a'), convolution('a')], 'ImageNet'],
    [
      'ImageNet’s of [0,1], behind ÷ 255',
      [
        node('Div', ['images', 'k'], 'a'),
        node('Sub', ['a', 'unit'], 'b'),
        node('Div', ['b', 'deviation'], 'c'),
        convolution('c'),
      ],
      'ImageNet',
    ],
    [
      'ImageNet’s of [0,1]',
      [node('Sub', ['images', 'unit'], 'a'), node('Div', ['a', 'deviation'], 'b'), convolution('b')],
      'ImageNet',
    ],
    ['red first', [node('Sub', ['images', 'm255'], 'a'), convolution('a')], null],
    ['other means', [node('Sub', ['images', 'mean'], 'a'), convolution('a')], null],
    [
      'channels that the graph turns around itself',
      [
        node('Gather', ['images', 'order'], 'a', { axis: 1 }),
        node('Sub', ['a', 'blue'], 'b'),
        convolution('b'),
      ],
      null,
    ],
  ]
  it.each(orders)('tells blue first by its constants: %s', (_, nodes, wanted) => {
    const tensors = [
      mean,
      weight,
      byte,
      blue,
      unit,
      deviation,
      number('k', 255),
      integers('order', [2, 1, 0]),
    ]
    expect(ownNormaliser(onnxGraph({ nodes, tensors })).blueFirst).toBe(wanted)
  })

  it('is found behind readers of the images that read their shape only', () => {
    const nodes = [
      node('Shape', ['images'], 's'),
      node('Cast', ['images'], 'half', { to: 10 }),
      node('Shape', ['half'], 't'),
      node('Add', ['s', 't'], 'u'),
      node('Sub', ['images', 'mean'], 'a'),
      convolution('a', 'b'),
      node('Reshape', ['b', 'u'], 'logits'),
    ]
    expect(ownNormaliser(onnxGraph({ nodes, tensors: [mean, weight] })).operators).toEqual(['Sub'])
  })

  it('is a batch normalisation whose statistics are those of raw pixels, and no other', () => {
    const normalised = (means: number[], variances: number[]) =>
      ownNormaliser(
        onnxGraph({
          nodes: [node('BatchNormalization', ['images', 'g', 'z', 'm', 'v'], 'a'), convolution('a')],
          tensors: [
            weight,
            floats('g', [3], [1, 1, 1]),
            floats('z', [3], [0, 0, 0]),
            floats('m', [3], means),
            floats('v', [3], variances),
          ],
        }),
      )
    expect(normalised([123, 117, 104], [3400, 3200, 3300])).toEqual({
      operators: ['BatchNormalization'],
      range: '0–255',
      blueFirst: null,
    })
    expect(normalised([104, 117, 123], [3400, 3200, 3300]).blueFirst).toBe('ImageNet')
    expect(normalised([0.48, 0.46, 0.41], [0.05, 0.05, 0.05]).range).toBe('0–1')
    expect(normalised([0.01, 0, 0.02], [1, 0.9, 1.1])).toEqual({
      operators: [],
      range: null,
      blueFirst: null,
    })
  })

  it('ends in a graph that goes round in a circle', () => {
    const nodes = [
      node('Identity', ['images'], 'a'),
      node('Identity', ['b'], 'c'),
      node('Identity', ['c'], 'b'),
      node('Identity', ['a'], 'logits'),
    ]
    const inputs = [information('b', ['n', 3, 4, 4])]
    expect(ownNormaliser(onnxGraph({ nodes, inputs })).operators).toEqual([])
  })
})
