/**
 * The arrays of a cell's answers, so that NumPy users open them without us, each [images]: predicted and label int16,
 * confidence float32, index int32 (in the whole part, or in the official cell).
 */
import { assertCounts, decodeTyped, encodeNpz } from '../../checkpoints/npz'

export interface StoredCell {
  predicted: Int16Array
  confidence: Float32Array
  label: Int16Array
  index: Int32Array
}

export function encodeCell({ predicted, confidence, label, index }: StoredCell): Uint8Array {
  const shape = [predicted.length]
  return encodeNpz({
    predicted: { shape, dtype: 'int16', data: predicted },
    confidence: { shape, dtype: 'float32', data: confidence },
    label: { shape, dtype: 'int16', data: label },
    index: { shape, dtype: 'int32', data: index },
  })
}

/** @param path how to call the file in a sentence */
export function decodeCell(bytes: Uint8Array, path: string): StoredCell {
  const cell = decodeTyped(bytes, `"${path}"`, {
    predicted: Int16Array,
    confidence: Float32Array,
    label: Int16Array,
    index: Int32Array,
  })
  const count = cell.index.length
  assertCounts(`"${path}"`, {
    predicted: [cell.predicted.length, count],
    confidence: [cell.confidence.length, count],
    label: [cell.label.length, count],
  })
  return cell
}
