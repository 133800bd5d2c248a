/** Whether draws have the distribution whose quantiles another program found from draws of its own. */
import { expect } from 'vitest'

/**
 * Below and up to each quantile lies the share it has, within five standard errors of both programs' draws. Values that are
 * drawn again and again (a whole picture) lie between the two.
 * @param quantiles at the given shares, of `theirs` draws
 */
export function expectDrawnAlike(
  values: readonly number[],
  quantiles: readonly number[],
  shares: readonly number[],
  theirs: number,
  what: string,
): void {
  quantiles.forEach((quantile, i) => {
    const share = shares[i]!
    const within = 5 * Math.sqrt(share * (1 - share) * (1 / values.length + 1 / theirs))
    // Quantiles are written with six digits.
    const below = values.filter((value) => value < quantile - 1e-6).length / values.length
    const upTo = values.filter((value) => value <= quantile + 1e-6).length / values.length
    const said = `${what}: ${String(100 * share)} % lie below ${String(quantile)}`
    expect(below, said).toBeLessThan(share + within)
    expect(upTo, said).toBeGreaterThan(share - within)
  })
}
