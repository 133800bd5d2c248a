/**
 * A hybrid study as units: for every model and pairing a few blocks of mixing frequencies, then one unit
 * per model that reads all of them and finds the curves, f_rev and its interval. The last one is a unit
 * too because a bootstrap over 10,000 images takes seconds that the main process does not have.
 */
import type { FractionOfNyquist } from '../../contract/units'
import { imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import { clustersOf } from '../../frequency/pair-clusters'
import { likelyFrequencies } from '../../frequency/refined-grid'
import { sha256 } from '../../project/keys'
import { canonicalJson } from '../../contract/json'
import type { JsonObject } from '../../contract/json'
import type { HybridPlan } from '../../contract/kinds/hybrid/study'
import type { ModelChoice } from '../../contract/studies/choices'
import type { HybridTask } from '../../contract/kinds/hybrid/tasks'
import type { Facts, Unit } from '../study'

const HYBRID_VERSION = 1
/** Of plans that do not say which. */
const FIRST_REFINEMENT_VERSION = 1
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
  /** Rounds of refinement, each with a block for every pairing; none where the grid is measured whole. */
  rounds: Unit[][]
  reversal: Unit
}

export function expandHybrid(plan: HybridPlan, facts: Facts): Unit[] {
  return hybridModels(plan, facts).flatMap((units) => [
    ...units.pairings.flat(),
    ...units.rounds.flat(),
    units.reversal,
  ])
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
    const rounds = roundsOf(plan, facts, choice, pairings)
    const needs = pairings.map((blocks, i) => [
      ...blocks.map((block) => block.key),
      ...rounds.map((round) => round[i]!.key),
    ])
    const reversal = makeUnit({
      methodVersion: repeatsImages(plan) ? CLUSTERED_REVERSAL_VERSION : REVERSAL_VERSION,
      device: plan.device,
      settings: { blocks: needs, bootstrap: BOOTSTRAP, ...refinedKey(plan) },
      label: `${choice.id}, reversal frequency`,
      // Not images, but about as long as a hundred of them.
      work: 100,
      needs: needs.flat(),
      arrays: null,
      temporary: false,
      task: {
        kind: 'reversal',
        seeds: needs.map((keys) => keys.map((key) => facts.arraysPath(key, 'npz'))),
        bootstrap: BOOTSTRAP,
        ...(plan.fMix.refined ? { refined: plan.fMix.refined } : {}),
      },
    })
    return { model: choice.id, pairings, rounds, reversal }
  })
}

/** What each round measures follows from the answers before it: of all pairings, so that the same is measured in all. */
function roundsOf(plan: HybridPlan, facts: Facts, choice: ModelChoice, pairings: Unit[][]): Unit[][] {
  const { refined } = plan.fMix
  if (!refined) return []
  const model = modelOf(choice, facts)
  const rounds: Unit[][] = []
  for (let round = 0; round < refined.rounds; round++) {
    const earlier = pairings.map((blocks, i) => [...blocks, ...rounds.map((each) => each[i]!)])
    const keys = earlier.map((units) => units.map(({ key }) => key))
    rounds.push(
      pairingsOf(plan).map(({ pairing, key, label }) =>
        makeUnit({
          methodVersion: refined.version ?? FIRST_REFINEMENT_VERSION,
          device: plan.device,
          settings: {
            weights: model.key,
            images: imagesKey(plan.data),
            pairing: key,
            earlier: keys,
            bootstrap: BOOTSTRAP,
            ...refinedKey(plan),
            batchSize: plan.batchSize,
          },
          label: `${choice.id}, ${label}, f_mix around the crossing, round ${round + 1}`,
          // A round that has nothing left to measure still reads what is there.
          work: Math.max(100, pairCount(plan) * likelyFrequencies(round)),
          needs: keys.flat(),
          arrays: 'npz',
          temporary: false,
          task: {
            kind: 'hybrid refinement',
            model: model.task,
            images: imagesOf(plan.data, facts),
            among: refined.among,
            ...(refined.version === undefined ? {} : { version: refined.version }),
            earlier: keys.map((of) => of.map((each) => facts.arraysPath(each, 'npz'))),
            pairing,
            bootstrap: BOOTSTRAP,
            batchSize: plan.batchSize,
          },
        }),
      ),
    )
  }
  return rounds
}

/** The whole grid, by its hash: it may have thousands of frequencies. */
function refinedKey({ fMix: { refined } }: HybridPlan): JsonObject {
  return refined ? { among: sha256(canonicalJson(refined.among)) } : {}
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
function blocksOf(plan: HybridPlan): FractionOfNyquist[][] {
  const values = plan.fMix.values
  const blocks = Math.min(
    values.length,
    Math.max(1, Math.ceil((values.length * pairCount(plan)) / HYBRIDS_PER_UNIT)),
  )
  return Array.from({ length: blocks }, (_, i) =>
    values.slice(Math.round((i * values.length) / blocks), Math.round(((i + 1) * values.length) / blocks)),
  )
}
