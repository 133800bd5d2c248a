/**
 * Low- and high-passed images (Yin et al. 2019; methods C.6): accuracy against the cut-off, and why hybrids are the
 * better question: how far each kind of image is from natural ones. See expand.ts for its units.
 */
import type { FractionOfNyquist } from '../../contract/units'
import { filterWindow } from './window'
import { filterDocument, filterTable } from './document'
import { filterCommand } from './command'
import { planFilter } from './plan'
import { logSpectralDistance, wassersteinDistance } from '../../frequency/image-distances'
import { cyclesPerPixel } from '../../contract/units'
import { evaluateDataSchema } from '../../contract/kinds/evaluation/units'
import { measuredImages } from '../measured-images'
import { imageCount } from '../study'
import { filterDataSchema, statisticsDataSchema } from '../../contract/kinds/filter/units'
import { expandFilter, filterUnits } from './expand'
import { filterAgain } from './again'
import type {
  FilterPoint,
  FilterResult,
  ImageStatistics,
  Naturalness,
} from '../../contract/kinds/filter/study'
import type { ResultLookup, StudyKind } from '../study'
import type { MeasuredSet } from '../../contract/kinds/filter/units'
import type { FilterUnits } from './expand'

export const filter: StudyKind<'filter'> = {
  kind: 'filter',
  window: filterWindow,
  plan: planFilter,
  again: filterAgain,
  command: filterCommand,
  document: filterDocument,
  text: filterTable,
  expand: expandFilter,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<FilterResult> {
    const units = filterUnits(plan, facts)
    const found: FilterResult = {
      kind: 'filter',
      study,
      dataSet: plan.data.dataSet,
      split: plan.data.split,
      images: imageCount(plan.data),
      which: measuredImages(plan, facts),
      cutOffs: plan.cutOffs,
      models: [],
      missing: [],
      naturalness: await naturalnessOf(units, look),
    }
    for (const { id, clean, filters } of units.models) {
      const curves = []
      for (const { filter, blocks } of filters) {
        const points: FilterPoint[] = []
        for (const block of blocks) {
          const result = await look.result(block.key)
          if (result) points.push(...filterDataSchema.parse(result.data).points)
        }
        curves.push({ filter, points })
      }
      if (curves.every(({ points }) => points.length === 0)) {
        found.missing.push(id)
        continue
      }
      const measured = await look.result(clean.key)
      found.models.push({
        id,
        sigma: facts.models.get(id)?.configuration.sigma ?? null,
        clean: measured ? evaluateDataSchema.parse(measured.data).accuracy : null,
        curves,
      })
    }
    return found
  },
}

async function naturalnessOf(units: FilterUnits, look: ResultLookup): Promise<Naturalness | null> {
  if (units.naturalness === null) return null
  const result = await look.result(units.naturalness.natural.key)
  if (!result) return null
  const natural = statisticsDataSchema.parse(result.data)
  if (natural.sets.kind !== 'natural') throw new Error('The unit of natural images holds others.')
  const { all, halves } = natural.sets
  const { frequencies } = natural
  const distances = (a: MeasuredSet, b: MeasuredSet): Naturalness['floor'] => ({
    wasserstein: wassersteinDistance(Float64Array.from(a.histogram), Float64Array.from(b.histogram)),
    logSpectral: logSpectralDistance(spectrum(a, frequencies), spectrum(b, frequencies)),
  })
  const described = (kind: ImageStatistics['kind'], cutOff: FractionOfNyquist | null, set: MeasuredSet) => {
    const total = set.histogram.reduce((sum, count) => sum + count, 0)
    const histogram = set.histogram.map((count) => count / total)
    return { kind, cutOff, distances: distances(set, all), histogram, power: set.power }
  }
  const sets: ImageStatistics[] = [described('natural', null, all)]
  for (const { cutOff, unit } of units.naturalness.cutOffs) {
    const measured = await look.result(unit.key)
    if (!measured) continue
    const made = statisticsDataSchema.parse(measured.data).sets
    if (made.kind !== 'cut-off') throw new Error('The unit of a cut-off holds natural images.')
    for (const kind of ['hybrid', 'low-pass', 'high-pass'] as const)
      sets.push(described(kind, cutOff, made[kind]))
  }
  return {
    images: natural.images,
    frequencies: { values: frequencies, unit: 'cycles/pixel' },
    floor: distances(halves[0], halves[1]),
    sets,
  }
}

function spectrum({ power }: MeasuredSet, frequencies: readonly number[]) {
  return { frequencies: frequencies.map(cyclesPerPixel), power: Float64Array.from(power) }
}
