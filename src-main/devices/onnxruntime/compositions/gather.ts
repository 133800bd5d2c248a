/**
 * Gathering with a check of the indices where they are known. An index that is still to be computed is
 * checked by ONNX Runtime when it is.
 */
import { input } from './define'
import type { Composition } from './define'

const gather: Composition = {
  name: 'GatherV2',
  compose: (recorder, inputs, attributes) => {
    const [x, indices] = [input(inputs, 'x'), input(inputs, 'indices')]
    const axis = attributes['axis'] as number
    const size = x.shape.at(axis) ?? 0
    for (const index of recorder.known(indices) ?? []) {
      if (index < 0 || index >= size)
        throw new Error(`GatherV2: the index value ${index} is not in [0, ${size - 1}]`)
    }
    return recorder.call('GatherV2', [x, indices], attributes)
  },
}

export const gatherCompositions: Composition[] = [gather]
