/**
 * What one tuning curve says: preferred frequency, bandwidth, whether the neuron is low-pass (neural N.3). Curves are
 * responses over rising frequencies; everything between grid points is in log f. What pixels cannot carry is shown as
 * another, lower frequency: it may be the best answer, but has no part in the shape. Plain numbers.
 */

export interface CurveReading {
  /** Index of the largest response, aliased ones included; of equal ones the lowest frequency. */
  best: number
  /**
   * Maximum of the parabola over log f through the best and its two neighbours; at an end of what is carried that end, and of a
   * best that is aliased that frequency.
   */
  interpolated: number
  /** Largest minus smallest response to frequencies that are carried. */
  range: number
  /**
   * Half of the width at half height, in octaves; half height lies between the curve's smallest and largest response (our
   * choice). Where only one side falls so far, that side; null where neither does, or the best is aliased.
   */
  halfWidth: number | null
  /** Towards low frequencies it never falls to half height. */
  lowPass: boolean
}

/**
 * @param frequencies rising, above 0 @param curve as many responses, three or more
 * @param carried how many of them, from the lowest, the pixels carry (`carriedCount`); absent: all
 */
export function readCurve(
  frequencies: readonly number[],
  curve: ArrayLike<number>,
  carried = frequencies.length,
): CurveReading {
  const [best, most] = [highest(curve, frequencies.length), highest(curve, carried)]
  let least = 0
  for (let i = 1; i < carried; i++) if (curve[i]! < curve[least]!) least = i
  const range = curve[most]! - curve[least]!
  if (best >= carried)
    return { best, interpolated: frequencies[best]!, range, halfWidth: null, lowPass: false }
  const half = (curve[best]! + curve[least]!) / 2
  const octaves = frequencies.slice(0, carried).map(Math.log2)
  const below = range > 0 ? halfAt(octaves, curve, best, half, -1) : null
  const above = range > 0 ? halfAt(octaves, curve, best, half, 1) : null
  const sides = [below, above].filter((side) => side !== null)
  return {
    best,
    interpolated: 2 ** vertex(octaves, curve, best),
    range,
    halfWidth: sides.length === 0 ? null : sides.reduce((sum, side) => sum + side, 0) / sides.length,
    lowPass: range > 0 && below === null,
  }
}

/** Index of the largest of the first `count`; of equal ones the first. */
function highest(curve: ArrayLike<number>, count: number): number {
  let best = 0
  for (let i = 1; i < count; i++) if (curve[i]! > curve[best]!) best = i
  return best
}

/** Octaves from the best frequency to where the curve first passes half height; null where it never does. */
function halfAt(
  octaves: readonly number[],
  curve: ArrayLike<number>,
  best: number,
  half: number,
  step: -1 | 1,
): number | null {
  for (let i = best + step; i >= 0 && i < octaves.length; i += step) {
    if (curve[i]! > half) continue
    const [inner, outer] = [curve[i - step]!, curve[i]!]
    const share = inner === outer ? 1 : (inner - half) / (inner - outer)
    return Math.abs(octaves[i - step]! + share * (octaves[i]! - octaves[i - step]!) - octaves[best]!)
  }
  return null
}

/** log2 of the place of the maximum. */
function vertex(octaves: readonly number[], curve: ArrayLike<number>, best: number): number {
  const here = octaves[best]!
  if (best === 0 || best === octaves.length - 1) return here
  // Newton's form, because the grid is not evenly spaced; the best is at least its neighbours, so it opens downwards.
  const [before, after] = [octaves[best - 1]! - here, octaves[best + 1]! - here]
  const rise = (curve[best - 1]! - curve[best]!) / before
  const fall = (curve[best + 1]! - curve[best]!) / after
  const curvature = (fall - rise) / (after - before)
  if (!(curvature < 0)) return here
  const slope = rise - curvature * before
  const place = -slope / (2 * curvature)
  return here + Math.min(after, Math.max(before, place))
}
