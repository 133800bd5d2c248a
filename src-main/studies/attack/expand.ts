/**
 * An attack study as units: for every model its blocks of images, the guards (what a few clean images say
 * about the model), and a summary that reads the blocks. A block's key covers its own images and targets and
 * no others, so that more images of the same list cost only what is new.
 */
import { canonicalJson } from '../../contract/json'
import { isStochastic } from '../../contract/model'
import { sha256 } from '../../project/keys'
import { imagesOf, makeUnit, modelOf } from '../study'
import { typicalWork } from './cost'
import { attackInWords } from './words'
import { BLACK_BOX_WORK } from './black-box'
import type { AttackPlan } from '../../contract/kinds/attack/study'
import type { Facts, Unit } from '../study'

export const ATTACK_VERSION = 5
const GUARD_VERSION = 2
/** Of what is done with another model's perturbations, in plans that do not say which. */
const FIRST_START_VERSION = 1
/** Passes of a search that begins with one, as a part of those of a search anew: 0.69 and 0.85 were counted (methods D.4). */
const WARM_COST = 0.8
const SUMMARY_VERSION = 2
/** Clean images that the guards look at. */
const GUARDED = 16

/** The units of one model. */
export interface AttackUnits {
  model: string
  /** In the order of the plan's images. */
  blocks: Unit[]
  guards: Unit
  summary: Unit
}

export function expandAttack(plan: AttackPlan, facts: Facts): Unit[] {
  return attackModels(plan, facts).flatMap(({ blocks, guards, summary }) => [...blocks, guards, summary])
}

export function attackModels(plan: AttackPlan, facts: Facts): AttackUnits[] {
  const images = imagesOf(plan.data, facts)
  const work = workOf(plan)
  const hashes = workHashes(plan)
  return plan.models.map((choice) => {
    // The model that the others begin with is what it was: searched for anew, and already there.
    const start = choice.id === plan.startFrom?.model ? undefined : plan.startFrom
    const model = modelOf(choice, facts)
    // A model that answers alike every time is asked once: averaging would cost more and change nothing.
    const isOnce = !isStochastic(model.task.configuration)
    const settings = isOnce ? { ...plan.settings, samples: 1 } : plan.settings
    const cost = typicalWork(settings.method, settings.norm, settings.samples)
    const blocks = work.map(({ indices, targets }, i) => {
      const starts =
        start?.blocks.filter((each) => each.indices.some((index) => indices.includes(index))) ?? []
      const keys = starts.map(({ key }) => key)
      return makeUnit({
        methodVersion: ATTACK_VERSION,
        device: plan.device,
        settings: {
          weights: model.key,
          images: { data: plan.data.hash, indices, targets },
          attack: settings,
          ...(keys.length > 0
            ? { startFrom: { blocks: keys, version: start?.version ?? FIRST_START_VERSION } }
            : {}),
        },
        label: `${choice.id}, ${attackInWords(settings)}, images ${i * settings.batchSize + 1}–${i * settings.batchSize + indices.length} of ${plan.images.indices.length}`,
        work: indices.length * (keys.length > 0 ? cost * WARM_COST : cost),
        needs: [],
        ...(keys.length > 0 ? { reads: keys } : {}),
        arrays: 'npz',
        temporary: false,
        task: {
          ...{ kind: 'attack', model: model.task, images, indices, targets, settings },
          ...(keys.length > 0 ? { startFrom: keys.map((key) => facts.arraysPath(key, 'npz')) } : {}),
          ...(keys.length > 0 && start?.version !== undefined ? { startVersion: start.version } : {}),
        },
      })
    })
    const first = work[0]!
    // The guards compare with the first block; with samples they attack it again, with twice as many.
    const block = blocks[0]!
    const isRepeated = settings.samples > 1
    const guarded = isRepeated ? first.indices : first.indices.slice(0, GUARDED)
    const guardTargets = first.targets?.slice(0, guarded.length) ?? null
    const guards = makeUnit({
      methodVersion: GUARD_VERSION,
      device: plan.device,
      settings: {
        weights: model.key,
        images: { data: plan.data.hash, indices: guarded, targets: guardTargets },
        attack: settings,
        block: block.key,
      },
      label: `${choice.id}, guards`,
      work: guarded.length * (isRepeated ? 2 * cost : 5) + BLACK_BOX_WORK,
      needs: [block.key],
      arrays: null,
      temporary: false,
      task: {
        kind: 'attack guards',
        model: model.task,
        images,
        indices: guarded,
        targets: guardTargets,
        settings,
        block: facts.jsonPath(block.key),
      },
    })
    const needs = [...blocks.map((block) => block.key), guards.key]
    const summary = makeUnit({
      methodVersion: SUMMARY_VERSION,
      device: plan.device,
      settings: { units: needs, ...hashes },
      label: `${choice.id}, sizes of the perturbations`,
      work: 1,
      needs,
      arrays: null,
      temporary: false,
      task: {
        kind: 'attack summary',
        norm: settings.norm,
        method: settings.method,
        blocks: blocks.map((block) => facts.jsonPath(block.key)),
        guards: facts.jsonPath(guards.key),
        ...hashes,
      },
    })
    return { model: choice.id, blocks, guards, summary }
  })
}

/** Which images of which data, and what each is to become: studies with equal hashes did the same work. */
export function workHashes({ data, images, settings }: AttackPlan): { subset: string; targets: string } {
  const { indices, targets } = images
  return {
    subset: sha256(canonicalJson({ data: data.hash, indices })),
    targets: sha256(canonicalJson({ data: data.hash, goal: settings.goal, indices, targets })),
  }
}

/** The images of each block. */
function workOf({ images, settings }: AttackPlan): { indices: number[]; targets: number[] | null }[] {
  const blocks: { indices: number[]; targets: number[] | null }[] = []
  for (let start = 0; start < images.indices.length; start += settings.batchSize) {
    const end = start + settings.batchSize
    blocks.push({
      indices: images.indices.slice(start, end),
      targets: images.targets?.slice(start, end) ?? null,
    })
  }
  return blocks
}
