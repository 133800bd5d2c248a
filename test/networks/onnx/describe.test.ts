/** What is said of an ONNX model before it is run: what it cannot, and what a user should know. */
import { onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { describeOnnxModel } from '../../../src-main/networks/onnx/describe'
import { useDevice } from '../../../src-main/devices/choose'
import * as tf from '../../../src-main/devices/tf'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import { floats, information, integers, node, onnxGraph } from '../../support/onnx-model'
import { plainOnnx } from '../../support/onnx'

const { DataType } = onnx.TensorProto
const pooled = node('GlobalAveragePool', ['images'], 'means')
const flat = node('Flatten', ['means'], 'logits')
const subgraph = onnx.GraphProto.create({
  name: 'then',
  node: [node('Identity', ['images'], 'inner')],
  output: [information('inner', [1])],
})

describe('operators that are not computed', () => {
  const graph = onnxGraph({
    nodes: [
      node('NonMaxSuppression', ['images'], 'a'),
      node('Det', ['a'], 'b'),
      node('Det', ['b'], 'c'),
      { ...node('Attention', ['c'], 'd'), domain: 'com.microsoft' },
      node('Identity', ['d'], 'logits'),
      // Nobody reads it, so nobody minds.
      node('Unique', ['images'], 'unused'),
    ],
  })
  const sentence =
    'The ONNX model uses operators that Halfpower does not compute: NonMaxSuppression in "nonmaxsuppression of a"; Det in "det of b" and 1 more; com.microsoft.Attention in "attention of d".'

  it('are named each with a node that uses it', () => {
    const { canRun, reasons, unknown } = describeOnnxModel(graph)
    expect(canRun).toBe(false)
    expect(reasons).toEqual([sentence])
    expect(unknown.map(({ operator, count }) => [operator, count])).toEqual([
      ['NonMaxSuppression', 1],
      ['Det', 2],
      ['com.microsoft.Attention', 1],
    ])
  })

  it('are refused in the same sentence', () => {
    expect(() => onnxNetwork(graph, plainOnnx(3, 4, 3))).toThrow(sentence)
  })

  it('those that quantise are called so, with what to do', () => {
    const quantised = onnxGraph({
      nodes: [node('QuantizeLinear', ['images', 's'], 'q'), node('DequantizeLinear', ['q', 's'], 'logits')],
      tensors: [floats('s', [], [0.1])],
    })
    expect(describeOnnxModel(quantised).reasons[0]).toMatch(
      /is quantised: QuantizeLinear in "quantizelinear of q".*import the ONNX file from before the quantisation/,
    )
  })

  it('the number of a class is no logits', () => {
    const graph = onnxGraph({
      nodes: [pooled, node('Flatten', ['means'], 'f'), node('ArgMax', ['f'], 'logits')],
    })
    expect(describeOnnxModel(graph).reasons.join(' ')).toMatch(
      /"logits" is the number of a class and no logits/,
    )
  })

  it('what is computed on plain numbers only is refused where pixels enter it', async () => {
    await useDevice('onnxruntime-cpu', { threads: 1 })
    const graph = onnxGraph({ nodes: [node('NonZero', ['images'], 'n'), node('Cast', ['n'], 'logits')] })
    expect(() => onnxNetwork(graph, plainOnnx(3, 4, 3)).logits(tf.zeros([1, 4, 4, 3]))).toThrow(
      /NonZero.*plain numbers only/,
    )
  })

  it.each<[string, onnx.INodeProto]>([
    ['pads in the mode "constructor"', node('Pad', ['images', 'pads'], 'x', { mode: 'constructor' })],
    [
      'rounds to the nearest pixel by "constructor"',
      node('Resize', ['images', '', 'scales'], 'x', { nearest_mode: 'constructor' }),
    ],
    [
      'places its pixels by "half"',
      node('Resize', ['images', '', 'scales'], 'x', { coordinate_transformation_mode: 'half' }),
    ],
  ])('a way of computing that there is not is refused where the graph %s', async (words, odd) => {
    await useDevice('onnxruntime-cpu', { threads: 1 })
    const graph = onnxGraph({
      nodes: [odd, node('GlobalAveragePool', ['x'], 'means'), flat],
      tensors: [integers('pads', [0, 0, 1, 1, 0, 0, 1, 1]), floats('scales', [4], [1, 1, 2, 2])],
    })
    expect(() => onnxNetwork(graph, plainOnnx(3, 4, 3)).logits(tf.zeros([1, 4, 4, 3]))).toThrow(words)
  })

  it('control flow is called so', () => {
    const flow = onnxGraph({
      nodes: [
        node('If', ['condition'], 'x', { then_branch: subgraph, else_branch: subgraph }),
        node('Loop', ['', '', 'x'], 'logits', { body: subgraph }),
      ],
      tensors: [{ name: 'condition', dims: [], dataType: DataType.BOOL, rawData: Uint8Array.of(1) }],
    })
    const wanted =
      'The ONNX model uses operators that Halfpower does not compute: If (control flow) in "if of x"; Loop (control flow) in "loop of logits".'
    expect(describeOnnxModel(flow).reasons).toEqual([wanted])
    expect(() => onnxNetwork(flow, plainOnnx(3, 4, 3))).toThrow(wanted)
  })
})

describe('inputs and outputs', () => {
  it('a batch that the file fixes', () => {
    const fixed = onnxGraph({ nodes: [pooled, flat], inputs: [information('images', [4, 3, 8, 8])] })
    const { input, warnings, canRun } = describeOnnxModel(fixed)
    expect(canRun).toBe(true)
    expect(input).toMatchObject({ order: 'NCHW', batch: 4, channels: 3, height: 8, width: 8 })
    expect(warnings).toHaveLength(2)
    expect(warnings[1]).toMatch(/^The file fixes the batch at 4 images;/)
  })

  it('channels that come last', () => {
    const last = onnxGraph({ nodes: [pooled, flat], inputs: [information('images', ['n', 8, 8, 3])] })
    expect(describeOnnxModel(last).input).toMatchObject({ order: 'NHWC', channels: 3, height: 8, width: 8 })
  })

  it('a size that the file leaves free', () => {
    const free = onnxGraph({ nodes: [pooled, flat], inputs: [information('images', ['n', 3, 'h', 'w'])] })
    const { input, warnings } = describeOnnxModel(free)
    expect(input).toMatchObject({ batch: null, channels: 3, height: null, width: null })
    expect(warnings.slice(1)).toEqual([
      expect.stringMatching(/leaves the size or the channels of its images free/),
    ])
  })

  it('operators that only another output needs do not matter', () => {
    const two = onnxGraph({
      nodes: [pooled, flat, node('Det', ['means'], 'features')],
      outputs: [information('logits', ['n', 3]), information('features', ['n', 3])],
    })
    expect(describeOnnxModel(two).canRun).toBe(true)
  })

  it('a softmax at the end, through a reshape', () => {
    const soft = onnxGraph({
      nodes: [
        pooled,
        node('Flatten', ['means'], 'x'),
        node('Softmax', ['x'], 'y'),
        node('Flatten', ['y'], 'logits'),
      ],
    })
    expect(describeOnnxModel(soft).endsInSoftmax).toBe(true)
    expect(describeOnnxModel(soft).warnings[0]).toMatch(/^The output is probabilities, not logits/)
    const attention = onnxGraph({
      nodes: [node('Softmax', ['images'], 'x'), node('GlobalAveragePool', ['x'], 'means'), flat],
    })
    expect(describeOnnxModel(attention).endsInSoftmax).toBe(false)
  })

  const refused: [string, onnx.IValueInfoProto[], RegExp][] = [
    ['two inputs', [information('a', ['n', 3, 4, 4]), information('b', [1])], /takes 2 inputs \("a", "b"\)/],
    ['text', [information('ids', ['n', 128], DataType.INT64)], /"ids" is of the type int64/],
    ['a vector', [information('x', ['n', 128])], /has 2 axes, and a batch of images has 4/],
    ['four channels', [information('x', ['n', 4, 8, 8])], /takes images of 4 channels/],
    ['no square', [information('x', ['n', 3, 8, 6])], /takes images of 8 × 6 pixels/],
  ]
  it.each(refused)('%s', (_, inputs, sentence) => {
    const { canRun, reasons } = describeOnnxModel(
      onnxGraph({ nodes: [node('GlobalAveragePool', [inputs[0]!.name!], 'means'), flat], inputs }),
    )
    expect(canRun).toBe(false)
    expect(reasons.join(' ')).toMatch(sentence)
  })

  it('maps instead of a row of logits', () => {
    const maps = onnxGraph({ nodes: [pooled, flat], outputs: [information('logits', ['n', 21, 8, 8])] })
    expect(describeOnnxModel(maps).reasons.join(' ')).toMatch(
      /\[n, 21, 8, 8\], and a classifier gives one row/,
    )
  })
})

describe('constants that are inputs, too', () => {
  it('are not asked for', () => {
    const listed = onnxGraph({
      nodes: [pooled, node('Flatten', ['means'], 'x'), node('MatMul', ['x', 'w'], 'logits')],
      tensors: [floats('w', [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1])],
      inputs: [information('w', [3, 3]), information('images', ['n', 3, 4, 4])],
    })
    expect(describeOnnxModel(listed)).toMatchObject({ canRun: true, input: { name: 'images' } })
  })
})
