/** The bound on the norm of maximal images when nothing is said (our choice). Plain numbers. */

/** RMS contrast over the whole image, in SDs of the stimuli. */
const USUAL_CONTRAST = 0.25

/** L2 norm in standardised units: 12 for 36 × 64 pixels. */
export function usualNorm({ height, width }: { height: number; width: number }): number {
  return USUAL_CONTRAST * Math.sqrt(height * width)
}
