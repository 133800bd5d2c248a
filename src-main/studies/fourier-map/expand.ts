/**
 * A Fourier map as units: the clean accuracy of every model (the same units as those of an evaluation), then one
 * unit per model and row of half the plane. From the centre outwards, so that the first rows say most.
 */
import { expandEvaluation } from '../evaluation/evaluation'
import { imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import { measuredRows } from './directions'
import type { FourierMapPlan } from '../../contract/kinds/fourier-map/study'
import type { Facts, Unit } from '../study'
import type { DirectionRow } from './directions'

const FOURIER_ROW_VERSION = 1

export interface FourierUnits {
  id: string
  clean: Unit
  rows: (DirectionRow & { unit: Unit })[]
}

export function expandFourierMap(plan: FourierMapPlan, facts: Facts): Unit[] {
  return fourierUnits(plan, facts).flatMap(({ clean, rows }) => [clean, ...rows.map(({ unit }) => unit)])
}

export function fourierUnits(plan: FourierMapPlan, facts: Facts): FourierUnits[] {
  const clean = expandEvaluation({ ...plan, kind: 'evaluation' }, facts)
  const rows = measuredRows(plan.size, plan.extent).reverse()
  return plan.models.map((choice, i) => {
    const model = modelOf(choice, facts)
    return {
      id: choice.id,
      clean: clean[i]!,
      rows: rows.map(({ row, columns }) => ({
        row,
        columns,
        unit: makeUnit({
          methodVersion: FOURIER_ROW_VERSION,
          device: plan.device,
          settings: {
            weights: model.key,
            images: imagesKey(plan.data),
            norm: plan.norm.value,
            row,
            columns,
            seed: plan.seed,
            batchSize: plan.batchSize,
          },
          label: `${choice.id}, row ${row} (${columns.length} directions)`,
          work: imageCount(plan.data) * columns.length,
          needs: [],
          arrays: null,
          temporary: false,
          task: {
            kind: 'fourier row',
            model: model.task,
            images: imagesOf(plan.data, facts),
            norm: plan.norm.value,
            row,
            columns,
            seed: plan.seed,
            batchSize: plan.batchSize,
          },
        }),
      })),
    }
  })
}
