/** The activations of our networks as ONNX operators of set 13, by the formulas of layers/activation.ts. */
import type { OtherActivation } from '../graph'
import { LEAKY_SLOPES, SELU } from '../layers/activation'
import type { OnnxWriter } from './onnx-writer'

/**
 * @param id of the node that is written last
 * @param x name of its input
 */
export function activation(writer: OnnxWriter, id: string, x: string, of: OtherActivation): string {
  const number = (name: string, value: number): string =>
    writer.numbers(`${id}.${name}`, [], Float32Array.of(value))
  const node = (operator: string, name: string, inputs: string[]): string =>
    writer.node(operator, `${id}.${name}`, inputs)
  switch (of) {
    case 'leaky-relu':
    case 'leaky-relu-0.1':
    case 'leaky-relu-0.2':
      return writer.node('LeakyRelu', id, [x], { alpha: { float: LEAKY_SLOPES[of] } })
    case 'relu6':
      return writer.node('Clip', id, [x, number('least', 0), number('most', 6)])
    case 'elu':
      return writer.node('Elu', id, [x], { alpha: { float: 1 } })
    case 'selu':
      return writer.node('Selu', id, [x], { alpha: { float: SELU.alpha }, gamma: { float: SELU.gamma } })
    case 'gelu': {
      const erf = node('Erf', 'erf', [node('Mul', 'scaled', [x, number('scale', Math.SQRT1_2)])])
      return halfOf(writer, id, x, erf)
    }
    case 'gelu-tanh': {
      const cube = node('Mul', 'cube', [node('Mul', 'square', [x, x]), x])
      const sum = node('Add', 'sum', [x, node('Mul', 'small', [cube, number('factor', 0.044715)])])
      const scaled = node('Mul', 'scaled', [sum, number('scale', Math.sqrt(2 / Math.PI))])
      return halfOf(writer, id, x, node('Tanh', 'tanh', [scaled]))
    }
    case 'mish':
      return writer.node('Mul', id, [x, node('Tanh', 'tanh', [node('Softplus', 'softplus', [x])])])
    case 'hardswish':
      // HardSwish itself came with operator set 14.
      return writer.node('Mul', id, [
        x,
        writer.node('HardSigmoid', `${id}.gate`, [x], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
      ])
    case 'softplus':
      return writer.node('Softplus', id, [x])
    case 'tanh':
      return writer.node('Tanh', id, [x])
    default:
      throw of satisfies never
  }
}

/** x (1 + y) / 2. */
function halfOf(writer: OnnxWriter, id: string, x: string, y: string): string {
  const half = writer.node('Mul', `${id}.half`, [
    x,
    writer.numbers(`${id}.factor_half`, [], Float32Array.of(0.5)),
  ])
  const one = writer.node('Add', `${id}.more`, [y, writer.numbers(`${id}.one`, [], Float32Array.of(1))])
  return writer.node('Mul', id, [half, one])
}
