/** `halfpower map`: the points of a Map, means of groups, and which blur has each model's frequency. */
import type { Command } from 'commander'
import { UserError } from '../../../contract/errors'
import { plain } from '../../../figures/figure'
import { blurMatchedOf, matchedWords } from '../../../figures/blur-matched'
import { citedInTerminal } from '../../../contract/methods-text/citation'
import { NOT_OF_TRAINING } from '../../../contract/interval-words'
import { mapFigure } from '../../../figures/map'
import {
  DEFAULT_FREQUENCY,
  DEFAULT_MEASURE,
  MAP_FREQUENCIES,
  mapMeasures,
} from '../../../figures/map-measures'
import { LIMITED, groupMeansOf } from '../../../figures/map-overlays'
import { axesOf, place } from '../../../figures/map-points'
import { comparability } from '../../../figures/map-work'
import { formatInterval } from '../../../statistics/number-with-interval'
import { table } from '../../../studies/document/text'
import { print, printJson } from '../output'
import { withProject } from '../session'
import type { CommandContext } from '../context'
import type { MapAxes } from '../../../figures/map-words'
import type { Placed } from '../../../figures/map-points'

interface MapCommandOptions {
  measure: string
  frequency: string
  dataset?: string
  hybrids?: string
  json?: boolean
}

export function addMapCommand(program: Command, context: CommandContext): void {
  program
    .command('map')
    .description(
      'a measure of robustness against f_rev or f_0.5 of every model, means of groups, and the blur that has each model’s frequency (methods M.10)',
    )
    .argument('<dir>', 'the project')
    .option('--measure <name>', 'vertical: accuracy, epsilon-L2, corruptions/ORIGIN/mean …', DEFAULT_MEASURE)
    .option(
      '--frequency <name>',
      `horizontal: ${MAP_FREQUENCIES.map(({ id }) => id).join(', ')}`,
      DEFAULT_FREQUENCY,
    )
    .option('--dataset <id>', 'only what was measured on it (the data set with most f_rev)')
    .option('--hybrids <study>', 'f_rev of this study only (of each model the newest)')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: MapCommandOptions) => {
      const { points, dataSet } = await withProject(context, {}, dir, 'read', async (workbench) => {
        const all = await workbench.invoke('map.dataSets', {})
        const chosen = options.dataset === undefined ? all[0] : all.find(({ id }) => id === options.dataset)
        if (options.dataset !== undefined && !chosen)
          throw new UserError(
            'usage',
            `No model was measured on "${options.dataset}": there are ${all.map(({ id }) => id).join(', ') || 'no measurements yet'}.`,
          )
        return {
          dataSet: chosen?.id ?? null,
          points: await workbench.invoke('map.points', {
            ...(chosen ? { dataSet: chosen.id } : {}),
            ...(options.hybrids === undefined ? {} : { reversals: options.hybrids }),
          }),
        }
      })
      const known = mapMeasures(points).map(({ id }) => id)
      if (!known.includes(options.measure))
        throw new UserError(
          'usage',
          `The Map has no measure "${options.measure}" here: it has ${known.join(', ')}.`,
        )
      if (!MAP_FREQUENCIES.some(({ id }) => id === options.frequency))
        throw new UserError(
          'usage',
          `The Map has no frequency "${options.frequency}": it has ${MAP_FREQUENCIES.map(({ id }) => id).join(', ')}.`,
        )
      const shown = { measure: options.measure, frequency: options.frequency }
      const axes = axesOf(points, { ...shown, theme: 'light' })
      const placed = place(points, { ...shown, theme: 'light' })
      const matched = placed.flatMap(({ point: { id, name } }) => {
        const found = blurMatchedOf(points, id, shown)
        return found === null ? [] : [{ id, name, ...found }]
      })
      const groups = groupMeansOf(placed, axes, { ...shown, theme: 'light' })
      const { other } = comparability(placed, axes)
      const { notes } = mapFigure(points, { ...shown, theme: 'light' })
      const interval = intervalsInWords(placed, axes)
      const units = { frequency: 'fraction of Nyquist', measure: plain(axes.measure.title) }
      if (options.json)
        printJson({
          dataSet,
          ...shown,
          units,
          points: placed.map(({ point: { id, name, group, sigma }, x, y }) => ({
            id,
            name,
            group,
            sigma,
            x,
            y,
            otherWork: other.has(id),
          })),
          ...(interval === null ? {} : { interval }),
          groups,
          matched,
          notes,
        })
      else
        print(
          [
            table(
              [
                'model',
                'group',
                'σ (pixels)',
                `${axes.frequency.words} (of Nyquist)`,
                plain(axes.measure.title),
              ],
              placed.map(({ point: { id, name, group, sigma }, x, y }) => [
                `${name}${other.has(id) ? ' (other work)' : ''}`,
                group,
                sigma === null ? 'none' : String(sigma),
                formatInterval(x),
                formatInterval(y),
              ]),
            ),
            `Measured on ${dataSet === null ? 'nothing yet' : `"${dataSet}"`}.`,
            ...(interval === null ? [] : [`[95 %]: ${interval}. ${NOT_OF_TRAINING}.`]),
            ...groups.map(
              ({ group, n, x, y }) =>
                `Mean of ${group} (n = ${n}, 95 % t-intervals over models): ${formatInterval(x)}, ${formatInterval(y)}`,
            ),
            ...(groups.some(({ limited }) => limited) ? [LIMITED] : []),
            ...matched.map((each) => `${each.name}, blur-matched control: ${matchedWords(each, axes)}`),
            ...notes.map(citedInTerminal),
          ].join('\n'),
        )
    })
}

/** What the brackets of both axes are made over; null: no model has any. */
function intervalsInWords(
  placed: readonly Placed[],
  { measure, frequency }: Omit<MapAxes, 'unit'>,
): string | null {
  const barred = placed.filter(({ x }) => x.low !== null)
  const parts = [
    ...(barred.length > 0
      ? [`${frequency.words} ${frequency.interval(barred.map(({ point }) => point))}`]
      : []),
    ...(measure.interval !== null && placed.some(({ y }) => y.low !== null)
      ? [`${measure.words} ${measure.interval}`]
      : []),
  ]
  return parts.length === 0 ? null : parts.join('; ')
}
