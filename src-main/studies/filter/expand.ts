/**
 * A filter study as units: the clean accuracy of every model (the same units as those of an evaluation), per model
 * and filter a few blocks of cut-offs, and, without a model, one unit of image statistics for the natural images
 * and one per cut-off.
 */
import type { FractionOfNyquist } from '../../contract/units'
import { expandEvaluation } from '../evaluation/evaluation'
import { atMost, imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import type { FilterKindName } from '../../contract/kinds/filter/study'
import type { FilterPlan } from '../../contract/kinds/filter/study'
import type { Facts, Unit } from '../study'

const FILTER_VERSION = 1
const STATISTICS_VERSION = 1
/** About how many images one unit classifies: what a killed run can lose. */
const IMAGES_PER_UNIT = 20_000

export interface FilterUnits {
  models: {
    id: string
    clean: Unit
    /** Blocks in ascending order of their cut-offs. */
    filters: { filter: FilterKindName; blocks: Unit[] }[]
  }[]
  /** Null when it was not asked for. */
  naturalness: { natural: Unit; cutOffs: { cutOff: FractionOfNyquist; unit: Unit }[] } | null
}

export function expandFilter(plan: FilterPlan, facts: Facts): Unit[] {
  const { models, naturalness } = filterUnits(plan, facts)
  return [
    ...models.flatMap(({ clean, filters }) => [clean, ...filters.flatMap(({ blocks }) => blocks)]),
    ...(naturalness ? [naturalness.natural, ...naturalness.cutOffs.map(({ unit }) => unit)] : []),
  ]
}

export function filterUnits(plan: FilterPlan, facts: Facts): FilterUnits {
  const clean = expandEvaluation({ ...plan, kind: 'evaluation' }, facts)
  return {
    models: plan.models.map(({ id }, i) => ({
      id,
      clean: clean[i]!,
      filters: plan.filters.map((filter) => ({ filter, blocks: blockUnits(plan, facts, i, filter) })),
    })),
    naturalness: naturalnessUnits(plan, facts),
  }
}

function blockUnits(plan: FilterPlan, facts: Facts, index: number, filter: FilterKindName): Unit[] {
  const choice = plan.models[index]!
  const model = modelOf(choice, facts)
  return blocksOf(plan).map((cutOffs) =>
    makeUnit({
      methodVersion: FILTER_VERSION,
      device: plan.device,
      settings: {
        weights: model.key,
        images: imagesKey(plan.data),
        filter,
        cutOffs,
        batchSize: plan.batchSize,
      },
      label: `${choice.id}, ${filter}, cut-off ${cutOffs.length === 1 ? '' : `${cutOffs[0]}–`}${cutOffs.at(-1)}`,
      work: imageCount(plan.data) * cutOffs.length,
      needs: [],
      arrays: 'npz',
      temporary: false,
      task: {
        kind: 'filter',
        model: model.task,
        images: imagesOf(plan.data, facts),
        filter,
        cutOffs,
        batchSize: plan.batchSize,
      },
    }),
  )
}

function naturalnessUnits(plan: FilterPlan, facts: Facts): FilterUnits['naturalness'] {
  if (plan.naturalness === null) return null
  const { images, seed } = plan.naturalness
  const count = imageCount(plan.data)
  const data = atMost(plan.data, images)
  const unit = (cutOff: FractionOfNyquist | null): Unit =>
    makeUnit({
      methodVersion: STATISTICS_VERSION,
      device: plan.device,
      settings: { images: imagesKey(data), cutOff, ...(cutOff === null ? {} : { seed }) },
      label: cutOff === null ? 'natural images' : `images at cut-off ${cutOff}`,
      // A transform costs little beside a network; three sets of images are made.
      work: Math.min(images, count) / 4,
      needs: [],
      arrays: null,
      temporary: false,
      task: { kind: 'image statistics', images: imagesOf(data, facts), cutOff, seed },
    })
  return {
    natural: unit(null),
    cutOffs: plan.cutOffs.values.map((cutOff) => ({ cutOff, unit: unit(cutOff) })),
  }
}

/** The cut-offs cut into blocks of nearly equal length. */
function blocksOf(plan: FilterPlan): FractionOfNyquist[][] {
  const { values } = plan.cutOffs
  const blocks = Math.min(
    values.length,
    Math.max(1, Math.ceil((values.length * imageCount(plan.data)) / IMAGES_PER_UNIT)),
  )
  return Array.from({ length: blocks }, (_, i) =>
    values.slice(Math.round((i * values.length) / blocks), Math.round(((i + 1) * values.length) / blocks)),
  )
}
