/** Inputs that the golden script makes too (test/golden/frequency.py), and the device that tests run on. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '../../src-main/devices/tf'

export async function useTestDevice(): Promise<void> {
  await tf.setBackend('cpu')
}

/** Deterministic values in [0, 1]: ((7919 i + salt) mod 997) / 996. */
export function pixels(count: number, salt: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => ((i * 7919 + salt) % 997) / 996)
}

export function largestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) throw new Error(`${found.length} values against ${wanted.length}`)
  let largest = 0
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i]! - wanted[i]!)
    // NaN must not pass as 0.
    if (!(difference <= largest)) largest = difference
  }
  return largest
}
