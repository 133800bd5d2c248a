/**
 * The arrays of a block of hybrids, so that NumPy users open them without us:
 *   f_mix                    float64 [f_mix]
 *   predicted, confidence    int16 and float32 [f_mix, pairs]
 *   low, high                int32 [pairs]: images of a pair, by index in the whole part
 *   label_low, label_high    int32 [pairs]
 */
import { assertCounts, decodeTyped, encodeNpz } from '../../checkpoints/npz'
import type { Pairs } from '../../frequency/pairing'

export interface HybridBlock {
  /** Fractions of Nyquist. */
  fMix: Float64Array
  /** [f_mix, pairs], row by row. */
  predicted: Int16Array
  confidence: Float32Array
  low: Int32Array
  high: Int32Array
  labelLow: Int32Array
  labelHigh: Int32Array
}

export function encodeHybridBlock({
  fMix,
  predicted,
  confidence,
  low,
  high,
  labelLow,
  labelHigh,
}: HybridBlock): Uint8Array {
  const count = low.length
  const shape = [fMix.length, count]
  return encodeNpz({
    f_mix: { shape: [fMix.length], dtype: 'float64', data: fMix },
    predicted: { shape, dtype: 'int16', data: predicted },
    confidence: { shape, dtype: 'float32', data: confidence },
    low: { shape: [count], dtype: 'int32', data: low },
    high: { shape: [count], dtype: 'int32', data: high },
    label_low: { shape: [count], dtype: 'int32', data: labelLow },
    label_high: { shape: [count], dtype: 'int32', data: labelHigh },
  })
}

/** @param path how to call the file in a sentence */
export function decodeHybridBlock(bytes: Uint8Array, path: string): HybridBlock {
  const { f_mix, label_low, label_high, ...rest } = decodeTyped(bytes, `"${path}"`, {
    f_mix: Float64Array,
    predicted: Int16Array,
    confidence: Float32Array,
    low: Int32Array,
    high: Int32Array,
    label_low: Int32Array,
    label_high: Int32Array,
  })
  const pairs = rest.low.length
  assertCounts(`"${path}"`, {
    predicted: [rest.predicted.length, f_mix.length * pairs],
    confidence: [rest.confidence.length, f_mix.length * pairs],
    high: [rest.high.length, pairs],
    label_low: [label_low.length, pairs],
    label_high: [label_high.length, pairs],
  })
  return { ...rest, fMix: f_mix, labelLow: label_low, labelHigh: label_high }
}

/** Which images were paired, without the answers. */
export function decodeBlockPairs(bytes: Uint8Array, path: string): Pairs {
  const pairs = decodeTyped(bytes, `"${path}"`, { low: Int32Array, high: Int32Array })
  assertCounts(`"${path}"`, { high: [pairs.high.length, pairs.low.length] })
  return pairs
}
