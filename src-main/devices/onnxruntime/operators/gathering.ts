/** Kernels that choose whole slices by a list of indices, and the one-hot code of such a list. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { Attributes, ElementType } from '../values'
import type { Operator } from '../operator'
import type { Lowering } from '../lowering'
import { axisOf, move, sliceOf } from './define'

const gather = move(
  'GatherV2',
  ['x', 'indices'],
  ([x, indices], attributes) => {
    const { axis } = gatherAxes(x!, indices!, attributes)
    const given = (attributes['batchDims'] as number | undefined) ?? 0
    const info = backend_util.segment_util.collectGatherOpShapeInfo(
      x! as never,
      indices! as never,
      axis,
      given,
    )
    return [{ shape: info.outputShape, dtype: x!.dtype }]
  },
  (lowering, [x, indices], attributes, [output]) => {
    const { axis, batch } = gatherAxes(x!, indices!, attributes)
    const [data, positions] = [lowering.layouts.whole(x!), lowering.layouts.whole(indices!)]
    if (batch === 0) return lowering.op('Gather', [data, positions], { axis })
    return gatherBatches(lowering, data, positions, x!.shape, indices!.shape, axis, batch, output!.shape)
  },
)

/** The axis to gather along and the number of leading batch dimensions, neither counted from the back. */
function gatherAxes(
  x: { shape: number[] },
  indices: { shape: number[] },
  attributes: Attributes,
): { axis: number; batch: number } {
  const batch = (attributes['batchDims'] as number | undefined) ?? 0
  return { axis: axisOf(attributes, x.shape.length), batch: batch < 0 ? batch + indices.shape.length : batch }
}

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
      dtype: (dtype as ElementType | undefined) ?? 'float32',
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

export const gatheringOperators: Operator[] = [gather, oneHot]
