/** Einstein's summation convention: ONNX has the operator, tfjs the same notation. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { Operator } from '../operator'
import { plain } from '../lowered'

function outputShape(equation: string, shapes: readonly number[][]): number[] {
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, shapes.length)
  backend_util.checkEinsumDimSizes(allDims.length, idDims, shapes.map((shape) => ({ shape })) as never)
  const [inputs, output] = equation.replaceAll(' ', '').split('->') as [string, string]
  const sizes = new Map<string, number>()
  inputs
    .split(',')
    .forEach((letters, i) => [...letters].forEach((letter, j) => sizes.set(letter, shapes[i]![j]!)))
  return [...output].map((letter) => sizes.get(letter)!)
}

const einsum: Operator = {
  name: 'Einsum',
  inputs: ['*'],
  infer: (inputs, { equation }) => [
    {
      shape: outputShape(
        equation as string,
        inputs.map((input) => input.shape),
      ),
      dtype: inputs[0]!.dtype,
    },
  ],
  lower: (lowering, inputs, { equation }, [output]) => [
    plain(output!.dtype, output!.shape, () =>
      lowering.op(
        'Einsum',
        inputs.map((input) => lowering.layouts.whole(input)),
        { equation: equation as string },
      ),
    ),
  ],
}

export const einsumOperators: Operator[] = [einsum]
