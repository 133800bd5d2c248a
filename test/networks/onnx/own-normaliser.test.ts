/** Whether a graph normalises its images itself: found behind what only moves pixels, and not behind a layer. */
import { onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { ownNormaliser } from '../../../src-main/networks/onnx/own-normaliser'
import { floats, information, node, onnxGraph } from '../../support/onnx-model'

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
    expect(ownNormaliser(onnxGraph({ nodes, tensors: [mean, std, weight] }))).toEqual(wanted)
  })

  it('ends in a graph that goes round in a circle', () => {
    const nodes = [
      node('Identity', ['images'], 'a'),
      node('Identity', ['b'], 'c'),
      node('Identity', ['c'], 'b'),
      node('Identity', ['a'], 'logits'),
    ]
    const inputs = [information('b', ['n', 3, 4, 4])]
    expect(ownNormaliser(onnxGraph({ nodes, inputs }))).toEqual([])
  })
})
