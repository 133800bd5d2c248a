/**
 * What a study was asked, in one short phrase: what tells two studies of one kind, of the same models and data set, apart.
 * For lists of studies and their cards; captions say it at length. Each kind says its own (kinds/KIND/asked.ts).
 */
import { KINDS } from '../kinds/kinds'
import type { KindContract } from '../kinds/kind'
import type { Plan } from '../plans'

export function askedWords(plan: Plan): string {
  const contract: KindContract = KINDS[plan.kind]
  return contract.asked(plan)
}

/** The data set that a study measures or trains on; null: gratings, or a recording's own images. */
export function dataSetOf(plan: Plan): string | null {
  return plan.kind === 'sweep' ? plan.train.dataSet : (plan.data?.dataSet ?? null)
}
