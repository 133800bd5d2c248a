/**
 * Sizes and limits of perturbations as the frame enforces them: in double precision, on the float32
 * numbers that are stored. The device's own norms only steer attacks.
 */
import type { Norm } from './attack'

/** ‖candidate − clean‖ in the norm: √Σδ² (L2) or max|δ| (L∞). */
export function distance(clean: Float32Array, candidate: Float32Array, norm: Norm): number {
  let sum = 0
  let largest = 0
  for (let i = 0; i < clean.length; i++) {
    const delta = candidate[i]! - clean[i]!
    sum += delta * delta
    if (Math.abs(delta) > largest) largest = Math.abs(delta)
  }
  return norm === 'L2' ? Math.sqrt(sum) : largest
}

/** Rounding to float32 may leave a clipped image outside by a last bit: the second try is made a little smaller. */
const SAFETY = 1 - 1e-6

/** Brings a candidate into [0,1] and, where ε is given, to a distance of at most ε; in place. */
export function intoBounds(
  candidate: Float32Array,
  clean: Float32Array,
  epsilon: number | null,
  norm: Norm,
): void {
  for (let i = 0; i < candidate.length; i++) candidate[i] = Math.min(1, Math.max(0, candidate[i]!))
  if (epsilon === null) return
  for (let limit = epsilon; distance(clean, candidate, norm) > epsilon; limit *= SAFETY) {
    const scale = norm === 'L2' ? limit / distance(clean, candidate, norm) : 1
    for (let i = 0; i < candidate.length; i++) {
      const delta = (candidate[i]! - clean[i]!) * scale
      const limited = norm === 'L2' ? delta : Math.min(limit, Math.max(-limit, delta))
      candidate[i] = Math.min(1, Math.max(0, clean[i]! + limited))
    }
  }
}
