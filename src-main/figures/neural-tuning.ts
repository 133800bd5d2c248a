/**
 * How many neurons of a population prefer which spatial frequency (methods N.3), with the median and its interval, and the
 * line of mouse V1 for comparison. Frequencies that the pixels alias are drawn apart, and so are neurons that hardly modulate.
 */
import type { TuningFound } from '../contract/kinds/neural/results'
import type { NeuralResult } from '../contract/kinds/neural/study'
import { convert } from '../contract/units'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, unitChoices } from './axes'
import { csv } from './csv'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { withMouseV1 } from './mouse-v1'
import { formatInterval } from '../statistics/number-with-interval'
import { formatCount } from './numbers'
import { axis, baseLayout, INK, legend, LINE_WIDTH } from './style'

export interface TuningFigureOptions extends Appearance {
  unit?: FrequencyUnit | undefined
}

type Tuned = Pick<NeuralResult, 'population'> & { tuning: TuningFound }

/** In which unit such a figure is best begun with. */
export function tuningUnit({ tuning }: Tuned): FrequencyUnit {
  return tuning.unit
}

export function neuralTuningFigure(found: Tuned, options: TuningFigureOptions): Figure {
  const { population, tuning } = found
  const { theme, unit = tuning.unit } = options
  const viewing: Viewing = { side: population.side, fieldOfView: population.fieldOfView ?? undefined }
  const at = (frequency: number): number =>
    Number.isFinite(frequency) ? convert({ value: frequency, unit: tuning.unit }, unit, viewing).value : NaN
  const carried = tuning.histogram.filter(({ aliased }) => !aliased)
  const aliased = tuning.histogram.filter((bin) => bin.aliased)
  // In a loop: ten thousand of them are too many for the words of one call.
  const [lowest, highest] = tuning.histogram
    .map(({ frequency }) => at(frequency))
    .filter((frequency) => frequency > 0 && frequency < Infinity)
    .reduce<[number, number]>(
      ([low, high], frequency) => [Math.min(low, frequency), Math.max(high, frequency)],
      [Infinity, 0],
    )
  const range: [number, number] =
    highest > 0 ? [Math.log10(lowest / 1.3), Math.log10(highest * 1.3)] : [-2, 0]
  const { preferred, interpolated } = tuning
  return finish(
    withMouseV1(
      {
        data: [
          counts('prefer', carried, at, (bin) => bin.neurons - bin.unmodulated, theme, 'solid'),
          counts('hardly modulate', carried, at, (bin) => bin.unmodulated, theme, 'dot'),
          ...(aliased.length === 0
            ? []
            : [counts('aliased by the pixels', aliased, at, (bin) => bin.neurons, theme, 'dash')]),
        ],
        layout: {
          ...baseLayout(options),
          ...legend(),
          xaxis: axis(frequencyTitle('frequency', unit), theme, { type: 'log', range }),
          yaxis: axis('Neurons', theme, { rangemode: 'tozero', tickformat: ',d' }),
          shapes: interpolated
            ? [
                {
                  ...{ type: 'rect', xref: 'x', yref: 'paper', y0: 0, y1: 1, layer: 'below' },
                  ...{ x0: at(interpolated.low), x1: at(interpolated.high) },
                  ...{ fillcolor: INK[theme].wash, line: { width: 0 } },
                },
                {
                  ...{ type: 'line', xref: 'x', yref: 'paper', y0: 0, y1: 1 },
                  ...{ x0: at(interpolated.value), x1: at(interpolated.value) },
                  line: { color: INK[theme].text, width: 1.5 },
                },
              ]
            : [],
        },
        caption: `Preferred spatial frequency of ${formatCount(tuning.neurons)} neurons of ${population.name}${population.kind === 'simulated' ? ' (simulated)' : ''}: best of ${tuning.histogram.length} frequencies of gratings (${tuning.rule} rule)${
          preferred && interpolated
            ? `; line and band: median between grid points, ${formatInterval(scaled(interpolated, at))} ${unit}, with its 95 % interval over neurons; on the grid ${at(preferred.value).toPrecision(3)}`
            : ''
        } (methods N.3).`,
        notes: [
          ...(tuning.unmodulated > 0
            ? [
                `${formatCount(tuning.unmodulated)} neurons hardly modulate (a tenth of the median range) and are in no median.`,
              ]
            : []),
          ...(aliased.length > 0
            ? [
                `Above ${at(tuning.carried).toPrecision(3)} ${unit} these pixels alias: what answers there (${formatCount(tuning.aliased)} neurons that modulate) is no tuning, in no median, fit or width.`,
              ]
            : []),
          ...(population.fieldOfView === null
            ? ['The population has no field of view: nothing is in degrees.']
            : []),
        ],
        csv: csv(
          [`frequency (${unit})`, 'neurons (count)', 'of them hardly modulated (count)', 'aliased'],
          tuning.histogram.map((bin) => [
            at(bin.frequency),
            bin.neurons,
            bin.unmodulated,
            bin.aliased ? 'yes' : 'no',
          ]),
        ),
        ariaLabel: `Histogram of the preferred spatial frequency of ${tuning.neurons} neurons in ${unit}. ${tuning.histogram.map((bin) => `${at(bin.frequency).toPrecision(3)}: ${bin.neurons}`).join('; ')}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing], logarithmic: true },
      options,
    ),
  )
}

function scaled({ value, low, high }: NonNullable<TuningFound['preferred']>, at: (value: number) => number) {
  return { value: at(value), low: at(low), high: at(high) }
}

function counts(
  name: string,
  bins: TuningFound['histogram'],
  at: (frequency: number) => number,
  neurons: (bin: TuningFound['histogram'][number]) => number,
  theme: Appearance['theme'],
  dash: 'solid' | 'dot' | 'dash',
): Scatter {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: escapeText(name),
    x: bins.map(({ frequency }) => at(frequency)),
    y: bins.map(neurons),
    line: {
      color: dash === 'solid' ? INK[theme].text : INK[theme].quiet,
      width: LINE_WIDTH,
      dash,
      shape: 'hvh',
    },
    marker: { size: 5 },
    ...(dash === 'solid' ? { fill: 'tozeroy' as const, fillcolor: INK[theme].wash } : {}),
    hovertext: bins.map(
      (bin) => `${at(bin.frequency).toPrecision(3)}: ${neurons(bin)} neurons, ${escapeText(name)}`,
    ),
    hoverinfo: 'text',
  }
}
