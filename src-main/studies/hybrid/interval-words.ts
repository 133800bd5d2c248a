/** What is said of an interval of f_rev of few images (methods C.5). */
import { FEWEST_IMAGES, SURE_IMAGES } from '../../frequency/reversal-certainty'

/**
 * What has to be said of the interval, in one sentence: why there is none, or how often it covers; null from 30 images on.
 * @param images of the role with fewer different ones
 */
export function reversalRemark(images: number): string | null {
  if (images < FEWEST_IMAGES)
    return `f_rev has no interval: it is of ${images} images, and of fewer than ${FEWEST_IMAGES} a bootstrap covers the true value far less often than it says.`
  if (images < SURE_IMAGES)
    return `The 95 % interval of f_rev is of ${images} images: of fewer than ${SURE_IMAGES} it covers the true value in 83 to 97 % of cases in simulations (least of one pairing), not always in 95 %.`
  return null
}
