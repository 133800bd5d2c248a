/** How alike the layers of models and a population of neurons represent the same images (methods N.5): bars by layer. */
import type { NeuralResult } from '../contract/kinds/neural/study'
import type { PopulationSimilarity } from '../contract/kinds/neural/results'
import { SCALING_WORDS } from '../contract/kinds/neural/scaling'
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

type Repeats = NonNullable<PopulationSimilarity['ceiling']>

/** What a perfect model would reach, with its interval; null where the halves of the repeats do not agree. */
export function reachable({
  value,
  low,
  high,
}: Repeats): { value: number; low: number; high: number } | null {
  const most = value === null ? null : highestCorrelation(value)
  if (most === null || low === null || high === null) return null
  return { value: most, low: highestCorrelation(low) ?? 0, high: highestCorrelation(high) ?? 0 }
}

function ceilingNote({ value, images, splits }: Repeats, ceiling: ReturnType<typeof reachable>): string {
  const from = `${images} images, ${splits} random splits`
  return ceiling === null || value === null
    ? `Two halves of the repeats do not agree (${from}): not reliable, and how much a model could reach is not known.`
    : `Dashed, ${formatInterval(ceiling)} with its 95 % interval over images: about what a perfect model of the mean responses would reach, the root of how much two halves of the repeats agree (${value.toFixed(3)}, corrected for being halves, ${from}).`
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
  const ceiling = repeats === null ? null : reachable(repeats)
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
                ...{ type: 'rect', xref: 'paper', x0: 0, x1: 1, layer: 'below' },
                ...{ y0: ceiling.low, y1: ceiling.high },
                ...{ fillcolor: INK[theme].wash, line: { width: 0 } },
              },
              {
                ...{ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: ceiling.value, y1: ceiling.value },
                line: { color: INK[theme].quiet, width: 1, dash: 'dash' },
              },
            ]
          : [],
    },
    caption: `How alike the layers of ${counted(models.length, 'model')} and the ${similarity?.neurons ?? 0} neurons of ${population.name}${population.kind === 'simulated' ? ' (simulated)' : ''} represent ${counted(similarity?.images ?? 0, 'image')}: ${measure === 'rsa' ? 'correlation of their similarities, with 95 % intervals over images (BCa)' : 'linear centred kernel alignment without its bias for few images'} (methods N.5)${similarity === null ? '' : `; ${SCALING_WORDS[similarity.scaling]}`}.`,
    notes: [
      ...(repeats === null ? [] : [ceilingNote(repeats, ceiling)]),
      ...(models.some(({ layers }) => layers.length > 1)
        ? [
            'The highest bar of a model is a winner, and too high on these images: the similarity of the most similar layer, chosen on one half of them and told on the other, is in the table and on the Map.',
          ]
        : []),
    ],
    csv: csv(
      [
        ...['model', 'name', 'weights', 'layer', 'RSA', 'RSA low', 'RSA high', 'CKA', 'CKA unbiased'],
        ...['cross-validated RSA of the most similar layer', 'low', 'high', 'layers chosen', 'of'],
        ...['scaling', 'ceiling', 'ceiling low', 'ceiling high'],
      ],
      models.flatMap(({ id, weights, layers, chosen }) =>
        layers.map((layer) => [
          ...[id, names.get(id) ?? id, weights === undefined ? '' : shortHash(weights), layer.name],
          ...[layer.rsa, layer.low, layer.high, layer.cka, layer.unbiased],
          ...[chosen?.rsa ?? null, chosen?.low ?? null, chosen?.high ?? null],
          ...[chosen?.layers.join('; ') ?? null, chosen?.of ?? null, similarity?.scaling ?? null],
          ...[ceiling?.value ?? null, ceiling?.low ?? null, ceiling?.high ?? null],
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
