/**
 * Accuracy on corrupted images by frequency group as bars (methods G.2 c, g), and by severity as lines, clean
 * images at 0 (G.2 a, e), with the chance level of these classes: 1/classes. The paper's line for TinyImageNet
 * stood at 5 % instead of 0.5 % (methods L.6).
 *
 * Means are the study's own (unweighted over cells); one that misses a cell is not drawn, and named.
 */
import type { Annotation, Shape } from 'plotly.js'
import { corruptionGroup, corruptionGroupSchema } from '../contract/corruptions'
import type { CorruptionGroup } from '../contract/corruptions'
import { csv } from './csv'
import { accuracyTitle, chancePercent, groupSentence, notAllSentence } from './corruption-model'
import type { CorruptionFacts, CorruptionModel } from './corruption-model'
import { escapeText } from './figure'
import type { Appearance, Bar, Figure, Scatter } from './figure'
import { finish } from './finish'
import { counted, formatCount, formatPercent, listed } from './numbers'
import { memberColours } from './member-colours'
import { groupStyle } from './palette'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH, TICK_SIZE } from './style'

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
      hovertext: groups.map((each) => hoverText(name, `${each} frequencies`, result.groups[each])),
      hoverinfo: 'text',
    })),
    layout: {
      ...baseLayout(options),
      ...legend(),
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
    caption: `Accuracy on corrupted images by frequency group: unweighted means over the group’s types and severities ${facts.severities.join(', ')}; ${facts.origin.label}; ${counted(models.length, 'model')}, n = ${formatCount(facts.images)} images in each cell. ${groupSentence(facts.types)} Line: chance, ${formatPercent({ value: 1 / facts.classes, low: null, high: null })}.`,
    notes: [
      ...notAllSentence(facts.types, facts.severities),
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
      ['model', 'name', 'images', 'group', 'mean accuracy (%)', 'chance (%)'],
      models.flatMap(({ name, result }) =>
        groups.map((group) => [
          result.id,
          name,
          facts.origin.label,
          group,
          percentOf(result.groups[group]),
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
    { severity: 0, mean: result.clean?.value ?? null },
    ...severities.map((severity) => ({
      severity,
      mean: result.bySeverity.find((each) => each.severity === severity)?.mean ?? null,
    })),
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
        y: curve.map(({ mean }) => percentOf(mean)),
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
      xaxis: axis('Severity (0: clean)', theme, { range: [-0.2, 5.2], tickvals: [0, ...severities] }),
      yaxis: axis(accuracyTitle(facts), theme, { range: [0, 100] }),
      shapes: [chanceLine(facts, theme)],
      annotations: [chanceName(facts, theme)],
    },
    caption: `Accuracy by severity: unweighted means over ${counted(facts.types.length, 'type')} of corruption (the extra types are in no mean), clean images at 0; ${facts.origin.label}; ${counted(models.length, 'model')}, n = ${formatCount(facts.images)} images in each cell. Line: chance, ${formatPercent({ value: 1 / facts.classes, low: null, high: null })}.`,
    notes: [
      ...notAllSentence(facts.types, facts.severities),
      ...unfinished(
        models.filter((_, i) => curves[i]!.some(({ mean }) => mean === null)).map(({ name }) => name),
      ),
    ],
    csv: csv(
      ['model', 'name', 'images', 'severity (0: clean)', 'mean accuracy (%)', 'chance (%)'],
      models.flatMap(({ name, result }, i) =>
        curves[i]!.map(({ severity, mean }) => [
          result.id,
          name,
          facts.origin.label,
          severity,
          percentOf(mean),
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

function hoverText(name: string, what: string, value: number | null): string {
  const words = value === null ? 'not finished' : formatPercent({ value, low: null, high: null })
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
    xref: 'paper',
    x: 0,
    xanchor: 'left',
    y: chancePercent(classes),
    yanchor: 'bottom',
    showarrow: false,
    font: { size: TICK_SIZE, color: INK[theme].quiet },
  }
}

function unfinished(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`Not finished, hence without some of their means: ${listed(names)}.`]
}
