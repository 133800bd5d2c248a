/** All weights and buffers of a network under PyTorch's names, shapes and orders (OIHW), because that is what files hold. */

/** One entry of a state dictionary, in PyTorch's layout. `num_batches_tracked` is int32 here. */
export interface StateEntry {
  shape: number[]
  dtype: 'float32' | 'int32'
  data: Float32Array | Int32Array
}

export type StateDictionary = Map<string, StateEntry>
