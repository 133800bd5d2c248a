/**
 * The correlation that a perfect model of what is repeated would have with the mean over all repeats, from the reliability
 * of that mean: its root (Spearman 1904; Schoppe et al. 2016). The reliability itself is how much two such means agree.
 *
 * @param reliability Spearman–Brown, at most 1
 * @returns null where the halves do not agree at all: nothing can be said
 */
export function highestCorrelation(reliability: number): number | null {
  return reliability > 0 ? Math.sqrt(Math.min(1, reliability)) : null
}
