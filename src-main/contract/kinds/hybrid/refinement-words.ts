/** How a grid that was refined around the crossing is spoken of: wherever its numbers stand. */
import type { HybridPlan, Refinement } from './study'

/** Which frequencies it chooses among, in words. */
export const GRIDS = { radii: 'every different hybrid', paper: 'the paper’s grid' } as const satisfies Record<
  Refinement['grid'],
  string
>

/** What is measured, in one short phrase: `13 f_mix from 0 to 1`. */
export function plannedGridWords({ values, refined }: HybridPlan['fMix']): string {
  const first = `${values.length} f_mix from ${values[0]!} to ${values.at(-1)!}`
  return refined
    ? `${first}, then those around the crossing of ${refined.among.length} (${GRIDS[refined.grid]}); not exhaustive`
    : first
}

/** One sentence: how many frequencies that saved, and what it is not; null of a grid that was measured whole. */
export function refinementSentence({ refinement }: { refinement?: Refinement | undefined }): string | null {
  if (refinement === undefined) return null
  const { grid, measured, of, settled } = refinement
  const saved = `f_mix was refined around the crossing: ${measured} of ${of} frequencies (${GRIDS[grid]}) were measured, ${(100 * (1 - measured / of)).toFixed(0)} % fewer hybrids than the exhaustive protocol, which this is not`
  return settled
    ? `${saved}.`
    : `${saved}; around f_rev and its interval they are further apart than was aimed for, so that the whole grid may give another f_rev.`
}
