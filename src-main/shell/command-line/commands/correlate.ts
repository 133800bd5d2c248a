/** `halfpower correlate`: does a model's preference (f_rev) go with its vulnerability (f_0.5)? */
import { formatSigned } from '../../../statistics/number-with-interval'
import type { Command } from 'commander'
import { preferenceOf } from '../../../figures/preference'
import { print, printJson } from '../output'
import { table, weightsCell } from '../../../studies/document/text'
import { withProject } from '../session'
import type { CommandContext } from '../context'
import type { Preference } from '../../../figures/preference'
import type { Correlation } from '../../../statistics/correlation'

const NORMS = ['L2', 'Linf'] as const

export function addCorrelateCommand(program: Command, context: CommandContext): void {
  program
    .command('correlate')
    .description(
      'f_rev against f_0.5 of every model: Pearson and Spearman correlation with intervals, over all models and within blur series',
    )
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const points = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('map.points', {}),
      )
      const norms = NORMS.map((norm) => preferenceOf(points, norm))
      if (options.json) printJson({ norms })
      else print(norms.map(preferenceText).join('\n\n'))
    })
}

function preferenceText({ norm, points, across, within, missing, notes, method }: Preference): string {
  const name = norm === 'L2' ? 'L2' : 'L∞'
  if (points.length === 0)
    return [
      `${name}: no model has both an f_rev ("halfpower hybrid") and an f_0.5 of ${name} perturbations ("halfpower spectrum").`,
      ...notes,
    ].join('\n')
  const rows = points.map(({ name: model, weights, series, f_rev, f_half, correlated }) => [
    model,
    weightsCell({ weights }),
    series === null ? '–' : 'blur series',
    f_rev.value.toFixed(4),
    f_rev.cyclesPerPixel.toFixed(4),
    f_half.value.toFixed(4),
    f_half.fractionOfNyquist.toFixed(4),
    correlated ? 'yes' : 'no: other work',
  ])
  const headings = [
    'model',
    'weights',
    'series',
    'f_rev (of Nyquist)',
    '(cycles/pixel)',
    'f_0.5 (cycles/pixel)',
    '(of Nyquist)',
    'in the correlations',
  ]
  const all = points.every(({ correlated }) => correlated)
    ? 'all models'
    : 'models that were measured on one work'
  return [
    `f_rev against f_0.5 of ${name} perturbations`,
    table(headings, rows),
    `${all}, Pearson: ${words(across.pearson)}`,
    `${all}, Spearman: ${words(across.spearman)}`,
    within === null
      ? 'within blur series: no series has two models with both frequencies.'
      : [
          `within ${within.families} blur series, Pearson: ${words(within.pearson)}`,
          `within ${within.families} blur series, Spearman: ${words(within.spearman)}`,
        ].join('\n'),
    ...(missing.length === 0 ? [] : [`Without one of the two frequencies: ${missing.join(', ')}`]),
    ...notes,
    method,
  ].join('\n')
}

function words({ n, value, low, high, sentence }: Correlation): string {
  const number = value === null ? '–' : formatSigned({ value, low, high }, 3)
  return `${number}, n = ${n}${sentence === null ? '' : `. ${sentence}`}`
}
