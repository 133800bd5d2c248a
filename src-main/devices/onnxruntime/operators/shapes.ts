/**
 * Kernels that move numbers without changing them: slices, padding, transposition, repetition, fills.
 * Repetition along a dimension of 1 and constant fills stay a single number until somebody needs them whole.
 */
import { slice_util, util } from '@tensorflow/tfjs-core'
import type { Attributes, ElementType, Specification } from '../values'
import type { Operator } from '../operator'
import { Lowered, plain } from '../lowered'
import type { Lowering } from '../lowering'
import { sameShape } from '../layouts'
import { elementwise, integers, move, sliceOf } from './define'

type Name = () => string

const transpose = move(
  'Transpose',
  ['x'],
  ([x], { perm }) => [{ shape: integers(perm).map((axis) => x!.shape[axis]!), dtype: x!.dtype }],
  (lowering, [x], { perm }) =>
    lowering.op('Transpose', [lowering.layouts.whole(x!)], { perm: integers(perm) }),
)

function sliceBounds(x: { shape: number[] }, attributes: Attributes): { begin: number[]; size: number[] } {
  const [begin, size] = slice_util.parseSliceParams(
    { shape: x.shape, rank: x.shape.length } as never,
    integers(attributes['begin']),
    integers(attributes['size']),
  )
  return { begin: begin!, size: size! }
}

const slice = move(
  'Slice',
  ['x'],
  ([x], attributes) => {
    const { begin, size } = sliceBounds(x!, attributes)
    slice_util.assertParamsValid({ shape: x!.shape, rank: x!.shape.length } as never, begin, size)
    return [{ shape: size, dtype: x!.dtype }]
  },
  (lowering, [x], attributes) => {
    const { begin, size } = sliceBounds(x!, attributes)
    const whole = lowering.layouts.whole(x!)
    if (begin.length === 0) return whole
    return sliceOf(
      lowering,
      whole,
      begin,
      begin.map((start, i) => start + size[i]!),
      begin.map(() => 1),
    )
  },
)

function paddings(attributes: Attributes): [number, number][] {
  return attributes['paddings'] as [number, number][]
}

function paddedShape(x: Specification, attributes: Attributes): Specification[] {
  return [
    { shape: paddings(attributes).map(([before, after], i) => before + x.shape[i]! + after), dtype: x.dtype },
  ]
}

const pad: Operator = {
  name: 'PadV2',
  inputs: ['x'],
  infer: ([x], attributes) => paddedShape(x!, attributes),
  lower: (lowering, [x], attributes, [output]) => {
    const amounts = paddings(attributes)
    const value = (attributes['constantValue'] as number | undefined) ?? 0
    return [
      plain(output!.dtype, output!.shape, () => {
        const whole = lowering.layouts.whole(x!)
        if (amounts.length === 0) return whole
        const pads = lowering.builder.integers([
          ...amounts.map(([before]) => before),
          ...amounts.map(([, after]) => after),
        ])
        if (x!.dtype !== 'bool')
          return lowering.op('Pad', [whole, pads, lowering.builder.scalar(value, x!.dtype)])
        const padded = lowering.op('Pad', [
          lowering.layouts.cast(whole, 'int32'),
          pads,
          lowering.builder.scalar(value, 'int32'),
        ])
        return lowering.layouts.cast(padded, 'bool')
      }),
    ]
  },
}

const mirrorPad: Operator = move(
  'MirrorPad',
  ['x'],
  ([x], attributes) => paddedShape(x!, attributes),
  (lowering, [x], attributes) => {
    // `symmetric` repeats the border itself, which ONNX does not know: gather the mirrored indices instead.
    const symmetric = attributes['mode'] === 'symmetric' ? 1 : 0
    return paddings(attributes).reduce((name, [before, after], axis) => {
      if (before === 0 && after === 0) return name
      const size = x!.shape[axis]!
      const indices = Array.from({ length: before + size + after }, (_, i) => {
        const position = i - before
        if (position < 0) return -position - symmetric
        return position < size ? position : 2 * (size - 1) - position + symmetric
      })
      return lowering.op('Gather', [name, lowering.builder.integers(indices)], { axis })
    }, lowering.layouts.whole(x!))
  },
)

const tile: Operator = {
  name: 'Tile',
  inputs: ['x'],
  infer: ([x], { reps }) => [
    { shape: integers(reps).map((times, i) => times * x!.shape[i]!), dtype: x!.dtype },
  ],
  lower: (lowering, [x], { reps }, [output]) => {
    if (integers(reps).every((times, i) => times === 1 || x!.shape[i] === 1)) {
      const view = lowering.layouts.broadcastable(x!)
      return [new Lowered(output!.dtype, output!.shape, view.stored, 'plain', view.name)]
    }
    const emit: Name = () =>
      lowering.op('Tile', [lowering.layouts.whole(x!), lowering.builder.integers(integers(reps))])
    return [plain(output!.dtype, output!.shape, emit)]
  },
}

/** One number for a whole shape. */
function filled(lowering: Lowering, shape: readonly number[], value: number, dtype: ElementType): Lowered {
  const ones = shape.map(() => 1)
  return new Lowered(dtype, shape, ones, 'plain', () =>
    lowering.layouts.reshape(lowering.builder.scalar(value, dtype), ones),
  )
}

const fill: Operator = {
  name: 'Fill',
  inputs: [],
  infer: (_inputs, { shape, value, dtype }) => [
    {
      shape: integers(shape),
      dtype: ((dtype as ElementType | undefined) ?? util.inferDtype(value as number)) as ElementType,
    },
  ],
  lower: (lowering, _inputs, { value }, [output]) => [
    filled(lowering, output!.shape, value as number, output!.dtype),
  ],
}

function filledLike(name: string, value: number): Operator {
  return {
    name,
    inputs: ['x'],
    infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
    lower: (lowering, _inputs, _attributes, [output]) => [
      filled(lowering, output!.shape, value, output!.dtype),
    ],
  }
}

const cast: Operator = {
  name: 'Cast',
  inputs: ['x'],
  infer: ([x], { dtype }) => [{ shape: x!.shape, dtype: dtype as ElementType }],
  lower: (lowering, [x], _attributes, [output]) => {
    if (x!.dtype === output!.dtype && sameShape(x!.value.shape, output!.shape)) return [x!.value]
    return [elementwise(lowering, [x!], output!, ([name]) => lowering.layouts.cast(name!, output!.dtype))]
  },
}

const reverse = move(
  'Reverse',
  ['x'],
  ([x], { dims }) => {
    util.parseAxisParam(dims as number[], x!.shape)
    return [{ shape: x!.shape, dtype: x!.dtype }]
  },
  (lowering, [x], { dims }) => {
    const axes = util.parseAxisParam(dims as number[], x!.shape)
    const whole = lowering.layouts.whole(x!)
    return axes.reduce((name, axis) => {
      const indices = Array.from({ length: x!.shape[axis]! }, (_, i) => x!.shape[axis]! - 1 - i)
      return lowering.op('Gather', [name, lowering.builder.integers(indices)], { axis })
    }, whole)
  },
)

export const shapeOperators: Operator[] = [
  transpose,
  slice,
  pad,
  mirrorPad,
  tile,
  fill,
  filledLike('ZerosLike', 0),
  filledLike('OnesLike', 1),
  cast,
  reverse,
]
