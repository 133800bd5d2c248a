/**
 * Kernels that read or write entries by tables of indices: gathering and scattering slices, sums over
 * segments, strided slices. Sums go through ScatterElements, which ONNX Runtime runs in order, so that
 * equal inputs give equal bits.
 */
import { backend_util, gather_util, slice_util } from '@tensorflow/tfjs-core'
import type { Attributes } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { sizeOf } from '../values'
import { plain } from '../lowered'
import type { Lowering } from '../lowering'

const INT64 = 7

function wide(lowering: Lowering, indices: Operand): string {
  return lowering.op('Cast', [lowering.layouts.whole(indices)], { to: INT64 })
}

const gatherNd: Operator = {
  name: 'GatherNd',
  inputs: ['params', 'indices'],
  infer: ([params, indices]) => {
    const [shape] = gather_util.prepareAndValidate(params! as never, indices! as never)
    return [{ shape, dtype: params!.dtype }]
  },
  lower: (lowering, [params, indices], _attributes, [output]) => [
    plain(output!.dtype, output!.shape, () =>
      lowering.layouts.reshape(
        lowering.op('GatherND', [lowering.layouts.whole(params!), wide(lowering, indices!)]),
        output!.shape,
      ),
    ),
  ],
}

/** Adds the rows of `updates` [count, size] to zeros [rows, size] where `positions` [count] says. */
function addRows(
  lowering: Lowering,
  positions: string,
  updates: string,
  count: number,
  rows: number,
  size: number,
  dtype: 'float32' | 'int32',
): string {
  const { builder, layouts } = lowering
  const spread = lowering.op('Expand', [
    layouts.reshape(positions, [count, 1]),
    builder.integers([count, size]),
  ])
  const zeros = lowering.op('Expand', [builder.scalar(0, dtype), builder.integers([rows, size])])
  return lowering.op('ScatterElements', [zeros, spread, layouts.reshape(updates, [count, size])], {
    axis: 0,
    reduction: 'add',
  })
}

interface Scatter {
  sliceRank: number
  numUpdates: number
  sliceSize: number
  strides: number[]
  outputSize: number
}

/** Positions of slices in the flattened result, from index tuples. */
function flatPositions(
  lowering: Lowering,
  indices: Operand,
  { numUpdates, sliceRank, strides }: Scatter,
): string {
  const { builder, layouts } = lowering
  const tuples = layouts.reshape(layouts.whole(indices), [numUpdates, sliceRank])
  const steps = builder.constant(`strides ${strides.join()}`, 'int32', [sliceRank], () =>
    Int32Array.from(strides.slice(0, sliceRank)),
  )
  return lowering.op('ReduceSum', [lowering.op('Mul', [tuples, steps]), builder.integers([1])], {
    keepdims: 0,
  })
}

const scatterNd: Operator = {
  name: 'ScatterNd',
  inputs: ['indices', 'updates'],
  infer: ([, updates], { shape }) => [{ shape: [...(shape as number[])], dtype: updates!.dtype }],
  lower: (lowering, [indices, updates], { shape }, [output]) => [
    plain(output!.dtype, output!.shape, () => {
      const scatter = backend_util.calculateShapes(updates! as never, indices! as never, shape as number[])
      const { layouts } = lowering
      const positions = flatPositions(lowering, indices!, scatter)
      const dtype = output!.dtype === 'float32' ? 'float32' : 'int32'
      const given = layouts.whole(updates!)
      const numbers = output!.dtype === 'bool' ? layouts.cast(given, 'int32') : given
      const rows = scatter.outputSize / scatter.sliceSize
      const summed = layouts.reshape(
        addRows(lowering, positions, numbers, scatter.numUpdates, rows, scatter.sliceSize, dtype),
        output!.shape,
      )
      return output!.dtype === 'bool' ? layouts.cast(summed, 'bool') : summed
    }),
  ],
}

/** Overwrites slices of `whole` (a tensor of the given shape) by index tuples. */
function overwrite(
  lowering: Lowering,
  whole: string,
  shape: readonly number[],
  indices: Operand,
  updates: Operand,
): string {
  const { builder, layouts } = lowering
  const scatter = backend_util.calculateShapes(updates as never, indices as never, [...shape])
  const tuples = layouts.reshape(wide(lowering, indices), [scatter.numUpdates, scatter.sliceRank])
  const target = [scatter.numUpdates, ...shape.slice(scatter.sliceRank)]
  // One value may stand for all updates.
  const given = layouts.whole(updates)
  const values =
    sizeOf(updates.shape) === 1
      ? lowering.op('Expand', [given, builder.integers(target)])
      : layouts.reshape(given, target)
  return lowering.op('ScatterND', [whole, tuples, values])
}

const tensorScatterUpdate: Operator = {
  name: 'TensorScatterUpdate',
  inputs: ['tensor', 'indices', 'updates'],
  infer: ([tensor]) => [{ shape: tensor!.shape, dtype: tensor!.dtype }],
  lower: (lowering, [tensor, indices, updates], _attributes, [output]) => [
    plain(output!.dtype, output!.shape, () =>
      overwrite(lowering, lowering.layouts.whole(tensor!), output!.shape, indices!, updates!),
    ),
  ],
}

const sparseToDense: Operator = {
  name: 'SparseToDense',
  inputs: ['sparseIndices', 'sparseValues', 'defaultValue'],
  infer: ([, values], { outputShape }) => [{ shape: [...(outputShape as number[])], dtype: values!.dtype }],
  lower: (lowering, [indices, values, fill], _attributes, [output]) => [
    plain(output!.dtype, output!.shape, () => {
      const start = lowering.op('Expand', [
        lowering.layouts.whole(fill!),
        lowering.builder.integers(output!.shape),
      ])
      return overwrite(lowering, start, output!.shape, indices!, values!)
    }),
  ],
}

const unsortedSegmentSum: Operator = {
  name: 'UnsortedSegmentSum',
  inputs: ['x', 'segmentIds'],
  infer: ([x, ids], { numSegments }) => [
    { shape: [numSegments as number, ...x!.shape.slice(ids!.shape.length)], dtype: x!.dtype },
  ],
  lower: (lowering, [x, ids], { numSegments }, [output]) => [
    plain(output!.dtype, output!.shape, () =>
      segmentSums(lowering, x!, ids!, numSegments as number, output!.shape),
    ),
  ],
}

function segmentSums(
  lowering: Lowering,
  x: Operand,
  ids: Operand,
  segments: number,
  shape: readonly number[],
): string {
  const { builder, layouts } = lowering
  const count = sizeOf(ids.shape)
  const size = sizeOf(x.shape.slice(ids.shape.length))
  // Identifiers out of range belong to no segment: their rows go to one more, which is cut off.
  const names = layouts.reshape(layouts.whole(ids), [count])
  const [zero, last] = [builder.scalar(0, 'int32'), builder.scalar(segments, 'int32')]
  const isOutside = lowering.op('Or', [
    lowering.op('Less', [names, zero]),
    lowering.op('Greater', [names, last]),
  ])
  const positions = lowering.op('Where', [isOutside, last, names])
  const sums = addRows(
    lowering,
    positions,
    layouts.whole(x),
    count,
    segments + 1,
    size,
    x.dtype === 'float32' ? 'float32' : 'int32',
  )
  const kept = lowering.op('Slice', [
    sums,
    ...[[0], [segments], [0], [1]].map((list) => builder.integers(list)),
  ])
  return layouts.reshape(kept, shape)
}

function stridedSliceOf(shape: readonly number[], attributes: Attributes): slice_util.SliceInfo {
  const list = (name: string): number[] => [...(attributes[name] as number[])]
  const mask = (name: string): number => (attributes[name] as number | undefined) ?? 0
  return slice_util.sliceInfo(
    [...shape],
    list('begin'),
    list('end'),
    list('strides'),
    mask('beginMask'),
    mask('endMask'),
    mask('ellipsisMask'),
    mask('newAxisMask'),
    mask('shrinkAxisMask'),
  )
}

const stridedSlice: Operator = {
  name: 'StridedSlice',
  inputs: ['x'],
  infer: ([x], attributes) => [{ shape: stridedSliceOf(x!.shape, attributes).finalShape, dtype: x!.dtype }],
  lower: (lowering, [x], attributes, [output]) => [
    plain(output!.dtype, output!.shape, () => {
      const { builder, layouts } = lowering
      const { begin, end, strides } = stridedSliceOf(x!.shape, attributes)
      const whole = layouts.whole(x!)
      if (begin.length === 0) return layouts.reshape(whole, output!.shape)
      // An end before the beginning is -1 to tfjs; ONNX counts -1 from the back and wants something smaller.
      const ends = end.map((position, i) => (position < 0 && strides[i]! < 0 ? -(2 ** 31) : position))
      const axes = begin.map((_, i) => i)
      const sliced = lowering.op('Slice', [
        whole,
        ...[begin, ends, axes, strides].map((values) => builder.integers(values)),
      ])
      return layouts.reshape(sliced, output!.shape)
    }),
  ],
}

export const indexingOperators: Operator[] = [
  gatherNd,
  scatterNd,
  tensorScatterUpdate,
  sparseToDense,
  unsortedSegmentSum,
  stridedSlice,
]
