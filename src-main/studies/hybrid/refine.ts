/**
 * Which mixing frequencies a round of refinement measures: decided from all that the model has answered before, to all
 * pairings, so that every pairing of the round measures the same ones.
 */
import type { FractionOfNyquist } from '../../contract/units'
import { mixingFrequency } from '../../contract/units'
import { nextFrequencies } from '../../frequency/refined-grid'
import { summariseReversal } from '../../frequency/reversal-interval'
import { labelsOf, readPairing } from './stored-pairings'
import type { RefinementTask } from '../../contract/kinds/hybrid/tasks'
import type { Verdict } from '../../frequency/reversal'
import type { StoredPairing } from './stored-pairings'

type Asked = Pick<RefinementTask, 'among' | 'bootstrap' | 'version'>

/** Ascending; none where an earlier round had nothing left to measure. */
export async function chosenFrequencies({ earlier, ...asked }: RefinementTask): Promise<FractionOfNyquist[]> {
  const pairings = await Promise.all(earlier.map(readPairing))
  return pairings.some(({ emptyBlocks }) => emptyBlocks > 0) ? [] : wantedFrequencies(pairings, asked)
}

/** What is still missing around the crossing; nothing: it is settled. */
export function wantedFrequencies(
  pairings: readonly StoredPairing[],
  { among, bootstrap, version }: Asked,
): FractionOfNyquist[] {
  const fMix = pairings[0]!.fMix.map(mixingFrequency)
  const { verdict, interval } = summariseReversal(pairings, labelsOf(pairings), fMix, bootstrap)
  const seen = {
    measured: fMix,
    crossings: crossingsOf(verdict),
    low: interval.low,
    high: interval.high,
  }
  return nextFrequencies(among, seen, version ?? 1)
}

export function crossingsOf(verdict: Verdict): number[] {
  if (verdict.kind === 'crossing') return [verdict.value]
  return verdict.kind === 'several' ? [...verdict.values] : []
}
