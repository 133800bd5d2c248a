/**
 * From what was asked to a full plan: fills in defaults, finds data sets and models by name, and refuses
 * in one sentence what cannot be computed, before anything is stored.
 */

/** A sweep has no option for a part. */
export const PART_ALONE =
  'add the part that is meant as a data set of its own, e.g. with "halfpower dataset add … --split NAME"'
