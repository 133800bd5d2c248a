/**
 * The pairs that a hybrid study has used: read from its finished units, where they lie beside the answers.
 */
import { readRegular } from '../../../files/regular'
import { UserError } from '../../../contract/errors'
import { hybridModels } from '../expand'
import { decodeBlockPairs } from '../block-file'
import type { HybridPlan, PairList } from '../../../contract/kinds/hybrid/study'
import type { Facts } from '../../study'

/** One list per pairing. UserError('usage') while a pairing has not been measured with any model. */
export async function readPairsOf(
  plan: HybridPlan,
  facts: Facts,
): Promise<(PairList & { seed: number | null })[]> {
  if (plan.pairing.kind === 'listed') return [{ ...plan.pairing.pairs, seed: null }]
  const models = hybridModels(plan, facts)
  return await Promise.all(
    plan.pairing.seeds.map(async (seed, i) => {
      for (const model of models) {
        const pairs = await readPairs(facts.arraysPath(model.pairings[i]![0]!.key, 'npz'))
        if (pairs) return { ...pairs, seed }
      }
      throw new UserError('usage', `The pairs of pairing seed ${seed} are not made yet: run the study first.`)
    }),
  )
}

async function readPairs(path: string): Promise<PairList | null> {
  let bytes: Uint8Array
  try {
    bytes = await readRegular(path)
  } catch {
    return null
  }
  const { low, high } = decodeBlockPairs(bytes, path)
  return { low: [...low], high: [...high] }
}
