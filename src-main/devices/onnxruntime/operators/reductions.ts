/**
 * Sums, means, extremes over axes. Images in a channel layout are reduced where they lie: first over
 * the pixels (contiguous, fast), then over the images.
 */
import type { Attributes, ElementType, Specification } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { plain } from '../lowered'
import type { Lowered } from '../lowered'
import type { Lowering } from '../lowering'
import { elementwise, integers } from './define'

type Reduction = 'ReduceSum' | 'ReduceMax' | 'ReduceMin' | 'ReduceProd'

/** The axes of a reduction, all of them when none is named, none negative. */
function axesOf(attributes: Attributes, rank: number, name: 'axis' | 'reductionIndices'): number[] {
  const given = attributes[name]
  const axes =
    given === undefined || given === null ? Array.from({ length: rank }, (_, i) => i) : integers(given)
  return axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b)
}

function reducedShape(shape: readonly number[], axes: readonly number[], attributes: Attributes): number[] {
  if (attributes['keepDims'] === true) return shape.map((size, i) => (axes.includes(i) ? 1 : size))
  return shape.filter((_, i) => !axes.includes(i))
}

function reduce(lowering: Lowering, type: Reduction, name: string, axes: readonly number[]): string {
  return lowering.op(type, [name, lowering.builder.integers(axes)], { keepdims: 0 })
}

/** Over pixels, or over images and pixels, of an image that lies in a channel layout; null when it is another case. */
function reduceImage(
  lowering: Lowering,
  type: Reduction,
  x: Operand,
  axes: readonly number[],
): string | null {
  if (!lowering.tails.isImage(x) || x.dtype !== 'float32') return null
  const text = axes.join()
  if (text !== '1,2' && text !== '0,1,2' && text !== '0,1,2,3') return null
  const [n, h, w, c] = x.shape as [number, number, number, number]
  const { layouts } = lowering
  const block = x.value.layout === 'blocked' ? layouts.block! : 1
  const rows = layouts.reshape(x.value.name, block === 1 ? [n * c, h * w] : [(n * c) / block, h * w, block])
  const perImage = layouts.reshape(reduce(lowering, type, rows, [1]), [n, c])
  if (text === '1,2') return perImage
  return reduce(lowering, type, perImage, text === '0,1,2' ? [0] : [0, 1])
}

function lowerReduction(lowering: Lowering, type: Reduction, x: Operand, axes: readonly number[]): string {
  if (axes.length === 0) return lowering.layouts.whole(x)
  return reduceImage(lowering, type, x, axes) ?? reduce(lowering, type, lowering.layouts.whole(x), axes)
}

/** The reduced numbers under the output's shape, which may keep the reduced axes as 1s. */
function shaped(lowering: Lowering, name: string, output: Specification, attributes: Attributes): string {
  return attributes['keepDims'] === true ? lowering.layouts.reshape(name, output.shape) : name
}

/** ONNX Runtime's extremes may pass over a NaN; a NaN among the numbers makes the result NaN. */
function withNaN(lowering: Lowering, extreme: string, x: Operand, axes: readonly number[]): string {
  const mask = elementwise(lowering, [x], { shape: x.shape, dtype: 'float32' }, ([name]) =>
    lowering.layouts.cast(lowering.op('IsNaN', [name!]), 'float32'),
  )
  const found = lowerReduction(lowering, 'ReduceMax', { ...x, value: mask }, axes)
  const isFound = lowering.op('Greater', [found, lowering.builder.scalar(0)])
  return lowering.op('Where', [isFound, lowering.builder.scalar(NaN), extreme])
}

function reduction(name: string, type: Reduction, axisName: 'axis' | 'reductionIndices'): Operator {
  return {
    name,
    inputs: ['x'],
    infer: ([x], attributes) => [
      {
        shape: reducedShape(x!.shape, axesOf(attributes, x!.shape.length, axisName), attributes),
        dtype: x!.dtype === 'bool' ? 'int32' : x!.dtype,
      },
    ],
    lower: (lowering, [x], attributes, [output]) => {
      const axes = axesOf(attributes, x!.shape.length, axisName)
      const number: Operand =
        x!.dtype === 'bool'
          ? {
              ...x!,
              dtype: 'int32',
              value: plain('int32', x!.shape, () =>
                lowering.layouts.cast(lowering.layouts.whole(x!), 'int32'),
              ),
            }
          : x!
      const isExtreme = type === 'ReduceMax' || type === 'ReduceMin'
      const emit = (): string => {
        const reduced = lowerReduction(lowering, type, number, axes)
        const propagates = isExtreme && x!.dtype === 'float32' && axes.length > 0
        const result = propagates ? withNaN(lowering, reduced, x!, axes) : reduced
        return shaped(lowering, result, output!, attributes)
      }
      return [plain(output!.dtype, output!.shape, emit)]
    },
  }
}

const mean: Operator = {
  name: 'Mean',
  inputs: ['x'],
  infer: ([x], attributes) => [
    {
      shape: reducedShape(x!.shape, axesOf(attributes, x!.shape.length, 'axis'), attributes),
      dtype: 'float32',
    },
  ],
  lower: (lowering, [x], attributes, [output]) => {
    const axes = axesOf(attributes, x!.shape.length, 'axis')
    const count = axes.reduce((product, axis) => product * x!.shape[axis]!, 1)
    const floats: Operand =
      x!.dtype === 'float32'
        ? x!
        : {
            ...x!,
            dtype: 'float32',
            value: plain('float32', x!.shape, () =>
              lowering.layouts.cast(lowering.layouts.whole(x!), 'float32'),
            ),
          }
    const emit = (): string => {
      const sum = lowerReduction(lowering, 'ReduceSum', floats, axes)
      return shaped(
        lowering,
        lowering.op('Mul', [sum, lowering.builder.scalar(1 / count)]),
        output!,
        attributes,
      )
    }
    return [plain('float32', output!.shape, emit)]
  },
}

/** All and Any: the smallest and the largest of 0 and 1. */
function logical(name: string, type: Reduction): Operator {
  return {
    name,
    inputs: ['x'],
    infer: ([x], attributes) => [
      {
        shape: reducedShape(x!.shape, axesOf(attributes, x!.shape.length, 'axis'), attributes),
        dtype: 'bool',
      },
    ],
    lower: (lowering, [x], attributes, [output]) => {
      const axes = axesOf(attributes, x!.shape.length, 'axis')
      const emit = (): string => {
        if (axes.length === 0) return lowering.layouts.whole(x!)
        const reduced = reduce(
          lowering,
          type,
          lowering.layouts.cast(lowering.layouts.whole(x!), 'int32'),
          axes,
        )
        return shaped(lowering, lowering.layouts.cast(reduced, 'bool'), output!, attributes)
      }
      return [plain('bool', output!.shape, emit)]
    },
  }
}

/** The index of the first largest or smallest entry along one axis. */
function position(name: string, type: 'ArgMax' | 'ArgMin'): Operator {
  const axisOf = (attributes: Attributes, rank: number): number => axesOf(attributes, rank, 'axis')[0] ?? 0
  return {
    name,
    inputs: ['x'],
    infer: ([x], attributes) => [
      { shape: reducedShape(x!.shape, [axisOf(attributes, x!.shape.length)], attributes), dtype: 'int32' },
    ],
    lower: (lowering, [x], attributes, [output]) => [
      plain('int32', output!.shape, () => {
        const found = lowering.op(type, [comparable(lowering, x!, type)], {
          axis: axisOf(attributes, x!.shape.length),
          keepdims: 0,
        })
        return lowering.layouts.cast(found, 'int32')
      }),
    ],
  }
}

/** The numbers with NaN replaced by what can never be the extreme. */
function comparable(lowering: Lowering, x: Operand, type: 'ArgMax' | 'ArgMin'): string {
  const name = numbers(lowering, x)
  if (x.dtype !== 'float32') return name
  const never = lowering.builder.scalar(type === 'ArgMax' ? -Infinity : Infinity)
  return lowering.op('Where', [lowering.op('IsNaN', [name]), never, name])
}

function numbers(lowering: Lowering, x: Operand): string {
  const whole = lowering.layouts.whole(x)
  return x.dtype === 'bool' ? lowering.layouts.cast(whole, 'int32') : whole
}

function cumulative(): Operator {
  return {
    name: 'Cumsum',
    inputs: ['x'],
    infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype === 'bool' ? 'int32' : x!.dtype }],
    lower: (lowering, [x], { axis, exclusive, reverse }, [output]) => [
      plain(output!.dtype, output!.shape, () =>
        lowering.op('CumSum', [numbers(lowering, x!), lowering.builder.scalar(axis as number, 'int32')], {
          exclusive: exclusive ? 1 : 0,
          reverse: reverse ? 1 : 0,
        }),
      ),
    ],
  }
}

/** Softmax and its logarithm along the last axis. */
function softmax(name: string, type: 'Softmax' | 'LogSoftmax'): Operator {
  return {
    name,
    inputs: ['logits'],
    infer: ([x]) => [{ shape: x!.shape, dtype: 'float32' }],
    lower: (lowering, [x], _attributes, [output]) => [lowerSoftmax(lowering, type, x!, output!)],
  }
}

function lowerSoftmax(lowering: Lowering, type: string, x: Operand, output: Specification): Lowered {
  const floats = (name: string, dtype: ElementType): string =>
    dtype === 'float32' ? name : lowering.layouts.cast(name, 'float32')
  return plain('float32', output.shape, () =>
    lowering.op(type, [floats(lowering.layouts.whole(x), x.dtype)], { axis: -1 }),
  )
}

export const reductionOperators: Operator[] = [
  reduction('Sum', 'ReduceSum', 'axis'),
  reduction('Max', 'ReduceMax', 'reductionIndices'),
  reduction('Min', 'ReduceMin', 'axis'),
  reduction('Prod', 'ReduceProd', 'axis'),
  mean,
  logical('All', 'ReduceMin'),
  logical('Any', 'ReduceMax'),
  position('ArgMax', 'ArgMax'),
  position('ArgMin', 'ArgMin'),
  cumulative(),
  softmax('Softmax', 'Softmax'),
  softmax('LogSoftmax', 'LogSoftmax'),
]
