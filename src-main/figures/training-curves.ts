/**
 * How a training went: loss above, accuracy below, against the epoch; the training images dotted, the
 * validation images solid, and the epoch whose weights were kept as a line.
 */
import type { LayoutAxis } from 'plotly.js'
import type { EpochLine, Group } from '../contract/model'
import { TITLES } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { counted, formatCount } from './numbers'
import { memberColours } from './member-colours'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'

/** One training run. */
export interface TrainingRun {
  /** Of the model, or of the run while there is no model yet. */
  id: string
  name: string
  group: Group
  epochs: readonly EpochLine[]
  /** Epoch whose weights were kept; null while the training goes on. */
  keptEpoch: number | null
}

type Quantity = 'loss' | 'accuracy'
type Part = 'training' | 'validation'

export function trainingCurvesFigure(runs: readonly TrainingRun[], options: Appearance): Figure {
  const { theme } = options
  const colours = memberColours(
    runs.map(({ group }) => group),
    options,
  )
  const longest = Math.max(
    1,
    extent(runs.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)))?.[1] ?? 1,
  )
  const empty = runs.every(({ epochs }) => epochs.length === 0)
  const kept = runs.length === 1 ? (runs[0]?.keptEpoch ?? null) : null
  const epochAxis: Partial<LayoutAxis> = {
    range: [0.5, longest + 0.5],
    tickformat: 'd',
    ...(longest < 10 ? { dtick: 1 } : {}),
  }
  return finish({
    data: runs.flatMap((run, i) =>
      (['loss', 'accuracy'] as const).flatMap((quantity) =>
        (['training', 'validation'] as const).flatMap((part) =>
          trace(run, quantity, part, colours[i]!, runs.length),
        ),
      ),
    ),
    layout: {
      ...baseLayout(options),
      ...legend(),
      ...(empty ? emptyAnnotation('No epoch is finished yet.', theme) : {}),
      xaxis: axis('', theme, { ...epochAxis, showticklabels: false, anchor: 'y' }),
      xaxis2: axis(TITLES.epoch, theme, { ...epochAxis, matches: 'x', anchor: 'y2' }),
      yaxis: axis(TITLES.loss, theme, { domain: [0.55, 1], rangemode: 'tozero', anchor: 'x' }),
      yaxis2: axis(TITLES.accuracy, theme, { domain: [0, 0.45], anchor: 'x2' }),
      shapes: kept === null ? [] : [keptLine(kept, INK[theme].quiet)],
    },
    caption: caption(runs, kept),
    notes: runs.flatMap((run) => {
      const without = run.epochs.filter((line) =>
        (['loss', 'accuracy'] as const).some((quantity) => valueOf(line, quantity, 'validation') === null),
      ).length
      return without > 0 && without < run.epochs.length
        ? [
            `${run.name}: ${without} of ${counted(run.epochs.length, 'epoch')} without a value on validation images.`,
          ]
        : []
    }),
    csv: table(runs),
    ariaLabel: ariaLabel(runs),
  })
}

function valueOf(line: EpochLine, quantity: Quantity, part: Part): number | null {
  if (quantity === 'loss') return part === 'training' ? line.trainLoss : line.validationLoss
  const accuracy = part === 'training' ? line.trainAccuracy : line.validationAccuracy
  return accuracy === null ? null : accuracy * 100
}

function isValidated({ epochs }: TrainingRun): boolean {
  return epochs.some(({ validationLoss }) => validationLoss !== null)
}

function trace(run: TrainingRun, quantity: Quantity, part: Part, colour: string, runs: number): Scatter[] {
  const y = run.epochs.map((line) => valueOf(line, quantity, part))
  if (y.every((value) => value === null)) return []
  const name = runs === 1 ? `${part} images` : `${escapeText(run.name)}, ${part}`
  return [
    {
      type: 'scatter',
      mode: 'lines+markers',
      name,
      legendgroup: `${run.id} ${part}`,
      // The two panels share one entry of the legend; with many runs only the solid lines are named.
      showlegend: quantity === 'loss' && (runs === 1 || part === 'validation' || !isValidated(run)),
      x: run.epochs.map(({ epoch }) => epoch),
      y,
      xaxis: quantity === 'loss' ? 'x' : 'x2',
      yaxis: quantity === 'loss' ? 'y' : 'y2',
      line: { color: colour, width: LINE_WIDTH, dash: part === 'training' ? 'dot' : 'solid' },
      marker: {
        size: run.epochs.length > 30 ? 1 : 6,
        symbol: part === 'training' ? 'circle-open' : 'circle',
        color: colour,
      },
      hovertext: y.map((value, i) => hoverText(name, run.epochs[i]!.epoch, quantity, value)),
      hoverinfo: 'text',
    },
  ]
}

function hoverText(name: string, epoch: number, quantity: Quantity, value: number | null): string {
  if (value === null) return ''
  const number = quantity === 'loss' ? `loss ${value.toPrecision(4)} nats` : `accuracy ${value.toFixed(1)} %`
  return `<b>${name}</b><br>epoch ${epoch}, ${number}`
}

function keptLine(epoch: number, color: string) {
  return {
    type: 'line',
    xref: 'x',
    x0: epoch,
    x1: epoch,
    yref: 'paper',
    y0: 0,
    y1: 1,
    line: { color, width: 1, dash: 'dash' },
    layer: 'below',
  } as const
}

function caption(runs: readonly TrainingRun[], kept: number | null): string {
  const only = runs.length === 1 ? runs[0] : undefined
  const epochs = extent(runs.map((run) => run.epochs.length))?.[1] ?? 0
  if (epochs === 0) return 'Loss and accuracy against the epoch: no epoch is finished yet.'
  const whose = only === undefined ? counted(runs.length, 'run') : only.name
  const images = [...new Set(runs.flatMap((run) => run.epochs.map((line) => line.images)))]
  const validated = runs.some(isValidated)
  const parts = validated
    ? 'dotted: training images, solid: validation images'
    : 'dotted: training images; there is no validation split'
  const shown = images.length === 1 ? `, ${formatCount(images[0]!)} training images per epoch` : ''
  const first = `Cross-entropy and accuracy of ${whose} over ${counted(epochs, 'epoch')}${shown}; ${parts}.`
  return kept === null ? first : `${first} Dashed line: epoch ${kept}, whose weights were kept.`
}

function table(runs: readonly TrainingRun[]): string {
  return csv(
    [
      'model',
      'name',
      'epoch',
      'learning rate',
      'training loss (nats)',
      'training accuracy (%)',
      'validation loss (nats)',
      'validation accuracy (%)',
      'training images',
      'duration (s)',
    ],
    runs.flatMap((run) =>
      run.epochs.map((line) => [
        run.id,
        run.name,
        line.epoch,
        line.learningRate,
        line.trainLoss,
        line.trainAccuracy * 100,
        line.validationLoss,
        valueOf(line, 'accuracy', 'validation'),
        line.images,
        line.seconds,
      ]),
    ),
  )
}

function ariaLabel(runs: readonly TrainingRun[]): string {
  const lasts = runs.flatMap((run) => {
    const last = run.epochs[run.epochs.length - 1]
    if (last === undefined) return []
    const part = last.validationAccuracy === null ? 'training' : 'validation'
    return [
      `${run.name}: ${part} accuracy ${valueOf(last, 'accuracy', part)!.toFixed(1)} % after epoch ${last.epoch}`,
    ]
  })
  return `Line plots of loss and accuracy against the epoch. ${lasts.length === 0 ? 'No epoch is finished yet' : lasts.join('; ')}.`
}
