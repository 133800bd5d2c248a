/**
 * A hybrid study as units: for every model and pairing a few blocks of mixing frequencies, then one unit
 * per model that reads all of them and finds the curves, f_rev and its interval. The last one is a unit
 * too because a bootstrap over 10,000 images takes seconds that the main process does not have.
 */
import { imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import { clustersOf } from '../../frequency/pair-clusters'
import { sha256 } from '../../project/keys'
import { canonicalJson } from '../../contract/json'
import type { JsonObject } from '../../contract/json'
import type { HybridPlan } from '../../contract/kinds/hybrid/study'
import type { HybridTask } from '../../contract/kinds/hybrid/tasks'
import type { Facts, Unit } from '../study'

const HYBRID_VERSION = 1
const REVERSAL_VERSION = 1
/** Listed pairs that use an image more than once: pairs of one image are no longer counted as independent of each other. */
const CLUSTERED_REVERSAL_VERSION = 2
/** About how many hybrids one unit classifies: what a killed run can lose. */
const HYBRIDS_PER_UNIT = 20_000
const BOOTSTRAP = { resamples: 1000, seed: 0 }

/** The units of one model. */
export interface ModelUnits {
  model: string
  /** Per pairing, its blocks in ascending f_mix. */
  pairings: Unit[][]
  reversal: Unit
}

export function expandHybrid(plan: HybridPlan, facts: Facts): Unit[] {
  return hybridModels(plan, facts).flatMap((units) => [...units.pairings.flat(), units.reversal])
}

export function hybridModels(plan: HybridPlan, facts: Facts): ModelUnits[] {
  return plan.models.map((choice) => {
    const model = modelOf(choice, facts)
    const pairings = pairingsOf(plan).map(({ pairing, key, label }) =>
      blocksOf(plan).map((fMix) =>
        makeUnit({
          methodVersion: HYBRID_VERSION,
          device: plan.device,
          settings: {
            weights: model.key,
            images: imagesKey(plan.data),
            pairing: key,
            fMix,
            batchSize: plan.batchSize,
          },
          label: `${choice.id}, ${label}, f_mix ${fMix[0]}–${fMix.at(-1)}`,
          work: pairCount(plan) * fMix.length,
          needs: [],
          arrays: 'npz',
          temporary: false,
          task: {
            kind: 'hybrid',
            model: model.task,
            images: imagesOf(plan.data, facts),
            fMix,
            pairing,
            batchSize: plan.batchSize,
          },
        }),
      ),
    )
    const needs = pairings.map((blocks) => blocks.map((block) => block.key))
    const reversal = makeUnit({
      methodVersion: repeatsImages(plan) ? CLUSTERED_REVERSAL_VERSION : REVERSAL_VERSION,
      device: plan.device,
      settings: { blocks: needs, bootstrap: BOOTSTRAP },
      label: `${choice.id}, reversal frequency`,
      // Not images, but about as long as a hundred of them.
      work: 100,
      needs: needs.flat(),
      arrays: null,
      temporary: false,
      task: {
        kind: 'reversal',
        seeds: needs.map((keys) => keys.map((key) => facts.arraysPath(key, 'npz'))),
        fMix: plan.fMix.values,
        bootstrap: BOOTSTRAP,
      },
    })
    return { model: choice.id, pairings, reversal }
  })
}

interface NamedPairing {
  pairing: HybridTask['pairing']
  key: JsonObject
  label: string
}

function pairingsOf(plan: HybridPlan): NamedPairing[] {
  if (plan.pairing.kind === 'seeded') {
    return plan.pairing.seeds.map((seed) => ({
      pairing: { kind: 'seeded', seed },
      key: { seed },
      label: `pairing seed ${seed}`,
    }))
  }
  const { pairs } = plan.pairing
  return [
    {
      pairing: { kind: 'listed', ...pairs },
      key: { pairs: sha256(canonicalJson(pairs)) },
      label: 'listed pairs',
    },
  ]
}

/** Drawn pairings use every image once in each role. */
function repeatsImages({ pairing }: HybridPlan): boolean {
  return pairing.kind === 'listed' && clustersOf([pairing]).repeated
}

function pairCount(plan: HybridPlan): number {
  return plan.pairing.kind === 'listed' ? plan.pairing.pairs.low.length : imageCount(plan.data)
}

/** The mixing grid cut into blocks of nearly equal length. */
function blocksOf(plan: HybridPlan): number[][] {
  const values = plan.fMix.values
  const blocks = Math.min(
    values.length,
    Math.max(1, Math.ceil((values.length * pairCount(plan)) / HYBRIDS_PER_UNIT)),
  )
  return Array.from({ length: blocks }, (_, i) =>
    values.slice(Math.round((i * values.length) / blocks), Math.round(((i + 1) * values.length) / blocks)),
  )
}
