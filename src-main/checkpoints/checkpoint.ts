/**
 * What a foreign file of weights is to the rest of Halfpower, whatever its container: dictionaries of named
 * tensors, read one at a time and only when asked, and what else the file says about itself. Nothing here
 * knows architectures (networks/recognition) or containers (the readers beside this file).
 * Invariant: opening a file runs none of its code and reads no tensor.
 */

/** The containers that are read. */
export type CheckpointFormat =
  | 'pytorch zip'
  | 'pytorch legacy'
  | 'torchscript'
  | 'jarvis archive'
  | 'pickle'
  | 'safetensors'
  | 'safetensors index'
  | 'npz'
  | 'npy'
  | 'onnx'

/** Number types as PyTorch names them. */
export type CheckpointScalar =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint16'
  | 'int8'
  | 'uint8'
  | 'bool'

export interface CheckpointTensor {
  /** Its full name in the dictionary, e.g. `module.layer1.0.conv1.weight`. */
  readonly name: string
  /** As PyTorch orders it (a convolution is [outputs, inputs, height, width]); [] for a single number. */
  readonly shape: readonly number[]
  readonly dtype: CheckpointScalar
  /**
   * All values in row-major order, whatever the strides in the file; float16, bfloat16, float64 and integers
   * are converted (an int64 beyond float32's whole numbers is rounded).
   * @throws UserError('input') when the file ends early or lies about the tensor.
   */
  read(): Promise<Float32Array>
}

/** Tensors that belong together: one state dictionary, one module, or one file's arrays. */
export interface TensorDictionary {
  /** Where it stands in the file, outermost first, e.g. `['state_dict']`; [] for the file itself. */
  readonly path: readonly string[]
  readonly tensors: readonly CheckpointTensor[]
  /**
   * Python classes of the pickled module and its parts, by the prefix of their tensors ('' is the module
   * itself), e.g. `{ '': 'blurnet.models.BlurNet', 'normalizer': 'jarvis.models.base.Normalizer' }`. Empty for
   * a plain dictionary.
   */
  readonly classes: Readonly<Record<string, string>>
  /** Plain values of the module and its parts (numbers, text, tuples), by `prefix.attribute`, e.g. `layer1.0.conv1.stride`. */
  readonly attributes: Readonly<Record<string, CheckpointValue>>
}

export type CheckpointValue = null | boolean | number | string | readonly CheckpointValue[]

export interface OpenedCheckpoint {
  readonly format: CheckpointFormat
  /** One sentence for the user: what the file is, e.g. `A PyTorch file holding a whole pickled module (blurnet.models.BlurNet).` */
  readonly description: string
  readonly bytes: number
  /** All dictionaries that hold at least one tensor, in the order of the file. */
  readonly dictionaries: readonly TensorDictionary[]
  /** Plain values beside the tensors, e.g. `{ task: 'CIFAR10-Gray', acc: 0.91, epoch: 12 }`, by dotted path. */
  readonly notes: Readonly<Record<string, CheckpointValue>>
  /** What a user should know, one sentence each, e.g. code that was named in the file and not run. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}
