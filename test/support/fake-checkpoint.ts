/** Opened checkpoints made by hand, for tests of what is done with them: names, shapes, and values where they matter. */
import type {
  CheckpointScalar,
  CheckpointValue,
  OpenedCheckpoint,
  TensorDictionary,
} from '../../src-main/checkpoints/checkpoint'

/** A shape alone has values that follow from the name, so that equal names under other prefixes differ only by choice. */
export type FakeTensor =
  | readonly number[]
  | { shape: readonly number[]; values: ArrayLike<number>; dtype?: CheckpointScalar }

export interface FakeDictionary {
  path?: string[]
  tensors: Record<string, FakeTensor>
  classes?: Record<string, string>
  attributes?: Record<string, CheckpointValue>
}

export function fakeCheckpoint(
  dictionaries: readonly FakeDictionary[],
  notes: Record<string, CheckpointValue> = {},
): OpenedCheckpoint & { reads: string[] } {
  const reads: string[] = []
  return {
    reads,
    format: 'pytorch zip',
    description: 'A file made for a test.',
    bytes: 0,
    notes,
    warnings: [],
    close: () => Promise.resolve(),
    dictionaries: dictionaries.map(
      ({ path = [], tensors, classes = {}, attributes = {} }): TensorDictionary => ({
        path,
        classes,
        attributes,
        tensors: Object.entries(tensors).map(([name, tensor]) => {
          const { shape, values, dtype } =
            'shape' in tensor ? tensor : { shape: tensor, values: null, dtype: undefined }
          return {
            name,
            shape,
            dtype: dtype ?? 'float32',
            read: () => {
              reads.push(name)
              const count = shape.reduce((all, side) => all * side, 1)
              return Promise.resolve(values ? Float32Array.from(values) : ramp(name, count))
            },
          }
        }),
      }),
    ),
  }
}

function ramp(name: string, count: number): Float32Array {
  const start = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1000, 7)
  return Float32Array.from({ length: count }, (_, at) => ((start + at) % 97) / 97)
}
