/**
 * The arrays of a model's answers to filtered images, so that NumPy users open them without us:
 *   cut_off                  float64 [cut-offs], fractions of Nyquist
 *   predicted, confidence    int16 and float32 [cut-offs, images]
 *   label, index             int16 and int32 [images]; index in the whole part
 */
import { encodeNpz } from '../../checkpoints/npz'

export interface FilterBlock {
  cutOff: Float64Array
  /** [cut-offs, images], row by row. */
  predicted: Int16Array
  confidence: Float32Array
  label: Int16Array
  index: Int32Array
}

export function encodeFilterBlock({ cutOff, predicted, confidence, label, index }: FilterBlock): Uint8Array {
  const [cutOffs, images] = [[cutOff.length], [index.length]]
  const shape = [cutOff.length, index.length]
  return encodeNpz({
    cut_off: { shape: cutOffs, dtype: 'float64', data: cutOff },
    predicted: { shape, dtype: 'int16', data: predicted },
    confidence: { shape, dtype: 'float32', data: confidence },
    label: { shape: images, dtype: 'int16', data: label },
    index: { shape: images, dtype: 'int32', data: index },
  })
}
