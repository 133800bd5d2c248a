/**
 * Runs a composition on the backend: everything it records stays pending only as far as the result needs
 * it, so nothing that was made on the way counts as a live tensor afterwards.
 */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../backend'
import type { Attributes } from '../values'
import type { Operator } from '../operator'
import type { Val } from '../graph'
import { allocate } from '../values'
import type { Composition, Recorder } from './define'

export function recordComposition(
  backend: OnnxruntimeBackend,
  operators: ReadonlyMap<string, Operator>,
  composition: Composition,
  inputs: NamedTensorInfoMap,
  attributes: Attributes,
): TensorInfo {
  const made: TensorInfo[] = []
  const keep = (info: TensorInfo): TensorInfo => {
    made.push(info)
    return info
  }
  const recorder: Recorder = {
    call: (name, operands, given = {}) =>
      keep(backend.record(operators.get(name)!, [...operands], given)[0]!),
    reshape: (x, shape) => keep(backend.alias(x, shape)),
    scalar: (value, dtype = 'float32') =>
      keep(backend.record(operators.get('Fill')!, [], { shape: [], value, dtype })[0]!),
    known: (x) => (x.dataId as Val).data,
    input: (values, shape, dtype) => {
      const own = allocate(dtype, values.length)
      own.set(values)
      return keep({ dataId: backend.write(own, shape, dtype), shape, dtype })
    },
  }
  let result: TensorInfo | undefined
  try {
    result = composition.compose(recorder, inputs, attributes)
    return result
  } finally {
    for (const info of made) if (info !== result) backend.disposeData(info.dataId)
  }
}
