/** Kernels that are reshapes, transpositions, paddings and slices in a row. */
import { backend_util } from '@tensorflow/tfjs-core'
import { sizeOf } from '../values'
import { input, transpose } from './define'
import type { Composition } from './define'

const spaceToBatch: Composition = {
  name: 'SpaceToBatchND',
  compose: (recorder, inputs, attributes) => {
    const x = input(inputs, 'x')
    const blockShape = attributes['blockShape'] as number[]
    const given = attributes['paddings'] as [number, number][]
    const rest = x.shape.slice(1 + blockShape.length).map(() => [0, 0])
    const padded = recorder.call('PadV2', [x], { paddings: [[0, 0], ...given, ...rest], constantValue: 0 })
    const block = sizeOf(blockShape)
    const split = recorder.reshape(padded, backend_util.getReshaped(padded.shape, blockShape, block, false))
    const permutation = backend_util.getPermuted(split.shape.length, blockShape.length, false)
    const moved = transpose(recorder, split, permutation)
    return recorder.reshape(moved, backend_util.getReshapedPermuted(padded.shape, blockShape, block, false))
  },
}

const batchToSpace: Composition = {
  name: 'BatchToSpaceND',
  compose: (recorder, inputs, attributes) => {
    const x = input(inputs, 'x')
    const blockShape = attributes['blockShape'] as number[]
    const crops = attributes['crops'] as number[][]
    const block = sizeOf(blockShape)
    const split = recorder.reshape(x, backend_util.getReshaped(x.shape, blockShape, block))
    const moved = transpose(recorder, split, backend_util.getPermuted(split.shape.length, blockShape.length))
    const joined = recorder.reshape(moved, backend_util.getReshapedPermuted(x.shape, blockShape, block))
    return recorder.call('Slice', [joined], {
      begin: backend_util.getSliceBeginCoords(crops, blockShape.length),
      size: backend_util.getSliceSize(joined.shape, crops, blockShape.length),
    })
  },
}

const depthToSpace: Composition = {
  name: 'DepthToSpace',
  compose: (recorder, inputs, attributes) => {
    const x = input(inputs, 'x')
    const size = attributes['blockSize'] as number
    const isFirst = attributes['dataFormat'] === 'NCHW'
    const [n, a, b, c] = x.shape as [number, number, number, number]
    if (isFirst) {
      const parts = transpose(
        recorder,
        recorder.reshape(x, [n, size, size, a / (size * size), b, c]),
        [0, 3, 4, 1, 5, 2],
      )
      return recorder.reshape(parts, [n, a / (size * size), b * size, c * size])
    }
    const parts = transpose(
      recorder,
      recorder.reshape(x, [n, a, b, size, size, c / (size * size)]),
      [0, 1, 3, 2, 4, 5],
    )
    return recorder.reshape(parts, [n, a * size, b * size, c / (size * size)])
  },
}

/** A vector's entries on the diagonal: padded so that each row of the square begins one entry later. */
const diag: Composition = {
  name: 'Diag',
  compose: (recorder, inputs) => {
    const x = input(inputs, 'x')
    const n = sizeOf(x.shape)
    const column = recorder.reshape(x, [n, 1])
    const padded = recorder.call('PadV2', [column], {
      paddings: [
        [0, 0],
        [0, n],
      ],
      constantValue: 0,
    })
    const flat = recorder.reshape(padded, [n * (n + 1)])
    return recorder.reshape(recorder.call('Slice', [flat], { begin: [0], size: [n * n] }), [
      ...x.shape,
      ...x.shape,
    ])
  },
}

const flipLeftRight: Composition = {
  name: 'FlipLeftRight',
  compose: (recorder, inputs) => recorder.call('Reverse', [input(inputs, 'image')], { dims: [2] }),
}

export const rearrangementCompositions: Composition[] = [
  spaceToBatch,
  batchToSpace,
  depthToSpace,
  diag,
  flipLeftRight,
]
