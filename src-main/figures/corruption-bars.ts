/**
 * Accuracy on corrupted images by frequency group as bars (methods G.2 c, g), and by severity as lines, clean
 * images at 0 (G.2 a, e), with the chance level of these classes: 1/classes. The paper's line for TinyImageNet
 * stood at 5 % instead of 0.5 % (methods L.6).
 *
 * Means are the study's own (unweighted over cells); one that misses a cell is not drawn, and named.
 */
import { intervalWords } from '../contract/interval-words'
import type { Annotation, Shape } from 'plotly.js'
import {
  corruptionGroup,
  corruptionGroupSchema,
  severityWords,
} from '../contract/kinds/corruption/corruptions'
import { imagesInEachCell } from '../contract/kinds/corruption/precision-words'
import type { CorruptionGroup } from '../contract/kinds/corruption/corruptions'
import { csv } from './csv'
import { inPercent, meanAtSeverity, meanOverGroup } from './corruption-means'
import { accuracyTitle, chancePercent, groupSentence, notAllSentence } from './corruption-model'
import type { CorruptionFacts, CorruptionModel } from './corruption-model'
import { escapeText } from './figure'
import type { Appearance, Bar, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBars } from './interval-bars'
import type { Bars } from './interval-bars'
import { formatPercent } from '../statistics/number-with-interval'
import { counted, formatCount, listed } from './numbers'
import type { Interval } from '../statistics/number-with-interval'
import { memberColours } from './member-colours'
import { groupStyle } from './palette'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH, TICK_SIZE } from './style'

/** Beside the plot, for the name of the chance level; CSS pixels. */
const CHANCE_ROOM = 58

const NAMES: Record<CorruptionGroup, string> = { low: 'Low', medium: 'Medium', high: 'High' }

export function corruptionGroupsFigure(
  models: readonly CorruptionModel[],
  facts: CorruptionFacts,
  options: Appearance,
): Figure {
  const { theme } = options
  const colours = memberColours(
    models.map(({ group }) => group),
    options,
  )
  const groups = corruptionGroupSchema.options
  const drawn = models.filter(({ result }) => groups.some((group) => result.groups[group] !== null))
  return finish({
    data: models.map(({ name, group, result }, i): Bar => ({
      type: 'bar',
      name: escapeText(name),
      x: groups.map((each) => NAMES[each]),
      y: groups.map((each) => percentOf(result.groups[each])),
      error_y: barsOf(
        groups.map((each) => meanOverGroup(result, each)),
        INK[theme].text,
      ),
      customdata: groups.map(() => result.id),
      marker: {
        color: colours[i]!,
        line: { color: groupStyle(group, theme, options.palette).outline, width: 1 },
        // Hue is never the only difference: neighbours differ in their pattern as well.
        pattern: {
          shape: PATTERNS[i % PATTERNS.length]!,
          fgcolor: groundOf(theme),
          fillmode: 'overlay',
          size: 7,
          solidity: 0.25,
        },
      },
      hovertext: groups.map((each) => hoverText(name, `${each} frequencies`, meanOverGroup(result, each))),
      hoverinfo: 'text',
    })),
    layout: {
      ...baseLayout(options),
      ...legend(),
      margin: { l: 60, r: CHANCE_ROOM, t: 16, b: 50, pad: 0 },
      barmode: 'group',
      bargap: 0.35,
      xaxis: axis('Corruption category', theme, { type: 'category', ticks: '' }),
      yaxis: axis(accuracyTitle(facts), theme, { range: [0, 100] }),
      shapes: [chanceLine(facts, theme)],
      annotations: [
        chanceName(facts, theme),
        ...(drawn.length === 0
          ? (emptyAnnotation('No group is finished yet.', theme).annotations ?? [])
          : []),
      ],
    },
    caption: `Accuracy on corrupted images by frequency group: unweighted means over the group’s types and ${severityWords(facts.severities)}; ${facts.origin.label}; ${counted(models.length, 'model')}, ${imagesInEachCell(formatCount(facts.images), facts.precision)}${barWords(models)}. ${groupSentence(facts.types)} Line: chance, ${formatPercent({ value: 1 / facts.classes, low: null, high: null })}.`,
    notes: [
      ...notAllSentence(facts.types, facts.severities),
      ...withoutIntervals(models),
      ...unfinished(
        models
          .filter(
            ({ result }) =>
              result.missing > 0 ||
              groups.some(
                (each) =>
                  result.groups[each] === null && facts.types.some((type) => corruptionGroup(type) === each),
              ),
          )
          .map(({ name }) => name),
      ),
    ],
    csv: csv(
      ['model', 'name', 'images', 'group', ...MEAN_COLUMNS, 'chance (%)'],
      models.flatMap(({ name, result }) =>
        groups.map((group) => [
          result.id,
          name,
          facts.origin.label,
          group,
          ...meanCells(meanOverGroup(result, group)),
          chancePercent(facts.classes),
        ]),
      ),
    ),
    ariaLabel: `Bar chart: mean accuracy in percent on corruptions of low, medium and high frequencies, for ${counted(models.length, 'model')}, with the chance level at ${chancePercent(facts.classes)} %.`,
  })
}

export function corruptionSeveritiesFigure(
  models: readonly CorruptionModel[],
  facts: CorruptionFacts,
  options: Appearance,
): Figure {
  const { theme } = options
  const colours = memberColours(
    models.map(({ group }) => group),
    options,
  )
  const severities = facts.severities.toSorted((a, b) => a - b)
  const curves = models.map(({ result }) => [
    { severity: 0, mean: result.clean?.value == null ? null : result.clean },
    ...severities.map((severity) => ({ severity, mean: meanAtSeverity(result, severity) })),
  ])
  return finish({
    data: models.map(({ name, group, result }, i): Scatter => {
      const curve = curves[i]!
      const style = groupStyle(group, theme, options.palette)
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name: escapeText(name),
        x: curve.map(({ severity }) => severity),
        y: curve.map(({ mean }) => percentOf(mean?.value ?? null)),
        error_y: barsOf(
          curve.map(({ mean }) => mean),
          colours[i]!,
        ),
        customdata: curve.map(() => result.id),
        cliponaxis: false,
        line: { color: colours[i]!, width: LINE_WIDTH, dash: style.dash },
        marker: {
          symbol: style.symbol,
          size: 8,
          color: colours[i]!,
          line: { color: colours[i]!, width: 1.5 },
        },
        hovertext: curve.map(({ severity, mean }) =>
          hoverText(name, severity === 0 ? 'clean images' : `severity ${severity}`, mean),
        ),
        hoverinfo: 'text',
      }
    }),
    layout: {
      ...baseLayout(options),
      ...legend(),
      margin: { l: 60, r: CHANCE_ROOM, t: 16, b: 50, pad: 0 },
      xaxis: axis('Severity (0: clean)', theme, { range: [-0.2, 5.2], tickvals: [0, ...severities] }),
      yaxis: axis(accuracyTitle(facts), theme, { range: [0, 100] }),
      shapes: [chanceLine(facts, theme)],
      annotations: [chanceName(facts, theme)],
    },
    caption: `Accuracy by severity: unweighted means over ${counted(facts.types.length, 'type')} of corruption (the extra types are in no mean), clean images at 0; ${facts.origin.label}; ${counted(models.length, 'model')}, ${imagesInEachCell(formatCount(facts.images), facts.precision)}${barWords(models)}. Line: chance, ${formatPercent({ value: 1 / facts.classes, low: null, high: null })}.`,
    notes: [
      ...notAllSentence(facts.types, facts.severities),
      ...withoutIntervals(models),
      ...unfinished(
        models.filter((_, i) => curves[i]!.some(({ mean }) => mean === null)).map(({ name }) => name),
      ),
    ],
    csv: csv(
      ['model', 'name', 'images', 'severity (0: clean)', ...MEAN_COLUMNS, 'chance (%)'],
      models.flatMap(({ name, result }, i) =>
        curves[i]!.map(({ severity, mean }) => [
          result.id,
          name,
          facts.origin.label,
          severity,
          ...meanCells(mean),
          chancePercent(facts.classes),
        ]),
      ),
    ),
    ariaLabel: `Line plot: mean accuracy in percent against severity, clean images at 0, for ${counted(models.length, 'model')}, with the chance level at ${chancePercent(facts.classes)} %.`,
  })
}

const PATTERNS = ['', '/', '\\', 'x', '.', '-', '|', '+'] as const

function groundOf(theme: Appearance['theme']): string {
  return theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(23, 24, 26)'
}

function percentOf(value: number | null): number | null {
  return value === null ? null : value * 100
}

const MEAN_COLUMNS = [
  'mean accuracy (%)',
  'low (95 % interval of this trained network; %)',
  'high (95 % interval of this trained network; %)',
] as const

function meanCells(mean: Interval | null): (number | null)[] {
  const found = inPercent(mean)
  return [found?.value ?? null, found?.low ?? null, found?.high ?? null]
}

/** A mean that is not finished has no place, and hence no bar. */
function barsOf(means: readonly (Interval | null)[], color: string): Bars {
  const none: Interval = { value: 0, low: null, high: null }
  return intervalBars(
    means.map((mean) => inPercent(mean) ?? none),
    [0, 100],
    { color, thickness: 1, width: 3 },
  )
}

function barWords(models: readonly CorruptionModel[]): string {
  return models.some(({ result }) => result.intervals !== null)
    ? `; bars: 95 % intervals ${intervalWords('mean of cells')}`
    : ''
}

/** Studies from before there were intervals have none until they are run again. */
function withoutIntervals(models: readonly CorruptionModel[]): string[] {
  const names = models
    .filter(({ result }) => result.intervals === null && result.missing === 0)
    .map(({ name }) => name)
  return names.length === 0
    ? []
    : [
        `Without intervals of their means, hence without bars: ${listed(names)}. A study that is started again with this version has them.`,
      ]
}

function hoverText(name: string, what: string, value: Interval | null): string {
  const words = value === null ? 'not finished' : formatPercent(value)
  return `<b>${escapeText(name)}</b><br>${what}: ${words}`
}

function chanceLine({ classes }: CorruptionFacts, theme: Appearance['theme']): Partial<Shape> {
  const y = chancePercent(classes)
  return {
    type: 'line',
    xref: 'paper',
    x0: 0,
    x1: 1,
    y0: y,
    y1: y,
    line: { color: INK[theme].quiet, width: 1.5, dash: 'dash' },
  }
}

function chanceName({ classes }: CorruptionFacts, theme: Appearance['theme']): Partial<Annotation> {
  return {
    text: 'chance',
    // Beside the plot: inside it, a bar or a curve would lie over it.
    xref: 'paper',
    x: 1,
    xanchor: 'left',
    xshift: 4,
    y: chancePercent(classes),
    yanchor: 'middle',
    showarrow: false,
    font: { size: TICK_SIZE, color: INK[theme].quiet },
  }
}

function unfinished(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`Not finished, hence without some of their means: ${listed(names)}.`]
}
