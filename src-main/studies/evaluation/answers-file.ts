/**
 * The arrays of an evaluation's answers, so that NumPy users open them without us, each [images] in the order of the part:
 * predicted and label int32, confidence float32.
 */
import { decodeNpz, encodeNpz, wrongArrays } from '../../checkpoints/npz'
import { readRegular } from '../../files/regular'

export interface EvaluationAnswers {
  predicted: Int32Array
  confidence: Float32Array
  label: Int32Array
}

export function encodeAnswers({ predicted, confidence, label }: EvaluationAnswers): Uint8Array {
  const shape = [predicted.length]
  return encodeNpz({
    predicted: { shape, dtype: 'int32', data: predicted },
    confidence: { shape, dtype: 'float32', data: confidence },
    label: { shape, dtype: 'int32', data: label },
  })
}

/** What an evaluation and a cell of corruptions (corruption/cell-file.ts) have in common. */
export interface StoredAnswers {
  predicted: ArrayLike<number>
  label: Int16Array | Int32Array
  /** Of a cell; an evaluation has all of its images in their order. */
  index: Int32Array | null
}

/** @throws UserError('input') for a file that does not hold answers */
export async function readAnswers(file: string): Promise<StoredAnswers> {
  const { predicted, label, index } = decodeNpz(await readRegular(file), { name: `"${file}"` })
  if (!(label?.data instanceof Int16Array || label?.data instanceof Int32Array) || !predicted)
    throw wrongArrays(`"${file}"`, 'does not hold answers to images')
  return {
    predicted: predicted.data as ArrayLike<number>,
    label: label.data,
    index: index?.data instanceof Int32Array ? index.data : null,
  }
}
