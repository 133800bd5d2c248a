/**
 * Study results as the command line shows them: the JSON documents for scripts and the tables for people.
 */
import { attackDocument, attackTable, spectrumDocument, spectrumTable } from './attack-results'
import { resolutionWords } from '../../figures/resolution'
import { accuracyWords, imagesLines, interval, percent, table, weightsCell } from './output'
import {
  corruptionDocument,
  corruptionTable,
  filterDocument,
  filterTable,
  fourierMapDocument,
  fourierMapTable,
} from './probe-results'
import type { StudyResult } from '../../contract/results'
import type { EvaluationResult } from '../../contract/kinds/evaluation/study'
import type { HybridResult } from '../../contract/kinds/hybrid/study'
import type { SweepResult } from '../../contract/kinds/sweep/study'

/** What an interval of f_rev covers, and what it does not. */
export const REVERSAL_INTERVAL =
  'of this trained network; bootstrap over images and pairings. What training again with another training seed changes is not in it (halfpower seeds)'

export function sweepDocument(result: SweepResult): Record<string, unknown> {
  const finished = result.runs.filter((run) => run.model !== null)
  return {
    study: result.study,
    measuredOn: result.measuredOn,
    models: finished.map(({ model, weights, sigma, components, noise, seed, parameters, accuracy }) => ({
      id: model,
      weights,
      sigma,
      components,
      noise,
      seed,
      parameters,
      accuracy,
    })),
    missing: result.runs
      .filter((run) => run.accuracy === null)
      .map(({ sigma, components, noise, seed }) => ({ sigma, components, noise, seed })),
  }
}

export function sweepTable(result: SweepResult): string {
  const rows = result.runs.map((run) => [
    run.components !== null
      ? `PCA ${run.components}`
      : run.noise !== null
        ? `noise ${run.noise}`
        : `${run.sigma ?? 'none'}`,
    `${run.seed}`,
    run.parameters === null ? '–' : `${run.parameters}`,
    run.accuracy ? accuracyWords(run.accuracy) : '–',
    run.model ?? `not finished (${run.epochs.length} epochs so far)`,
    weightsCell(run),
  ])
  const numbers = table(
    ['σ (pixels)', 'training seed', 'parameters', 'clean accuracy [95 %]', 'model', 'weights'],
    rows,
  )
  return `${numbers}\n\n${result.measuredOn}`
}

export function hybridDocument(result: HybridResult): Record<string, unknown> {
  const { study, which, models, missing } = result
  return { study, which, models, missing, interval: `f_rev: ${REVERSAL_INTERVAL}` }
}

export function hybridTable(result: HybridResult): string {
  const rows = result.models.map((model) => [
    model.id,
    weightsCell(model),
    `${model.sigma ?? 'none'}`,
    interval(model.f_rev),
    resolutionWords(model.f_rev) ?? '–',
    model.p_other_at_reversal === null ? '–' : percent(model.p_other_at_reversal),
  ])
  const sentences = result.models.flatMap(({ id, f_rev }) =>
    f_rev.sentence === null ? [] : [`\n${id}: ${f_rev.sentence}`],
  )
  const missing = result.missing.length === 0 ? '' : `\nNot finished: ${result.missing.join(', ')}`
  return `${table(['model', 'weights', 'σ (pixels)', 'f_rev (of Nyquist) [95 %]', 'resolved', 'p_other at f_rev'], rows)}\n\n[95 %] of f_rev: ${REVERSAL_INTERVAL}.${sentences.join('')}${missing}${imagesLines(result.which)}`
}

function evaluationTable(result: EvaluationResult): string {
  const numbers = table(
    ['model', 'weights', 'clean accuracy [95 %]', 'images'],
    result.models.map((model) => [
      model.id,
      weightsCell(model),
      accuracyWords(model.accuracy),
      `${model.accuracy.count}`,
    ]),
  )
  return `${numbers}${imagesLines(result.which)}`
}

/** Any result, as a document. */
export function resultDocument(result: StudyResult): Record<string, unknown> {
  switch (result.kind) {
    case 'sweep':
      return sweepDocument(result)
    case 'hybrid':
      return hybridDocument(result)
    case 'evaluation':
      return { study: result.study, which: result.which, models: result.models, missing: result.missing }
    case 'attack':
      return attackDocument(result)
    case 'spectrum':
      return spectrumDocument(result)
    case 'corruption':
      return corruptionDocument(result)
    case 'filter':
      return filterDocument(result)
    case 'fourier-map':
      return fourierMapDocument(result)
    default:
      throw result satisfies never
  }
}

/** Any result, for people. */
export function resultTable(result: StudyResult): string {
  switch (result.kind) {
    case 'sweep':
      return sweepTable(result)
    case 'hybrid':
      return hybridTable(result)
    case 'evaluation':
      return evaluationTable(result)
    case 'attack':
      return attackTable(result, false)
    case 'spectrum':
      return spectrumTable(result)
    case 'corruption':
      return corruptionTable(result)
    case 'filter':
      return filterTable(result)
    case 'fourier-map':
      return fourierMapTable(result)
    default:
      throw result satisfies never
  }
}
