/** `halfpower neural following`: does f_rev of networks follow the simulated neurons that they were drawn to? */
import { drawnWords, followingOf } from '../../../figures/following'
import { formatInterval } from '../../../statistics/number-with-interval'
import { table } from '../../../studies/document/text'
import { print, printJson } from '../output'
import { withProject } from '../session'
import type { Command } from 'commander'
import type { FollowedSeries } from '../../../figures/following'
import type { CommandContext } from '../context'

/** @param neural the group of commands about populations */
export function addNeuralFollowing(neural: Command, context: CommandContext): void {
  neural
    .command('following')
    .description(
      'f_rev of networks against the preferred frequency of the simulated neurons that they were drawn to ("sweep --neural-sf"), with a rank correlation over the networks',
    )
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const points = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('map.points', {}),
      )
      const series = followingOf(points)
      if (options.json) printJson({ series: series.map(followingDocument) })
      else
        print(
          series.length === 0
            ? 'No network of the project is drawn to simulated neurons: "halfpower sweep … --neural-sf 0.02,0.04,0.08" trains some.'
            : series.map(followingText).join('\n\n'),
        )
    })
}

/** What `--json` prints. */
export function followingDocument(found: FollowedSeries): Record<string, unknown> {
  const { drawn, shuffled, without, uncounted, ...rest } = found
  const point = (each: FollowedSeries['drawn'][number]): Record<string, unknown> => ({
    ...each,
    preferred: { value: each.preferred, unit: 'cycles/degree' },
    f_rev: { ...each.f_rev, unit: 'fraction of Nyquist' },
  })
  return {
    ...rest,
    models: drawn.map(point),
    control: shuffled.map(point),
    uncounted: uncounted.map((each) => ({
      ...each,
      preferred: { value: each.preferred, unit: 'cycles/degree' },
    })),
    without: without.map(({ value, ...each }) => ({
      ...each,
      f_rev: { value, unit: 'fraction of Nyquist' },
    })),
  }
}

/** Why a network stands in the table without a number. */
const NO_NUMBER = {
  'not measured': 'not measured yet',
  'no reversal': 'none found',
  'other work': 'measured in another way',
} as const

/** A table of all networks of the series, and what can be said. */
export function followingText(found: FollowedSeries): string {
  const { drawn, shuffled, without, uncounted, sentence, notes } = found
  const row = (words: string) => (each: FollowedSeries['drawn'][number]) => [
    words,
    `${each.preferred}`,
    each.preferredOfNyquist.toFixed(3),
    `${each.seed ?? '–'}`,
    formatInterval(each.f_rev),
    each.id,
  ]
  const rows = [
    ...drawn.map(row(drawnWords(found))),
    ...shuffled.map(row('shuffled')),
    ...uncounted.map(({ id, preferred, preferredOfNyquist, seed, control, why }) => [
      control === 'none' ? drawnWords(found) : 'shuffled',
      ...[`${preferred}`, preferredOfNyquist.toFixed(3), `${seed ?? '–'}`, NO_NUMBER[why], id],
    ]),
    ...without.map(({ id, value }) => ['no neural term', '–', '–', '–', formatInterval({ value }), id]),
  ]
  return [
    table(
      [
        'networks',
        'neurons prefer (cycles/degree)',
        '(of Nyquist)',
        'training seed',
        'f_rev (of Nyquist) [95 %]',
        'model',
      ],
      rows,
    ),
    sentence,
    ...notes,
    ...(uncounted.some(({ why }) => why === 'not measured')
      ? ['Measure them with "halfpower hybrid DIR --model … --dataset …".']
      : []),
  ].join('\n')
}
