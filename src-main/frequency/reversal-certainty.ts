/**
 * From how many images on an interval of f_rev is one (methods C.5): a bootstrap draws from the images that there are, and
 * where listed pairs return to an image, pairs are no images. test/frequency/reversal_coverage.py simulates how often a
 * "95 %" interval covers the f_rev of infinitely many images (600 draws for each number of images, one and four pairings, two
 * spreads): in 50 to 89 % of 4 images, 75 to 94 % of 5 and 6, 79 to 96 % of 8, 83 to 96 % of 10 and 12, 89 to 96 % of 15, 90 to
 * 97 % of 20, 92 to 97 % of 30 and 50. The lower ends are of one pairing.
 */

/** Images below which no interval is given. */
export const FEWEST_IMAGES = 10
/** Images below which such intervals cover less often than they say. */
export const SURE_IMAGES = 30
