/** Of every bootstrap of a comparison: what is resampled is seeded, so that the same answers give the same interval. */
export const BOOTSTRAP = { resamples: 1000, seed: 0, level: 0.95 } as const
