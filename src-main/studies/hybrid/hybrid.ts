/**
 * Hybrid images: at which f_mix does a model's answer go from the image of the high frequencies to that
 * of the low ones (methods C)? See expand.ts for its units.
 */
import { hybridWindow } from './window'
import { hybridDocument, hybridTable } from './document'
import { hybridCommand } from './command'
import { planHybrid } from './plan'
import { reversalDataSchema } from '../../contract/kinds/hybrid/units'
import { measuredImages } from '../measured-images'
import { expandHybrid, hybridModels } from './expand'
import { reportReversal } from './report'
import { hybridAgain } from './again'
import type { MeasuredImages } from '../../contract/images/selection'
import type { HybridPlan } from '../../contract/kinds/hybrid/study'
import type { HybridResult } from '../../contract/kinds/hybrid/study'
import type { Facts, StudyKind } from '../study'

const EARLIER_REFINEMENT =
  'Measured with an earlier version of the refinement (1), which looks only before the first of several f_mix at which p_low = p_high, where the whole grid gives the last: run the study again to measure it with the present one (2).'

export const hybrid: StudyKind<'hybrid'> = {
  kind: 'hybrid',
  window: hybridWindow,
  plan: planHybrid,
  again: hybridAgain,
  command: hybridCommand,
  document: hybridDocument,
  text: hybridTable,
  expand: expandHybrid,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<HybridResult> {
    const found: HybridResult = {
      kind: 'hybrid',
      study,
      which: withRefinement(plan, whichOf(plan, facts)),
      models: [],
      missing: [],
    }
    for (const units of hybridModels(plan, facts)) {
      const result = await look.result(units.reversal.key)
      if (!result) {
        found.missing.push(units.model)
        continue
      }
      const { configuration } = facts.models.get(units.model)!
      const reported = reportReversal(reversalDataSchema.parse(result.data), configuration)
      found.models.push({ id: units.model, sigma: configuration.sigma, ...reported })
    }
    return found
  },
}

/** A study that an older version has planned goes on by its rule, and says so. */
function withRefinement({ fMix: { refined } }: HybridPlan, which: MeasuredImages): MeasuredImages {
  return refined && refined.version === undefined
    ? { ...which, notices: [...which.notices, EARLIER_REFINEMENT] }
    : which
}

/** Pairs that were listed are of images that were named, whatever else is in the data set. */
function whichOf(plan: HybridPlan, facts: Facts): MeasuredImages {
  if (plan.pairing.kind === 'seeded') return measuredImages(plan, facts)
  const { low, high } = plan.pairing.pairs
  const images = new Set([...low, ...high]).size
  return { ...measuredImages(plan, facts, images), words: `${low.length} listed pairs of ${images} images` }
}
