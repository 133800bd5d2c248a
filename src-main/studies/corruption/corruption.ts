/**
 * Common corruptions (methods F): accuracy by type and severity, means, mCE, and each corruption's own spectrum.
 * See expand.ts for its units.
 */
import { corruptionWindow } from './window'
import { corruptionDocument, corruptionTable } from './document'
import { corruptionCommand } from './command'
import { planCorruption } from './plan'
import { evaluateDataSchema } from '../../contract/kinds/evaluation/units'
import { measuredImages } from '../measured-images'
import { groupsOfTypes, meanCorruptionError, summariseCells } from './aggregate'
import { cellDataSchema, meansDataSchema, spectrumDataSchema } from '../../contract/kinds/corruption/units'
import { corruptionUnits, expandCorruption, imagesPerCell } from './expand'
import { isComparable, noticesOf, originOf } from './origin'
import { corruptionAgain } from './again'
import { precisionSentence } from '../../contract/kinds/corruption/precision-words'
import type {
  CellPrecision,
  CorruptionModelResult,
  CorruptionResult,
  CorruptionSpectraResult,
} from '../../contract/kinds/corruption/study'
import type { CorruptionPlan } from '../../contract/kinds/corruption/study'
import type { Proportion } from '../../contract/primitives'
import type { Facts, ResultLookup, StudyKind } from '../study'
import type { Measured } from './aggregate'
import type { SpectrumData } from '../../contract/kinds/corruption/units'
import type { CorruptionUnits } from './expand'

export const corruption: StudyKind<'corruption'> = {
  kind: 'corruption',
  window: corruptionWindow,
  plan: planCorruption,
  again: corruptionAgain,
  command: corruptionCommand,
  document: corruptionDocument,
  text: corruptionTable,
  expand: expandCorruption,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<CorruptionResult> {
    const units = corruptionUnits(plan, facts)
    const file = facts.dataSets.get(plan.data.dataSet)?.file
    const models = await modelsOf(plan, facts, look, units)
    const precision = precisionOf(plan, models)
    return {
      kind: 'corruption',
      study,
      origin: originOf(plan, file),
      dataSet: plan.data.dataSet,
      split: plan.data.split,
      images: imagesPerCell(plan),
      ...(precision ? { precision } : {}),
      which: measuredImages(plan, facts, imagesPerCell(plan)),
      types: plan.types,
      severities: plan.severities,
      comparable: isComparable(plan),
      notices: [...(precision ? [precisionSentence(precision)] : []), ...noticesOf(plan, file)],
      baseline: plan.baseline,
      models: models.filter(({ cells }) => cells.length > 0),
      missing: models.filter(({ cells }) => cells.length === 0).map(({ id }) => id),
      spectra: await spectraOf(plan, look, units),
      kept: await keptOf(look, units),
    }
  },
}

async function modelsOf(
  plan: CorruptionPlan,
  facts: Facts,
  look: ResultLookup,
  units: CorruptionUnits,
): Promise<CorruptionModelResult[]> {
  const found: (CorruptionModelResult & { measured: Measured })[] = []
  for (const [i, { id }] of plan.models.entries()) {
    const cells: CorruptionModelResult['cells'] = []
    for (const { type, severity, models } of units.cells) {
      const result = await look.result(models[i]!.key)
      if (result) cells.push({ type, severity, accuracy: cellDataSchema.parse(result.data).accuracy })
    }
    const clean = await cleanOf(look, units.clean[i]!.key)
    const means = await look.result(units.means[i]!.key)
    const byPlace = new Map(cells.map((cell) => [`${cell.type} ${cell.severity}`, cell.accuracy.value]))
    const accuracy: Measured['accuracy'] = (type, severity) => byPlace.get(`${type} ${severity}`)
    found.push({
      id,
      sigma: facts.models.get(id)?.configuration.sigma ?? null,
      clean,
      cells,
      missing: units.cells.length - cells.length,
      intervals: means ? meansDataSchema.parse(means.data).intervals : null,
      mce: null,
      ...summariseCells(plan.types, plan.severities, accuracy),
      measured: { clean: clean?.value ?? null, accuracy },
    })
  }
  const baseline = found.find(({ id }) => id === plan.baseline)
  return found.map(({ measured, ...model }) => ({
    ...model,
    mce: baseline
      ? meanCorruptionError(plan.types, plan.severities, measured, { id: baseline.id, ...baseline.measured })
      : null,
  }))
}

/** What ending cells at a precision came to; null where nobody asked for one, or nothing is finished. */
function precisionOf(plan: CorruptionPlan, models: readonly CorruptionModelResult[]): CellPrecision | null {
  const cells = models.flatMap((model) => model.cells)
  if (plan.precision === undefined || cells.length === 0) return null
  return {
    points: plan.precision,
    unit: 'percentage points',
    answered: cells.reduce((sum, { accuracy }) => sum + accuracy.count, 0),
    of: cells.length * imagesPerCell(plan),
  }
}

async function cleanOf(look: ResultLookup, key: string): Promise<Proportion | null> {
  const result = await look.result(key)
  return result ? evaluateDataSchema.parse(result.data).accuracy : null
}

async function spectraOf(
  plan: CorruptionPlan,
  look: ResultLookup,
  units: CorruptionUnits,
): Promise<CorruptionSpectraResult | null> {
  const found: SpectrumData[] = []
  for (const { spectrum } of units.cells) {
    const result = spectrum && (await look.result(spectrum.key))
    if (result) found.push(spectrumDataSchema.parse(result.data))
  }
  const first = found[0]
  if (!first) return null
  return {
    images: first.images,
    thresholds: { values: first.thresholds, unit: 'cycles/pixel' },
    profiles: found.map(({ type, severity, cumulative, meanPower }) => ({
      type,
      severity,
      cumulative,
      meanPower,
    })),
    groups: groupsOfTypes(plan.types).flatMap(({ group, types }) =>
      plan.severities.flatMap((severity) => {
        const members = found.filter((each) => each.severity === severity && types.includes(each.type))
        if (members.length < types.length) return []
        return [{ group, severity, cumulative: meanProfile(members.map(({ cumulative }) => cumulative)) }]
      }),
    ),
  }
}

/** The mean of individual profiles, as of perturbations (methods E). */
function meanProfile(profiles: readonly (number | null)[][]): (number | null)[] {
  return profiles[0]!.map((_, i) => {
    const values = profiles.map((profile) => profile[i] ?? null)
    return values.some((value) => value === null)
      ? null
      : values.reduce<number>((sum, value) => sum + value!, 0) / values.length
  })
}

async function keptOf(look: ResultLookup, units: CorruptionUnits): Promise<CorruptionResult['kept']> {
  const kept: CorruptionResult['kept'] = []
  for (const { type, severity, images } of units.cells) {
    const result = images && (await look.result(images.key))
    if (result?.arrays)
      kept.push({ type, severity, file: `results/${result.key.slice(0, 2)}/${result.arrays.file}` })
  }
  return kept
}
