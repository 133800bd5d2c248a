/**
 * The Fourier heat map (Yin et al. 2019; methods I.1): a model's sensitivity to every direction of the spectrum,
 * as error rate and as change of its logits. See expand.ts for its units.
 */
import { fourierMapWindow } from './window'
import { fourierMapDocument, fourierMapTable } from './document'
import { fourierMapCommand } from './command'
import { planFourierMap } from './plan'
import { evaluateDataSchema } from '../../contract/kinds/evaluation/units'
import { measuredImages } from '../measured-images'
import { imageCount } from '../study'
import { fourierRowDataSchema } from '../../contract/kinds/fourier-map/units'
import { axisOf, mapOf, radialMean, shownPlaces } from './directions'
import { expandFourierMap, fourierUnits } from './expand'
import { fourierMapAgain } from './again'
import type { FourierMapModel, FourierMapResult } from '../../contract/kinds/fourier-map/study'
import type { StudyKind } from '../study'
import type { MeasuredRow } from './directions'

export const fourierMap: StudyKind<'fourier-map'> = {
  kind: 'fourier-map',
  window: fourierMapWindow,
  plan: planFourierMap,
  again: fourierMapAgain,
  command: fourierMapCommand,
  document: fourierMapDocument,
  text: fourierMapTable,
  expand: expandFourierMap,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<FourierMapResult> {
    const { size, extent } = plan
    const { count } = shownPlaces(size, extent)
    const axis = axisOf(size, extent)
    const models: FourierMapModel[] = []
    const missing: string[] = []
    for (const { id, clean, rows } of fourierUnits(plan, facts)) {
      const errors: MeasuredRow[] = []
      const changes: MeasuredRow[] = []
      for (const { row, columns, unit } of rows) {
        const result = await look.result(unit.key)
        if (!result) continue
        const { errorRate, featureChange } = fourierRowDataSchema.parse(result.data)
        errors.push({ row, columns, values: errorRate })
        changes.push({ row, columns, values: featureChange })
      }
      if (errors.length === 0) {
        missing.push(id)
        continue
      }
      const errorRate = mapOf(size, extent, errors)
      const featureChange = mapOf(size, extent, changes)
      const measured = await look.result(clean.key)
      const radial = radialMean(size, extent, errorRate)
      models.push({
        id,
        sigma: facts.models.get(id)?.configuration.sigma ?? null,
        clean: measured ? evaluateDataSchema.parse(measured.data).accuracy : null,
        rows: { done: errors.length, total: rows.length },
        errorRate,
        featureChange,
        radial: {
          frequencies: { values: radial.frequencies, unit: 'cycles/pixel' },
          errorRate: radial.values,
          featureChange: radialMean(size, extent, featureChange).values,
        },
      })
    }
    return {
      kind: 'fourier-map',
      study,
      dataSet: plan.data.dataSet,
      split: plan.data.split,
      images: imageCount(plan.data),
      which: measuredImages(plan, facts),
      norm: plan.norm,
      seed: plan.seed,
      height: count,
      width: count,
      axes: { rows: axis, columns: axis, unit: 'cycles/pixel' },
      feature: 'logits',
      models,
      missing,
    }
  },
}
