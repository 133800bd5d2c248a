/**
 * Reads the answers of one model to all its hybrids and finds the curves, f_rev with its interval, and
 * p_other at the crossing. Needs neither images nor a device: the blocks hold everything.
 */
import { asJson } from '../../contract/json'
import { mixingFrequency } from '../../contract/units'
import { clustersOf } from '../../frequency/pair-clusters'
import { summariseReversal } from '../../frequency/reversal-interval'
import { crossingsOf, wantedFrequencies } from './refine'
import { verdictWords } from './reversal-words'
import { labelsOf, readPairing } from './stored-pairings'
import type { UnitOutcome } from '../../contract/tasks'
import type { ReversalTask } from '../../contract/kinds/hybrid/tasks'
import type { ReadOut } from '../../frequency/read-outs'
import type { ReversalSummary } from '../../frequency/reversal-interval'
import type { StoredReversalData } from '../../contract/kinds/hybrid/units'
import type { StoredPairing } from './stored-pairings'

type StoredPoint = StoredReversalData['curve'][number]

export async function runReversal(task: ReversalTask): Promise<UnitOutcome> {
  const seeds = await Promise.all(task.seeds.map(readPairing))
  const fMix = seeds[0]!.fMix.map(mixingFrequency)
  const summary = summariseReversal(seeds, labelsOf(seeds), fMix, task.bootstrap)
  const found: StoredReversalData = {
    images: clustersOf([seeds[0]!]).count,
    seeds: seeds.length,
    f_rev: { ...reversalOf(summary), ...refinementOf(task, seeds) },
    p_other_at_reversal: summary.pOtherAtCrossing,
    curve: summary.curve.map(pointOf),
  }
  return { data: asJson(found), arrays: null }
}

function reversalOf({ verdict, interval }: ReversalSummary): StoredReversalData['f_rev'] {
  return {
    value: verdict.kind === 'crossing' ? verdict.value : null,
    low: interval.low,
    high: interval.high,
    unit: 'fraction of Nyquist',
    sentence: verdictWords(verdict),
    crossings: crossingsOf(verdict),
    resamples: interval.resamples,
    withoutCrossing: interval.withoutCrossing,
  }
}

function refinementOf(
  { refined, bootstrap }: ReversalTask,
  seeds: readonly StoredPairing[],
): Pick<StoredReversalData['f_rev'], 'refinement'> {
  if (!refined) return {}
  const { grid, among, rounds: _rounds, ...rule } = refined
  return {
    refinement: {
      grid,
      measured: seeds[0]!.fMix.length,
      of: among.length,
      settled: wantedFrequencies(seeds, { among, bootstrap, ...rule }).length === 0,
    },
  }
}

function pointOf(point: ReadOut): StoredPoint {
  return {
    f_mix: point.fMix,
    p_low: point.pLow.mean,
    p_high: point.pHigh.mean,
    p_other: point.pOther.mean,
    confidence: point.confidence.mean,
    p_low_se: point.pLow.standardErrorOverSeeds,
    p_high_se: point.pHigh.standardErrorOverSeeds,
    p_other_se: point.pOther.standardErrorOverSeeds,
    confidence_se: point.confidence.standardErrorOverSeeds,
    p_low_se_images: point.pLow.standardErrorOverImages,
    p_high_se_images: point.pHigh.standardErrorOverImages,
    p_other_se_images: point.pOther.standardErrorOverImages,
    confidence_se_images: point.confidence.standardErrorOverImages,
  }
}
