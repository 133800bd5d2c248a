/** What is said of an interval of f_0.5 of few images (methods M.3). */
import { FEWEST_EFFECTIVE, SURE_EFFECTIVE } from '../../frequency/half-power-certainty'

/**
 * What has to be said of the interval, in one sentence: why there is none, or how often it covers; null from 30 effective
 * images on.
 */
export function intervalRemark(effective: number): string | null {
  const shown = Number.isInteger(effective) ? `${effective}` : effective.toFixed(1)
  if (effective < FEWEST_EFFECTIVE)
    return `There is no interval: its images are worth ${shown} of equal power, and of fewer than ${FEWEST_EFFECTIVE} a bootstrap covers the true value far less often than it says.`
  if (effective < SURE_EFFECTIVE)
    return `The 95 % interval is of ${shown} effective images: of fewer than ${SURE_EFFECTIVE} it covers the true value in 83 to 94 % of cases in simulations, not in 95 %.`
  return null
}
