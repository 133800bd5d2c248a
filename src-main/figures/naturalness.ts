/**
 * The reason to ask with hybrids, measured (methods C.6, K.11): how pixel values and spectra of filtered images and of
 * hybrids differ from those of natural ones, in one figure with a number for each; and both numbers against the
 * cut-off. Clipping to [0,1] and mixing keep natural statistics only nearly (methods L.13), hence the measuring.
 */
import type { Dash } from 'plotly.js'
import type { ImageStatistics, Naturalness } from '../contract/kinds/filter/study'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, inUnit, pixelsInUnit, unitChoices } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { counted, formatCount, listed } from './numbers'
import type { Theme } from './palette'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'
import { withMouseV1 } from './mouse-v1'

export interface NaturalnessOptions extends Appearance {
  unit?: FrequencyUnit | undefined
  viewing: Viewing
}

type SetKind = ImageStatistics['kind']

const LOOKS: Record<
  SetKind,
  { dash: Dash; symbol: 'circle' | 'diamond' | 'triangle-up' | 'square'; colour: Record<Theme, string> }
> = {
  natural: {
    dash: 'solid',
    symbol: 'square',
    colour: { light: 'rgb(28, 28, 26)', dark: 'rgb(236, 236, 234)' },
  },
  hybrid: {
    dash: 'dashdot',
    symbol: 'diamond',
    colour: { light: 'rgb(110, 40, 130)', dark: 'rgb(208, 134, 222)' },
  },
  'low-pass': {
    dash: 'dash',
    symbol: 'circle',
    colour: { light: 'rgb(11, 97, 112)', dark: 'rgb(108, 197, 211)' },
  },
  'high-pass': {
    dash: 'dot',
    symbol: 'triangle-up',
    colour: { light: 'rgb(160, 84, 24)', dark: 'rgb(232, 160, 100)' },
  },
}
const KIND_WORDS: Record<SetKind, string> = {
  natural: 'natural',
  hybrid: 'hybrid',
  'low-pass': 'low-passed',
  'high-pass': 'high-passed',
}

/** A histogram is drawn in so many steps; the distances are of the finer one. */
const DRAWN_BINS = 64

/** The natural images and those of one cut-off. */
export function setsAt({ sets }: Naturalness, cutOff: number): ImageStatistics[] {
  return sets.filter((set) => set.cutOff === null || set.cutOff === cutOff)
}

/**
 * One sentence with the numbers: how far hybrids and filtered images are from natural ones, over the range of
 * cut-offs. Null until both are there.
 */
export function naturalnessSentence({ sets }: Naturalness): string | null {
  const median = (kinds: readonly SetKind[], of: 'wasserstein' | 'logSpectral'): number | null => {
    const values = sets
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ distances }) => distances[of])
      .sort((a, b) => a - b)
    if (values.length === 0) return null
    const middle = Math.floor(values.length / 2)
    return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2
  }
  const [hybridPixels, hybridPower] = [median(['hybrid'], 'wasserstein'), median(['hybrid'], 'logSpectral')]
  const [filteredPixels, filteredPower] = [
    median(['low-pass', 'high-pass'], 'wasserstein'),
    median(['low-pass', 'high-pass'], 'logSpectral'),
  ]
  if (hybridPixels === null || hybridPower === null || filteredPixels === null || filteredPower === null)
    return null
  const nearer = (hybrid: number, filtered: number): string =>
    hybrid < filtered ? `${(filtered / Math.max(hybrid, 1e-12)).toFixed(1)} times nearer to` : 'no nearer to'
  const better = Number(hybridPixels < filteredPixels) + Number(hybridPower < filteredPower)
  const verdict = [
    'Hybrids are no nearer to natural images than filtered images are',
    'Hybrids are nearer to natural images than filtered images are in one of two respects',
    'Hybrids are nearer to natural images than filtered images are in both respects that are measured',
  ][better]!
  return `${verdict}: in the median over cut-offs their pixel values lie ${nearer(hybridPixels, filteredPixels)} those of natural images than filtered images’ do (Wasserstein distance ${hybridPixels.toFixed(4)} against ${filteredPixels.toFixed(4)}), and their spectra ${nearer(hybridPower, filteredPower)} natural ones (log-spectral distance ${hybridPower.toFixed(1)} dB against ${filteredPower.toFixed(1)} dB).`
}

/** What logarithmic axes have no place for, beside the power at frequency 0. */
function dropped(sets: readonly ImageStatistics[], frequencies: readonly number[]): string[] {
  return sets.flatMap((set) => {
    const empty = coarser(set.histogram).filter((share) => !(share > 0)).length
    const kept = set.power.filter((power, i) => power > 0 && frequencies[i]! > 0).length
    const silent = frequencies.length - kept - (frequencies[0] === 0 ? 1 : 0)
    const lost = [
      ...(empty > 0 ? [`${counted(empty, 'bin')} of pixel values without a pixel`] : []),
      ...(silent > 0 ? [`${silent} of ${frequencies.length} frequencies without power`] : []),
    ]
    return lost.length === 0
      ? []
      : [
          `Logarithmic axes have no place for 0; of ${KIND_WORDS[set.kind]} images are not drawn: ${listed(lost)}.`,
        ]
  })
}

/** Histograms on the left, mean spectra on the right, of natural images and those of one cut-off. */
export function naturalnessFigure(
  naturalness: Naturalness,
  cutOff: number,
  options: NaturalnessOptions,
): Figure {
  const { theme, unit = 'cycles/pixel', viewing } = options
  const sets = setsAt(naturalness, cutOff)
  const frequencies = naturalness.frequencies.values
  const x = frequencies.map((f) => pixelsInUnit(f, unit, viewing))
  return finish(
    withMouseV1(
      {
        data: sets.flatMap((set): Scatter[] => {
          const { dash, colour } = LOOKS[set.kind]
          const line = { color: colour[theme], width: LINE_WIDTH, dash }
          const shares = coarser(set.histogram)
          const kept = set.power.flatMap((power, i) => (power > 0 && frequencies[i]! > 0 ? [i] : []))
          return [
            {
              type: 'scatter',
              mode: 'lines',
              name: nameOf(set),
              legendgroup: set.kind,
              x: shares.map((_, i) => (i + 0.5) / shares.length),
              // An empty bin has no place on a logarithmic axis.
              y: shares.map((share) => (share > 0 ? share * 100 : null)),
              line: { ...line, shape: 'hvh' },
              hovertemplate: `${KIND_WORDS[set.kind]}: %{y:.2f} % of pixels at %{x:.2f}<extra></extra>`,
            },
            {
              type: 'scatter',
              mode: 'lines',
              name: nameOf(set),
              legendgroup: set.kind,
              showlegend: false,
              xaxis: 'x2',
              yaxis: 'y2',
              x: kept.map((i) => x[i]!),
              y: kept.map((i) => set.power[i]!),
              line,
              hovertemplate: `${KIND_WORDS[set.kind]}: %{y:.3g} at %{x:.3g} ${unit}<extra></extra>`,
            },
          ]
        }),
        layout: {
          ...baseLayout(options),
          ...legend(),
          ...(sets.length === 0 ? emptyAnnotation('Not measured yet.', theme) : {}),
          xaxis: axis('Pixel value (0: black, 1: white)', theme, {
            domain: [0, 0.44],
            range: [0, 1],
            anchor: 'y',
          }),
          yaxis: axis('Portion of pixels (%, log)', theme, { anchor: 'x', type: 'log', dtick: 1 }),
          xaxis2: axis(frequencyTitle('frequency', unit), theme, {
            domain: [0.58, 1],
            anchor: 'y2',
            range: [0, extent([...x, 1e-9])![1]],
          }),
          yaxis2: axis('Mean power', theme, {
            anchor: 'x2',
            type: 'log',
            exponentformat: 'power',
            dtick: 1,
            tickfont: { size: 11 },
          }),
        },
        caption: `Pixel values (left) and mean radial power spectra (right) of natural images, and of hybrids and filtered images at ${cutOff} of Nyquist; n = ${formatCount(naturalness.images)} images each. Numbers: distance of the pixel values from those of natural images (first Wasserstein distance, 0 to 1) and of the spectra (log-spectral distance in dB). Two halves of the natural images differ by ${naturalness.floor.wasserstein.toFixed(4)} and ${naturalness.floor.logSpectral.toFixed(2)} dB: what chance alone gives.`,
        notes: dropped(sets, frequencies),
        csv: table(sets, frequencies),
        ariaLabel: `Two line plots: portion of pixels against pixel value, and mean power against spatial frequency in ${unit}. ${sets.map(nameOf).join('; ')}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing], axes: [{ x: 'x2', y: 'y2' }], logarithmic: true },
      options,
    ),
  )
}

function nameOf({ kind, distances }: ImageStatistics): string {
  if (kind === 'natural') return 'natural'
  return `${KIND_WORDS[kind]}: ${distances.wasserstein.toFixed(3)}, ${distances.logSpectral.toFixed(1)} dB`
}

/** Neighbouring bins together. */
function coarser(histogram: readonly number[]): number[] {
  const width = Math.max(1, Math.round(histogram.length / DRAWN_BINS))
  return Array.from({ length: Math.ceil(histogram.length / width) }, (_, i) =>
    histogram.slice(i * width, (i + 1) * width).reduce((sum, share) => sum + share, 0),
  )
}

function table(sets: readonly ImageStatistics[], frequencies: readonly number[]): string {
  return csv(
    [
      'images',
      'cut-off (fraction of Nyquist)',
      'quantity',
      'pixel value, or frequency (cycles/pixel)',
      'portion of pixels, or mean power',
      'Wasserstein distance',
      'log-spectral distance (dB)',
    ],
    sets.flatMap(({ kind, cutOff, histogram, power, distances }) => [
      ...histogram.map((share, i) => [
        kind as string,
        cutOff,
        'histogram',
        (i + 0.5) / histogram.length,
        share,
        distances.wasserstein,
        distances.logSpectral,
      ]),
      ...power.map((value, i) => [
        kind as string,
        cutOff,
        'spectrum',
        frequencies[i]!,
        value,
        distances.wasserstein,
        distances.logSpectral,
      ]),
    ]),
  )
}

/** Both distances against the cut-off. */
export function distancesFigure(naturalness: Naturalness, options: NaturalnessOptions): Figure {
  const { theme, unit = 'fraction of Nyquist', viewing } = options
  const kinds = (['hybrid', 'low-pass', 'high-pass'] as const).filter((kind) =>
    naturalness.sets.some((set) => set.kind === kind),
  )
  const setsOf = (kind: SetKind): ImageStatistics[] => naturalness.sets.filter((set) => set.kind === kind)
  const frequency = { range: [0, inUnit(1, unit, viewing)] as [number, number] }
  const title = `Cut-off, or <i>f</i><sub>mix</sub> (${unit})`
  const trace = (kind: SetKind, of: 'wasserstein' | 'logSpectral'): Scatter => {
    const { dash, symbol, colour } = LOOKS[kind]
    const second = of === 'logSpectral'
    return {
      type: 'scatter',
      mode: 'lines+markers',
      name: KIND_WORDS[kind],
      legendgroup: kind,
      showlegend: !second,
      ...(second ? { xaxis: 'x2', yaxis: 'y2' } : {}),
      x: setsOf(kind).map(({ cutOff }) => inUnit(cutOff ?? 0, unit, viewing)),
      y: setsOf(kind).map(({ distances }) => distances[of]),
      line: { color: colour[theme], width: LINE_WIDTH, dash },
      marker: { symbol, size: 7, color: colour[theme] },
      cliponaxis: false,
      hovertemplate: `${KIND_WORDS[kind]}: %{y:.4g}${second ? ' dB' : ''} at %{x:.3g} ${unit}<extra></extra>`,
    }
  }
  const floor = (value: number, number: '' | '2'): object => ({
    type: 'line',
    xref: `x${number} domain`,
    yref: `y${number}`,
    x0: 0,
    x1: 1,
    y0: value,
    y1: value,
    line: { color: INK[theme].quiet, width: 1, dash: 'dash' },
  })
  return finish(
    withMouseV1(
      {
        data: kinds.flatMap((kind) => [trace(kind, 'wasserstein'), trace(kind, 'logSpectral')]),
        layout: {
          ...baseLayout(options),
          ...legend(),
          ...(kinds.length === 0 ? emptyAnnotation('Not measured yet.', theme) : {}),
          xaxis: axis(title, theme, { domain: [0, 0.44], anchor: 'y', ...frequency }),
          yaxis: axis('Wasserstein distance', theme, { anchor: 'x', rangemode: 'tozero' }),
          xaxis2: axis(title, theme, { domain: [0.58, 1], anchor: 'y2', ...frequency }),
          yaxis2: axis('Log-spectral distance (dB)', theme, { anchor: 'x2', rangemode: 'tozero' }),
          shapes: [floor(naturalness.floor.wasserstein, ''), floor(naturalness.floor.logSpectral, '2')],
        },
        caption: `How far from natural images: distance of pixel values (left, first Wasserstein distance) and of mean radial spectra (right), against the cut-off of the filter or f_mix of the hybrids; n = ${formatCount(naturalness.images)} images each. Dashed: two halves of the natural images.`,
        notes: [],
        csv: csv(
          [
            'images',
            `cut-off or f_mix (${unit})`,
            'Wasserstein distance',
            'log-spectral distance (dB)',
            'n (images)',
          ],
          kinds.flatMap((kind) =>
            setsOf(kind).map(({ cutOff, distances }) => [
              kind as string,
              cutOff === null ? null : inUnit(cutOff, unit, viewing),
              distances.wasserstein,
              distances.logSpectral,
              naturalness.images,
            ]),
          ),
        ),
        ariaLabel: `Two line plots: Wasserstein distance and log-spectral distance from natural images against the cut-off in ${unit}, of ${kinds.map((kind) => KIND_WORDS[kind]).join(', ')} images.`,
        units: unitChoices([viewing]),
      },
      {
        unit,
        viewings: [viewing],
        axes: [
          { x: 'x', y: 'y' },
          { x: 'x2', y: 'y2' },
        ],
      },
      options,
    ),
  )
}
