/** Kernels that join tensors into one or take one apart: concatenation, stacking and their opposites. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { Attributes, Specification } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { sameShape } from '../layouts'
import { plain } from '../lowered'
import type { Lowered } from '../lowered'
import type { Lowering } from '../lowering'
import { axisOf, move } from './define'

const concat = move(
  'Concat',
  ['*'],
  (inputs, attributes) => {
    const axis = axisOf(attributes, inputs[0]!.shape.length)
    backend_util.assertParamsConsistent(
      inputs.map((input) => input.shape),
      axis,
    )
    const shape = [...inputs[0]!.shape]
    shape[axis] = inputs.reduce((sum, input) => sum + input.shape[axis]!, 0)
    return [{ shape, dtype: inputs[0]!.dtype }]
  },
  (lowering, inputs, attributes) =>
    lowering.op(
      'Concat',
      inputs.map((input) => lowering.layouts.whole(input)),
      { axis: axisOf(attributes, inputs[0]!.shape.length) },
    ),
)

const pack = move(
  'Pack',
  ['*'],
  (inputs, attributes) => {
    const axis = axisOf(attributes, inputs[0]!.shape.length + 1)
    for (const input of inputs) {
      if (!sameShape(input.shape, inputs[0]!.shape) || input.dtype !== inputs[0]!.dtype) {
        throw new Error(
          `Tensors can be stacked only if all have the same shape and type: ${describe(inputs[0]!)} and ${describe(input)}.`,
        )
      }
    }
    return [{ shape: inputs[0]!.shape.toSpliced(axis, 0, inputs.length), dtype: inputs[0]!.dtype }]
  },
  (lowering, inputs, attributes) => {
    const axis = axisOf(attributes, inputs[0]!.shape.length + 1)
    const parts = inputs.map((input) =>
      lowering.layouts.reshape(lowering.layouts.whole(input), input.shape.toSpliced(axis, 0, 1)),
    )
    return lowering.op('Concat', parts, { axis })
  },
)

function describe({ shape, dtype }: Specification): string {
  return `${dtype} [${shape.join()}]`
}

function splitParts(x: { shape: number[] }, attributes: Attributes): { axis: number; sizes: number[] } {
  const axis = axisOf(attributes, x.shape.length)
  const given = attributes['numOrSizeSplits'] as number | number[]
  return {
    axis,
    sizes: backend_util.prepareSplitSize(x as never, Array.isArray(given) ? [...given] : given, axis),
  }
}

function lowerSplit(
  lowering: Lowering,
  x: Operand,
  axis: number,
  sizes: number[],
  outputs: Specification[],
): Lowered[] {
  const names = (): string[] =>
    lowering.builder.ops(
      'Split',
      [lowering.layouts.whole(x), lowering.builder.integers(sizes)],
      { axis },
      sizes.length,
    )
  return outputs.map((output, i) =>
    plain(output.dtype, output.shape, () => lowering.layouts.reshape(names()[i]!, output.shape)),
  )
}

const split: Operator = {
  several: true,
  name: 'SplitV',
  inputs: ['x'],
  infer: ([x], attributes) => {
    const { axis, sizes } = splitParts(x!, attributes)
    return sizes.map((size) => ({ shape: x!.shape.with(axis, size), dtype: x!.dtype }))
  },
  lower: (lowering, [x], attributes, outputs) => {
    const { axis, sizes } = splitParts(x!, attributes)
    return lowerSplit(lowering, x!, axis, sizes, outputs)
  },
}

const unpack: Operator = {
  several: true,
  name: 'Unpack',
  inputs: ['value'],
  infer: ([x], attributes) => {
    const axis = axisOf(attributes, x!.shape.length)
    return Array.from({ length: x!.shape[axis]! }, () => ({
      shape: x!.shape.toSpliced(axis, 1),
      dtype: x!.dtype,
    }))
  },
  lower: (lowering, [x], attributes, outputs) =>
    lowerSplit(
      lowering,
      x!,
      axisOf(attributes, x!.shape.length),
      outputs.map(() => 1),
      outputs,
    ),
}

export const joiningOperators: Operator[] = [concat, pack, split, unpack]
