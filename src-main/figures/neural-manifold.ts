/**
 * Where in the spectrum the weight images of a manifold's components lie (methods N.4): the half-power frequency of each,
 * beside those of the images' own components and of a random rotation; size of a mark: its share of the variance.
 */
import type { ManifoldFound } from '../contract/kinds/neural/results'
import type { NeuralResult } from '../contract/kinds/neural/study'
import { convert } from '../contract/units'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { unitChoices, uprightFrequencyTitle } from './axes'
import { csv } from './csv'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { UNKNOWN_RELIABILITY, leftOutWords } from './manifold-words'
import { withMouseV1 } from './mouse-v1'
import { axis, baseLayout, INK, legend, LINE_WIDTH } from './style'

export interface ManifoldFigureOptions extends Appearance {
  unit?: FrequencyUnit | undefined
}

interface Series {
  name: string
  dash: 'solid' | 'dash' | 'dot'
  found: Pick<ManifoldFound, 'components' | 'spectrum'>
}

const SERIES = { images: 'principal components of the images', rotation: 'random rotation' } as const

const SCALING_SENTENCE = {
  none: 'Responses are centred, not scaled.',
  sd: 'Responses are centred, and each neuron is divided by its SD.',
} as const

function leftOutSentence({ name, found }: Series): string {
  const words = leftOutWords(found.components)
  return words === null ? '' : ` Without f_half and in no mean, of the ${name}: ${words}.`
}

export function neuralManifoldFigure(
  { population, manifold }: Pick<NeuralResult, 'population'> & { manifold: ManifoldFound },
  options: ManifoldFigureOptions,
): Figure {
  const { theme, unit = 'cycles/image' } = options
  const viewing: Viewing = { side: population.side, fieldOfView: population.fieldOfView ?? undefined }
  const at = (frequency: number): number =>
    convert({ value: frequency * manifold.cyclesPerImage, unit: 'cycles/image' }, unit, viewing).value
  const series: Series[] = [
    { name: 'neural components', dash: 'solid', found: manifold },
    ...manifold.control.map((control): Series => ({
      name: SERIES[control.kind],
      dash: control.kind === 'images' ? 'dash' : 'dot',
      found: control,
    })),
  ]
  const mean = ({ spectrum }: Series['found']): string =>
    spectrum?.halfPower == null ? 'none' : at(spectrum.halfPower).toPrecision(3)
  return finish(
    withMouseV1(
      {
        data: series.map((each) => line(each, at, unit, theme)),
        layout: {
          ...baseLayout(options),
          ...legend(),
          xaxis: axis('Component', theme, { dtick: 1 }),
          yaxis: axis(uprightFrequencyTitle('f_half', unit), theme, { rangemode: 'tozero' }),
        },
        caption: `Half-power frequency of the weight images of ${manifold.components.length} components of the responses of ${manifold.neurons} neurons of ${population.name}${population.kind === 'simulated' ? ' (simulated)' : ''} to ${manifold.images} images, beside two controls; larger marks have more of the variance. Weighted by variance: ${series.map((each) => `${each.name} ${mean(each.found)}`).join(', ')} ${unit} (methods N.4). ${SCALING_SENTENCE[manifold.scaling]}${series.map(leftOutSentence).join('')}`,
        notes: [
          ...(manifold.reliable === null
            ? population.kind === 'recorded'
              ? [UNKNOWN_RELIABILITY]
              : []
            : [
                `Reliable in both halves of the repeats: the first ${manifold.reliable} of ${manifold.components.length} components (random splits, averaged).`,
              ]),
          ...(population.fieldOfView === null
            ? ['The population has no field of view: nothing is in degrees.']
            : []),
        ],
        csv: csv(
          [
            ...['components of', 'component', 'share of variance (%)', `f_half (${unit})`],
            ...['linear in pixels (%)', 'why without f_half'],
          ],
          series.flatMap(({ name, found }) =>
            found.components.map(({ index, explained, profile, linear, left }) => [
              ...[name, index, explained * 100],
              profile?.halfPower == null ? null : at(profile.halfPower),
              ...[linear * 100, left],
            ]),
          ),
        ),
        ariaLabel: `Line plot of half-power frequencies in ${unit} by component. ${series.map((each) => `${each.name}: weighted mean ${mean(each.found)}`).join('; ')}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing], axes: [{ x: 'x', y: 'y', of: 'y' }] },
      options,
    ),
  )
}

function line(
  { name, dash, found }: Series,
  at: (frequency: number) => number,
  unit: FrequencyUnit,
  theme: Appearance['theme'],
): Scatter {
  const some = found.components.flatMap(({ index, explained, profile }) =>
    profile?.halfPower == null ? [] : [{ index, explained, frequency: at(profile.halfPower) }],
  )
  const color = dash === 'solid' ? INK[theme].text : INK[theme].quiet
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: escapeText(name),
    x: some.map(({ index }) => index),
    y: some.map(({ frequency }) => frequency),
    line: { color, width: LINE_WIDTH, dash },
    marker: { color, size: some.map(({ explained }) => 5 + 18 * Math.sqrt(explained)) },
    hovertext: some.map(
      ({ index, explained, frequency }) =>
        `<b>${escapeText(name)}</b> ${index}<br>${frequency.toPrecision(3)} ${unit}<br>${(explained * 100).toFixed(1)} % of the variance`,
    ),
    hoverinfo: 'text',
  }
}
