/** A sweep as a document for scripts and as a table for people. */
import { intervalLine, intervalWords } from '../../contract/interval-words'
import { accuracyWords, table, weightsCell } from '../document/text'
import { termWords } from './neural-runs'
import type { SweepResult } from '../../contract/kinds/sweep/study'

export function sweepDocument(result: SweepResult): Record<string, unknown> {
  const finished = result.runs.filter((run) => run.model !== null)
  return {
    study: result.study,
    measuredOn: result.measuredOn,
    interval: `clean accuracy: ${intervalWords('accuracy')}`,
    ...(result.notices.length === 0 ? {} : { notices: result.notices }),
    models: finished.map(
      ({ model, weights, sigma, components, noise, neural, seed, parameters, accuracy }) => ({
        id: model,
        weights,
        sigma,
        components,
        noise,
        ...(neural ? { neural } : {}),
        seed,
        parameters,
        accuracy,
      }),
    ),
    missing: result.runs
      .filter((run) => run.accuracy === null)
      .map(({ sigma, components, noise, neural, seed }) => ({
        ...{ sigma, components, noise, seed },
        ...(neural ? { neural } : {}),
      })),
  }
}

export function sweepTable(result: SweepResult): string {
  const drawn = result.runs.some((run) => run.neural !== undefined)
  const rows = result.runs.map((run) => [
    run.components !== null
      ? `PCA ${run.components}`
      : run.noise !== null
        ? `noise ${run.noise}`
        : `${run.sigma ?? 'none'}`,
    ...(drawn ? [run.neural ? termWords(run.neural) : 'none'] : []),
    `${run.seed}`,
    run.parameters === null ? '–' : `${run.parameters}`,
    run.accuracy ? accuracyWords(run.accuracy) : '–',
    run.model ?? `not finished (${run.epochs.length} epochs so far)`,
    weightsCell(run),
  ])
  const numbers = table(
    [
      'σ (pixels)',
      ...(drawn ? ['neural term'] : []),
      'training seed',
      'parameters',
      'clean accuracy [95 %]',
      'model',
      'weights',
    ],
    rows,
  )
  const interval = result.runs.some(({ accuracy }) => accuracy)
    ? [intervalLine(intervalWords('accuracy'))]
    : []
  return [`${numbers}\n`, result.measuredOn, ...interval, ...result.notices].join('\n')
}
