/**
 * Kernels that move numbers without changing them: slices, padding, concatenation, transposition.
 * Repetition along a dimension of 1 and constant fills stay a single number until somebody needs them whole.
 */
import { slice_util, util } from '@tensorflow/tfjs-core'
import type { Attributes, ElementType, Operand, Operator, Specification } from '../graph'
import { Lowered, plain } from '../lowered'
import type { Lowering } from '../lowering'
import { sameShape } from '../layouts'
import { elementwise, integers } from './define'

type Name = () => string

/** An operator whose result is row-major and comes from one ONNX expression. */
function move(
  name: string,
  inputs: readonly string[],
  infer: Operator['infer'],
  write: (lowering: Lowering, inputs: Operand[], attributes: Attributes, outputs: Specification[]) => string,
): Operator {
  return {
    name,
    inputs,
    infer,
    lower: (lowering, operands, attributes, outputs) => [
      plain(outputs[0]!.dtype, outputs[0]!.shape, () => write(lowering, operands, attributes, outputs)),
    ],
  }
}

const transpose = move(
  'Transpose',
  ['x'],
  ([x], { perm }) => [{ shape: integers(perm).map((axis) => x!.shape[axis]!), dtype: x!.dtype }],
  (lowering, [x], { perm }) =>
    lowering.op('Transpose', [lowering.layouts.whole(x!)], { perm: integers(perm) }),
)

/** ONNX's Slice with explicit starts, ends, axes and steps; a negative step may run past the beginning. */
function sliceOf(lowering: Lowering, x: string, starts: number[], ends: number[], steps: number[]): string {
  const { builder } = lowering
  const axes = starts.map((_, i) => i)
  return lowering.op('Slice', [
    x,
    builder.integers(starts),
    builder.integers(ends),
    builder.integers(axes),
    builder.integers(steps),
  ])
}

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

function axisOf(attributes: Attributes, rank: number): number {
  const axis = (attributes['axis'] as number | undefined) ?? 0
  return axis < 0 ? axis + rank : axis
}

const concat = move(
  'Concat',
  ['*'],
  (inputs, attributes) => {
    const axis = axisOf(attributes, inputs[0]!.shape.length)
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

function splitParts(x: { shape: number[] }, attributes: Attributes): { axis: number; sizes: number[] } {
  const axis = axisOf(attributes, x.shape.length)
  const given = attributes['numOrSizeSplits'] as number | number[]
  const total = x.shape[axis]!
  if (typeof given === 'number') return { axis, sizes: Array<number>(given).fill(total / given) }
  const known = given.reduce((sum, size) => sum + (size < 0 ? 0 : size), 0)
  return { axis, sizes: given.map((size) => (size < 0 ? total - known : size)) }
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
  ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  (lowering, [x], { dims }) => {
    const axes = integers(dims).map((axis) => (axis < 0 ? axis + x!.shape.length : axis))
    const whole = lowering.layouts.whole(x!)
    return axes.reduce((name, axis) => {
      const indices = Array.from({ length: x!.shape[axis]! }, (_, i) => x!.shape[axis]! - 1 - i)
      return lowering.op('Gather', [name, lowering.builder.integers(indices)], { axis })
    }, whole)
  },
)

const gather = move(
  'GatherV2',
  ['x', 'indices'],
  ([x, indices], attributes) => {
    const axis = axisOf(attributes, x!.shape.length)
    const batch = (attributes['batchDims'] as number | undefined) ?? 0
    return [
      {
        shape: [...x!.shape.slice(0, axis), ...indices!.shape.slice(batch), ...x!.shape.slice(axis + 1)],
        dtype: x!.dtype,
      },
    ]
  },
  (lowering, [x, indices], attributes, [output]) => {
    const axis = axisOf(attributes, x!.shape.length)
    const batch = (attributes['batchDims'] as number | undefined) ?? 0
    const [data, positions] = [lowering.layouts.whole(x!), lowering.layouts.whole(indices!)]
    if (batch === 0) return lowering.op('Gather', [data, positions], { axis })
    return gatherBatches(lowering, data, positions, x!.shape, indices!.shape, axis, batch, output!.shape)
  },
)

/** Gather with leading batch dimensions: split into one gather for each, since ONNX has none with an axis. */
function gatherBatches(
  lowering: Lowering,
  data: string,
  positions: string,
  shape: number[],
  indices: number[],
  axis: number,
  batch: number,
  output: number[],
): string {
  const count = shape.slice(0, batch).reduce((product, size) => product * size, 1)
  const part = (name: string, full: number[], i: number): string => {
    const rest = full.slice(batch)
    const flat = lowering.layouts.reshape(name, [count, ...rest])
    const one = sliceOf(
      lowering,
      flat,
      [i, ...rest.map(() => 0)],
      [i + 1, ...rest],
      [1, ...rest.map(() => 1)],
    )
    return lowering.layouts.reshape(one, rest)
  }
  const parts = Array.from({ length: count }, (_, i) =>
    lowering.layouts.reshape(
      lowering.op('Gather', [part(data, shape, i), part(positions, indices, i)], { axis: axis - batch }),
      [1, ...output.slice(batch)],
    ),
  )
  return lowering.layouts.reshape(lowering.op('Concat', parts, { axis: 0 }), output)
}

const oneHot = move(
  'OneHot',
  ['indices'],
  ([indices], { depth, dtype }) => [
    {
      shape: [...indices!.shape, depth as number],
      dtype: ((dtype as ElementType | undefined) ?? 'float32') as ElementType,
    },
  ],
  (lowering, [indices], { depth, onValue, offValue }, [output]) => {
    const { builder, layouts } = lowering
    const positions = layouts.reshape(layouts.whole(indices!), [...indices!.shape, 1])
    const steps = builder.constant(`0…${depth as number}`, 'int32', [depth as number], () =>
      Int32Array.from({ length: depth as number }, (_, i) => i),
    )
    const hit = lowering.op('Equal', [positions, steps])
    const chosen = lowering.op('Where', [
      hit,
      builder.scalar(onValue as number, 'float32'),
      builder.scalar(offValue as number, 'float32'),
    ])
    return output!.dtype === 'float32' ? chosen : layouts.cast(chosen, output!.dtype)
  },
)

export const shapeOperators: Operator[] = [
  transpose,
  slice,
  pad,
  mirrorPad,
  concat,
  pack,
  split,
  unpack,
  tile,
  fill,
  filledLike('ZerosLike', 0),
  filledLike('OnesLike', 1),
  cast,
  reverse,
  gather,
  oneHot,
]
