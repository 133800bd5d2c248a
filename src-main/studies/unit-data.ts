/**
 * Whether the data of a stored result are what a unit of its kind leaves: whoever reads a result takes anything else for
 * damage, because a sum only says that nobody changed a file by accident.
 */
import { z } from 'zod'
import { mixingFrequencySchema } from '../contract/frequency-schemas'
import { positiveCountSchema } from '../contract/primitives'
import { attackSummaryDataSchema, blockDataSchema, guardDataSchema } from './attack/data'
import { cellDataSchema, meansDataSchema, spectrumDataSchema } from './corruption/data'
import { evaluateDataSchema } from './evaluation/evaluation'
import { filterDataSchema, statisticsDataSchema } from './filter/data'
import { fourierRowDataSchema } from './fourier-map/data'
import { reversalDataSchema } from './hybrid/data'
import {
  layersDataSchema,
  manifoldDataSchema,
  maximalDataSchema,
  productsDataSchema,
  tuningDataSchema,
} from './neural/data'
import { spectrumDataSchema as perturbationSpectrumDataSchema } from './spectrum/data'
import { accuracyDataSchema, componentsDataSchema, keepDataSchema, trainDataSchema } from './sweep/data'
import type { UnitTask } from '../contract/tasks'
import type { Proportion } from '../contract/primitives'
import type { ResultFile } from '../contract/studies'
import type { Unit } from './study'

/** A block of hybrids, whose arrays say all. */
const hybridBlockSchema = z.object({ fMix: z.array(mixingFrequencySchema), pairs: positiveCountSchema })

const OUTSIDE = 'a proportion lies outside its interval, or is of no images, or of more than there are'

const UNIT_DATA: Readonly<Record<UnitTask['kind'], z.ZodType>> = {
  train: trainDataSchema,
  keep: keepDataSchema,
  accuracy: accuracyDataSchema.refine(({ accuracy }) => isWithin(accuracy), OUTSIDE),
  components: componentsDataSchema,
  'neural similarities': z.object({ images: positiveCountSchema }),
  hybrid: hybridBlockSchema,
  'hybrid refinement': hybridBlockSchema,
  reversal: reversalDataSchema,
  evaluate: evaluateDataSchema.refine(({ accuracy }) => isWithin(accuracy), OUTSIDE),
  attack: blockDataSchema,
  'attack guards': guardDataSchema,
  'attack summary': attackSummaryDataSchema,
  spectrum: perturbationSpectrumDataSchema,
  corruption: cellDataSchema.refine(
    ({ accuracy, of }) => isWithin(accuracy) && (of === undefined || accuracy.count <= of),
    OUTSIDE,
  ),
  'corruption means': meansDataSchema,
  'corrupted images': spectrumDataSchema.pick({ type: true, severity: true, images: true }),
  'corruption spectrum': spectrumDataSchema,
  filter: filterDataSchema,
  'image statistics': statisticsDataSchema,
  'fourier row': fourierRowDataSchema,
  'neural tuning': tuningDataSchema,
  'neural manifold': manifoldDataSchema,
  'neural products': productsDataSchema,
  'neural similarity': layersDataSchema,
  'neural maximal': maximalDataSchema,
}

/** Beyond the last bits that the interval is rounded by. */
const ROUNDING = 1e-9

function isWithin({ value, low, high, count }: Proportion): boolean {
  return count > 0 && value >= low - ROUNDING && value <= high + ROUNDING
}

/**
 * @param unit that is to be read, where it is known: the images of its plan
 * @returns what is wrong, in words; null: nothing, also of a kind that is not known here
 */
export function dataFault({ kind, data }: Pick<ResultFile, 'kind' | 'data'>, unit?: Unit): string | null {
  const schema = (UNIT_DATA as Readonly<Record<string, z.ZodType | undefined>>)[kind]
  const checked = schema?.safeParse(data)
  if (checked && !checked.success) {
    const { path, message } = checked.error.issues[0]!
    return `"${path.map(String).join('.')}": ${message}`
  }
  if (unit && unit.task.kind !== kind) return `it is of another kind ("${kind}")`
  const images = unit ? imagesPlanned(unit, data) : null
  return images === null || images.found === images.planned
    ? null
    : `it is of ${images.found} images, and ${images.planned} were planned`
}

function imagesPlanned(
  { task, work }: Unit,
  data: ResultFile['data'],
): { found: number; planned: number } | null {
  if (task.kind === 'evaluate') return { found: evaluateDataSchema.parse(data).accuracy.count, planned: work }
  if (task.kind === 'attack')
    return { found: blockDataSchema.parse(data).images.length, planned: task.indices.length }
  return null
}
