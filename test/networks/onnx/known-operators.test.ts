/**
 * Operators on numbers that no pixel enters: each as a padding that a graph computes from the size of its images,
 * against what ONNX's specification says it is.
 */
import { onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { constantValue } from '../../../src-main/networks/onnx/constant-value'
import { floats, integers, node, onnxGraph } from '../../support/onnx-model'

const { AttributeType } = onnx.AttributeProto
const a = [-3, -0.5, 0.5, 1.5, 2.5, 7]
const tensors = [
  floats('a', [6], a),
  floats('b', [6], [2, 2, 2, -2, 3, 4]),
  floats('low', [], [-1]),
  floats('high', [], [2]),
  floats('matrix', [2, 3], [1, 2, 3, 4, 5, 6]),
  integers('i', [-7, 7, 8, -8]),
  integers('j', [4, -4, 3, 3]),
  integers('mask', [-8]),
  integers('none', []),
  integers('large', [4294967309, -4294967299]),
  integers('j2', [3, 1]),
  integers('axes', [1]),
  integers('twice', [2]),
  integers('picked', [1, 0, 1]),
  floats('thin', [2, 3], [3, 0, 0, 4, 0, 5]),
  integers('offAndOn', [0, 5]),
]

function valueOf(opType: string, inputs: string[], attribute: onnx.IAttributeProto[] = []): number[] {
  const made = { ...node(opType, inputs, 'y'), attribute }
  const graph = onnxGraph({ nodes: [made, node('Identity', ['images'], 'logits')], tensors })
  const value = constantValue(graph, 'y')
  expect(value, opType).not.toBeNull()
  return Array.from(value!.known!)
}

describe('known numbers', () => {
  const cases: [string, string[], number[]][] = [
    ['Clip', ['a', 'low', 'high'], [-1, -0.5, 0.5, 1.5, 2, 2]],
    ['Clip', ['a', '', 'high'], [-3, -0.5, 0.5, 1.5, 2, 2]],
    ['Relu', ['a'], [0, 0, 0.5, 1.5, 2.5, 7]],
    ['Round', ['a'], [-3, 0, 0, 2, 2, 7]],
    ['Ceil', ['a'], [-3, 0, 1, 2, 3, 7]],
    ['Floor', ['a'], [-3, -1, 0, 1, 2, 7]],
    ['Sign', ['a'], [-1, -1, 1, 1, 1, 1]],
    ['Reciprocal', ['b'], [0.5, 0.5, 0.5, -0.5, 1 / 3, 0.25]],
    ['Pow', ['a', 'high'], [9, 0.25, 0.25, 2.25, 6.25, 49]],
    ['Sum', ['a', 'b', 'b'], [1, 3.5, 4.5, -2.5, 8.5, 15]],
    ['Mean', ['a', 'b'], [-0.5, 0.75, 1.25, -0.25, 2.75, 5.5]],
    // The sign of the divisor, as in Python.
    ['Mod', ['i', 'j'], [1, -1, 2, 1]],
    ['Div', ['i', 'j'], [-1, -1, 2, -2]],
    ['Min', ['i', 'j'], [-7, -4, 3, -8]],
    ['Xor', ['i', 'j'], [0, 0, 0, 0]],
    ['ReduceSum', ['matrix', 'axes'], [6, 15]],
    ['CumSum', ['matrix', 'axes'], [1, 3, 6, 4, 9, 15]],
    ['ArgMax', ['matrix'], [1, 1, 1]],
    ['NonZero', ['picked'], [0, 2]],
    ['NonZero', ['thin'], [0, 1, 1, 0, 0, 2]],
    ['ArgMin', ['thin'], [0, 0, 0]],
    ['OneHot', ['picked', 'twice', 'offAndOn'], [0, 5, 5, 0, 0, 5]],
    ['BitShift', ['i', 'axes'], [-14, 14, 16, -16]],
    // By NumPy in int64: −8 in two's complement ends in 000, and the large ones do not fit in 32 bits.
    ['BitwiseAnd', ['i', 'j'], [0, 4, 0, 0]],
    ['BitwiseAnd', ['i', 'mask'], [-8, 0, 8, -8]],
    ['BitwiseOr', ['i', 'j'], [-3, -1, 11, -5]],
    ['BitwiseXor', ['i', 'j'], [-3, -5, 11, -5]],
    ['BitwiseNot', ['i'], [6, -8, -9, 7]],
    ['BitwiseAnd', ['large', 'mask'], [4294967304, -4294967304]],
    ['BitwiseOr', ['large', 'mask'], [-3, -3]],
    ['BitwiseXor', ['large', 'j2'], [4294967310, -4294967300]],
    ['BitwiseNot', ['large'], [-4294967310, 4294967298]],
    // By PyTorch in float64.
    ['Erf', ['a'], [-0.999977909503, -0.520499877813, 0.520499877813, 0.966105146475, 0.999593047983, 1]],
    [
      'Gelu',
      ['a'],
      [-0.00404969409489, -0.154268769363, 0.345731230637, 1.3997891981, 2.48447583669, 6.99999999999],
    ],
    [
      'Selu',
      ['a'],
      [-1.67056872877, -0.691758187803, 0.525350493678, 1.57605148103, 2.62675246839, 7.35490691149],
    ],
    ['Celu', ['a'], [-0.950212931632, -0.393469340287, 0.5, 1.5, 2.5, 7]],
    [
      'Mish',
      ['a'],
      [-0.145647461276, -0.220743774652, 0.375245211305, 1.4033782664, 2.47139230456, 6.99998837981],
    ],
    ['Tile', ['i', 'twice'], [-7, 7, 8, -8, -7, 7, 8, -8]],
  ]
  it.each(cases)('%s of %j', (operator, inputs, wanted) => {
    for (const [i, value] of valueOf(operator, inputs).entries()) expect(value).toBeCloseTo(wanted[i]!, 6)
  })

  it('joined along any axis; what is empty may have another shape', () => {
    const axis = { name: 'axis', type: AttributeType.INT, i: 1 }
    const joined = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
    expect(valueOf('Concat', ['matrix', 'matrix'], [axis])).toEqual(joined)
    expect(valueOf('Concat', ['i', 'none', 'j2'], [{ ...axis, i: 0 }])).toEqual([-7, 7, 8, -8, 3, 1])
  })

  it('split into other pieces than there are outputs: not known', () => {
    const made = node('Split', ['a'], ['y', 'z'], { split: [2, 2, 2] })
    const graph = onnxGraph({ nodes: [made, node('Identity', ['images'], 'logits')], tensors, opset: 11 })
    expect(constantValue(graph, 'y')).toBeNull()
    const fits = node('Split', ['a'], ['y', 'z'], { split: [2, 4] })
    const other = onnxGraph({ nodes: [fits, node('Identity', ['images'], 'logits')], tensors, opset: 11 })
    expect(Array.from(constantValue(other, 'z')!.known!)).toEqual(a.slice(2))
  })

  it('the rest of a division as in C', () => {
    const fmod = { name: 'fmod', type: AttributeType.INT, i: 1 }
    expect(valueOf('Mod', ['i', 'j'], [fmod])).toEqual([-3, 3, 2, -2])
  })

  it('a mean along one axis, kept or not', () => {
    const axes = { name: 'axes', type: AttributeType.INTS, ints: [0] }
    expect(valueOf('ReduceMean', ['matrix'], [axes])).toEqual([2.5, 3.5, 4.5])
  })
})
