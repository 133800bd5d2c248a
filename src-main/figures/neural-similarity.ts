/** How alike the layers of models and a population of neurons represent the same images (methods N.5): bars by layer. */
import type { NeuralResult } from '../contract/kinds/neural/study'
import { highestCorrelation } from '../statistics/reliability'
import { csv } from './csv'
import { escapeText } from './figure'
import type { Appearance, Bar, Figure } from './figure'
import { finish } from './finish'
import { intervalBars } from './interval-bars'
import { formatInterval } from '../statistics/number-with-interval'
import { counted } from './numbers'
import { shortHash } from './short-hash'
import { axis, baseLayout, emptyAnnotation, INK, legend } from './style'

export interface SimilarityFigureOptions extends Appearance {
  /** `rsa`: correlation of similarities, with its interval. `cka`: kernel alignment without its bias. */
  measure?: 'rsa' | 'cka' | undefined
}

type Compared = Pick<NeuralResult, 'population' | 'models' | 'similarity'>
type Shades = readonly string[]

const SHADES: Record<Appearance['theme'], Shades> = {
  light: [
    'rgb(0, 114, 178)',
    'rgb(230, 159, 0)',
    'rgb(0, 158, 115)',
    'rgb(204, 121, 167)',
    'rgb(110, 110, 110)',
  ],
  dark: [
    'rgb(60, 150, 214)',
    'rgb(230, 159, 0)',
    'rgb(0, 178, 130)',
    'rgb(212, 135, 178)',
    'rgb(160, 160, 160)',
  ],
}

/** @param names by id of the model, how it is called */
export function neuralSimilarityFigure(
  { population, models, similarity }: Compared,
  names: ReadonlyMap<string, string>,
  options: SimilarityFigureOptions,
): Figure {
  const { theme, measure = 'rsa' } = options
  const title =
    measure === 'rsa' ? 'Similarity to the population (RSA)' : 'Alignment with the population (CKA, unbiased)'
  const bars = models.map(({ id, layers }, i): Bar => {
    const name = names.get(id) ?? id
    return {
      type: 'bar',
      name: escapeText(name),
      x: layers.map((layer) => escapeText(layer.name)),
      y: layers.map((layer) => (measure === 'rsa' ? layer.rsa : layer.unbiased)),
      marker: { color: SHADES[theme][i % SHADES[theme].length]! },
      ...(measure === 'rsa'
        ? {
            error_y: intervalBars(
              layers.map(({ rsa, low, high }) => ({ value: rsa, low, high })),
              [-1, 1],
              { color: INK[theme].text },
            ),
          }
        : {}),
      hovertext: layers.map(
        ({ name: layer, rsa, low, high, cka, unbiased }) =>
          `<b>${escapeText(name)}</b>, ${escapeText(layer)}<br>RSA ${formatInterval({ value: rsa, low, high })}<br>CKA ${cka.toFixed(3)}, unbiased ${unbiased.toFixed(3)}`,
      ),
      hoverinfo: 'text',
    }
  })
  const repeats = measure === 'rsa' ? (similarity?.ceiling ?? null) : null
  const ceiling = repeats === null ? null : highestCorrelation(repeats.value)
  return finish({
    data: bars,
    layout: {
      ...baseLayout(options),
      ...(models.length > 1 ? legend() : {}),
      ...(models.length === 0 ? emptyAnnotation('No model is compared yet.', theme) : {}),
      barmode: 'group',
      xaxis: axis('Layer', theme, { type: 'category', ticks: '' }),
      yaxis: axis(title, theme, {}),
      shapes:
        ceiling !== null
          ? [
              {
                ...{ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: ceiling, y1: ceiling },
                line: { color: INK[theme].quiet, width: 1, dash: 'dash' },
              },
            ]
          : [],
    },
    caption: `How alike the layers of ${counted(models.length, 'model')} and the ${similarity?.neurons ?? 0} neurons of ${population.name}${population.kind === 'simulated' ? ' (simulated)' : ''} represent ${counted(similarity?.images ?? 0, 'image')}: ${measure === 'rsa' ? 'correlation of their similarities, with 95 % intervals over images (BCa)' : 'linear centred kernel alignment without its bias for few images'} (methods N.5).`,
    notes:
      repeats === null
        ? []
        : [
            ceiling === null
              ? `Two halves of the repeats do not agree (${repeats.value.toFixed(3)}, ${repeats.images} images): how much a model could reach is not known.`
              : `Dashed, ${ceiling.toFixed(3)}: about what a perfect model of the mean responses would reach, the root of how much two halves of the repeats agree (${repeats.value.toFixed(3)}, corrected for being halves, ${repeats.images} images, one split).`,
          ],
    csv: csv(
      ['model', 'name', 'weights', 'layer', 'RSA', 'RSA low', 'RSA high', 'CKA', 'CKA unbiased'],
      models.flatMap(({ id, weights, layers }) =>
        layers.map((layer) => [
          ...[id, names.get(id) ?? id, weights === undefined ? '' : shortHash(weights), layer.name],
          ...[layer.rsa, layer.low, layer.high, layer.cka, layer.unbiased],
        ]),
      ),
    ),
    ariaLabel: `Bar chart of the similarity to ${population.name} by layer. ${models
      .map(
        ({ id, layers }) =>
          `${names.get(id) ?? id}: ${layers.map(({ name, rsa }) => `${name} ${rsa.toFixed(2)}`).join(', ')}`,
      )
      .join('; ')}.`,
  })
}
