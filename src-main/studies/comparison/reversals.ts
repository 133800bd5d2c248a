/** f_rev of two models that were shown the same hybrids. */
import { formatNumber, mixingFrequency } from '../../contract/units'
import { clustersOf } from '../../frequency/pair-clusters'
import { FEWEST_IMAGES } from '../../frequency/reversal-certainty'
import { reversalDifference } from '../../frequency/reversal-difference'
import { reversalRemark } from '../hybrid/interval-words'
import { labelsOf, readPairing } from '../hybrid/stored-pairings'
import { BOOTSTRAP } from './settings'
import type { FractionOfNyquist } from '../../contract/units'
import type { ComparedNumber, ComparedPartOf } from '../../contract/comparisons/comparison'

type Grid = FractionOfNyquist[]

export async function compareReversals({
  first,
  second,
}: ComparedPartOf<'reversal'>): Promise<ComparedNumber> {
  const one = await Promise.all(first.map(readPairing))
  const two = await Promise.all(second.map(readPairing))
  const { withoutCrossing, resamples, ...found } = reversalDifference(
    one,
    two,
    labelsOf([...one, ...two]),
    // Two refined grids differ, each around its own crossing.
    [one, two].map((pairings) => (pairings[0]?.fMix ?? []).map(mixingFrequency)) as [Grid, Grid],
    BOOTSTRAP,
  )
  const images = one[0] ? clustersOf([one[0]]).count : 0
  const few = images < FEWEST_IMAGES ? { low: null, high: null } : {}
  return { part: 'f_rev', ...found, ...few, images, leftOut: 0, sentence: sentenceOf() }

  function sentenceOf(): string | null {
    if (found.value === null) return 'One of the two curves has no single crossing.'
    if (images < FEWEST_IMAGES || found.low !== null) return reversalRemark(images)
    return `There is no interval: in ${formatNumber(withoutCrossing * 100)} % of ${resamples} resamples one of the two curves had no single crossing.`
  }
}
