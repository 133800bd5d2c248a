/** The hybrid images that the Map shows of a model: a few, mixed at the measured f_mix that is nearest its f_rev. */
import { invoke } from '../../state/api'
import { nearest } from './nearest'
import type { MapPoint } from '../../../src-main/contract/map-point'
import type { Verdict } from '../../../src-main/contract/kinds/hybrid/window'

export interface HoveredHybrids {
  /** Fraction of Nyquist. */
  fMix: number
  pairs: { url: string; predicted: string; verdict: Verdict }[]
}

const SHOWN = 4
const NOTHING: HoveredHybrids = { fMix: 0, pairs: [] }

/** Nothing of a model without f_rev. */
export async function hybridsOf({ id: model, hybridStudy, f_rev }: MapPoint): Promise<HoveredHybrids> {
  const at = f_rev?.value ?? null
  if (hybridStudy === null || at === null) return NOTHING
  const { plan } = await invoke('study.get', { study: hybridStudy })
  if (plan.kind !== 'hybrid') return NOTHING
  const { fMix, pairs } = await invoke('hybrid.gallery', {
    ...{ study: hybridStudy, fMixIndex: nearest(plan.fMix.values, at), model },
    ...{ start: 0, count: SHOWN },
  })
  return {
    fMix: fMix.value,
    pairs: pairs.flatMap(({ hybrid, answers }) => {
      const answer = answers.find((each) => each.model === model)
      return answer ? [{ url: hybrid.url, predicted: answer.predicted, verdict: answer.verdict }] : []
    }),
  }
}
