/**
 * What single things cost on one core, measured once (docs/budget.md says where and how): what estimates of whole studies are
 * made of. Other processors are faster or slower by a factor that `halfpower devices --check` lets one guess.
 */

/** Core-seconds of 10⁹ multiplications: one way through a network, or a third of a training step or of a gradient. */
export interface Rates {
  forward: number
  training: number
  gradient: number
}

/** Inputs up to this side count as small: their maps fit into the caches. */
export const SMALL_SIDE = 64

/** Of networks of width 64. Narrow ones, whose time goes into moving maps, take up to 2.5 times as long per multiplication. */
export const CORE_SECONDS: Readonly<Record<'small' | 'large', Rates>> = {
  small: { forward: 0.0243, training: 0.0393, gradient: 0.0178 },
  large: { forward: 0.0318, training: 0.0587, gradient: 0.0251 },
}

/** Core-seconds that corrupting one colour image takes, on the mean over the 15 types and severities, per pixel. */
export const CORRUPTION_SECONDS_PER_PIXEL = 2.2e-7

/** Bytes of a result's JSON. */
export const RESULT_BYTES = 2_000
/** Bytes per answer of a cell or an evaluation: class, confidence, label, index, about halved by compression. */
export const ANSWER_BYTES = 6
/** Bytes per hybrid image: class and confidence, about halved by compression. */
export const HYBRID_BYTES = 3
/** Bytes of JSON about one attacked image. */
export const ATTACKED_BYTES = 450
