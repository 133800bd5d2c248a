/** How colours are reduced to gray (methods B.1), and what that does to noise (methods F.2). */

/** Of red, green and blue. */
export const GRAY_WEIGHTS = [0.2989, 0.587, 0.114] as const

/** By how much the standard deviation of noise that is independent in three channels shrinks when they are reduced: 0.669. */
const REDUCED_NOISE = Math.hypot(...GRAY_WEIGHTS)

/** By how much noise per gray pixel is stronger than that of the published gray sets: 1.496. */
export const PER_PIXEL_FACTOR = 1 / REDUCED_NOISE
