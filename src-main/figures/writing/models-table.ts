/**
 * The models of a project as a table for a paper: group, architecture, parameters, and every robustness number with its 95 %
 * interval. As CSV (full precision, each number in a column of its own), LaTeX (booktabs) and Markdown. Numbers of one
 * column that are of other work than most, of training images, or of images that chose the epoch, have a footnote.
 */
import { OF_EACH_NETWORK, intervalWords } from '../../contract/interval-words'
import { certaintyOf } from '../map-points'
import { frequencyNamed } from '../map-measures'
import { formatInterval } from '../../statistics/number-with-interval'
import type { TABLE_FORMATS } from '../../contract/figures/writing'
import type { MapPoint } from '../../contract/map-point'
import type { ModelFile } from '../../contract/model'
import { csv } from '../csv'
import { listed } from '../numbers'
import { onCommonCorruptions, remarksOn } from './models-table-remarks'
import type { Cell } from '../csv'
import type { Number3, Quantity } from './models-table-quantity'
import type { Remarks } from './models-table-remarks'

export type TableFormat = (typeof TABLE_FORMATS)[number]

const percent = ({ value, low, high }: Number3): Number3 => ({
  value: value === null ? null : value * 100,
  low: low === null ? null : low * 100,
  high: high === null ? null : high * 100,
})

/** That of the work which most models share, where a row has several (`onCommonCorruptions`). */
const corruption = (point: MapPoint): MapPoint['corruptions'][number] | null => point.corruptions[0] ?? null

const QUANTITIES: readonly Quantity[] = [
  {
    name: 'clean accuracy',
    unit: '%',
    latex: 'Clean acc.\\ (\\%)',
    markdown: 'Clean acc. (%)',
    digits: 1,
    of: ({ accuracy }) => (accuracy === null ? null : percent(accuracy)),
    study: () => null,
    interval: () => intervalWords('accuracy'),
  },
  {
    name: 'corruption mean accuracy',
    unit: '%',
    latex: 'Corrupted acc.\\ (\\%)',
    markdown: 'Corrupted acc. (%)',
    digits: 1,
    of: (point) => {
      const found = corruption(point)
      if (found === null || found.mean === null) return null
      const interval = found.intervals?.mean ?? null
      return percent({ value: found.mean, low: interval?.low ?? null, high: interval?.high ?? null })
    },
    study: (point) => corruption(point)?.study ?? null,
    interval: () => intervalWords('mean of cells'),
  },
  {
    name: 'f_rev',
    unit: 'fraction of Nyquist',
    latex: '$f_\\mathrm{rev}$ (of Nyquist)',
    markdown: '*f*<sub>rev</sub> (of Nyquist)',
    digits: 3,
    of: ({ f_rev }) => f_rev,
    study: ({ hybridStudy }) => hybridStudy,
    interval: (points) => frequencyNamed('f_rev').interval(points),
    certainty: (point) => certaintyOf(point, frequencyNamed('f_rev')),
  },
  ...(['L2', 'Linf'] as const).flatMap((norm): Quantity[] => {
    const inLatex = norm === 'L2' ? 'L_2' : 'L_\\infty'
    const words = norm === 'L2' ? 'L2' : 'L∞'
    return [
      {
        name: `f_0.5 (${norm})`,
        unit: 'cycles/pixel',
        latex: `$f_{0.5}$, $${inLatex}$ (cycles/pixel)`,
        markdown: `*f*<sub>0.5</sub>, ${words} (cycles/pixel)`,
        digits: 3,
        of: ({ f_half }) => f_half[norm],
        study: ({ f_half }) => f_half[norm]?.study ?? null,
        interval: () => intervalWords('half-power frequency'),
        certainty: (point) => certaintyOf(point, frequencyNamed(`f_half-${norm}`)),
      },
      {
        name: `median epsilon (${norm})`,
        unit: `${norm} norm, pixels in [0,1]`,
        latex: `Median $\\varepsilon$, $${inLatex}$`,
        markdown: `Median *ε*, ${words}`,
        digits: 4,
        of: ({ medianEpsilon }) => medianEpsilon[norm],
        study: ({ medianEpsilon }) => medianEpsilon[norm]?.study ?? null,
        interval: () => intervalWords('median size'),
      },
    ]
  }),
]

/** @param models those of the points, in any order */
export function modelsTable(
  points: readonly MapPoint[],
  models: readonly ModelFile[],
  format: TableFormat,
): string {
  const chosen = onCommonCorruptions(points)
  const rows = chosen.map((point) => ({ point, model: models.find(({ id }) => id === point.id) }))
  const remarks = remarksOn(chosen, QUANTITIES)
  switch (format) {
    case 'csv':
      return csvTable(rows, remarks)
    case 'latex':
      return latexTable(rows, remarks)
    case 'markdown':
      return markdownTable(rows, remarks)
  }
}

interface Row {
  point: MapPoint
  model: ModelFile | undefined
}

function csvTable(rows: readonly Row[], remarks: Remarks): string {
  const header = [
    'model id',
    'name',
    'group',
    'architecture',
    'parameters',
    'blur sigma (pixels)',
    'training seed',
    'weights SHA-256',
    'accuracy measured on',
    'corrupted images',
    ...QUANTITIES.flatMap(({ name, unit }) => [
      `${name} (${unit})`,
      `${name} low (95 % interval ${OF_EACH_NETWORK}; ${unit})`,
      `${name} high (95 % interval ${OF_EACH_NETWORK}; ${unit})`,
      `${name} study`,
    ]),
    ...QUANTITIES.map(({ name }) => `${name} remark`),
  ]
  return csv(
    header,
    rows.map(({ point, model }): Cell[] => [
      point.id,
      point.name,
      point.group,
      architectureOf(model),
      point.parameters,
      point.sigma,
      point.seed,
      point.weights,
      point.accuracy?.work?.words ?? point.accuracy?.on ?? null,
      corruption(point)?.origin.label ?? null,
      ...QUANTITIES.flatMap(({ of, study }): Cell[] => {
        const found = of(point)
        return [found?.value ?? null, found?.low ?? null, found?.high ?? null, study(point)]
      }),
      ...QUANTITIES.map(
        (quantity) =>
          remarks
            .of(point, quantity)
            .map(({ text }) => text)
            .join(' ') || null,
      ),
    ]),
  )
}

/** What the brackets are, once for the quantities that have the same: `Brackets: 95 % intervals of each trained network. …` */
function bracketLines(columns: readonly Quantity[], rows: readonly Row[]): string[] {
  const over = new Map<string, string[]>()
  for (const { interval, name, of } of columns) {
    const points = rows.map(({ point }) => point).filter((point) => (of(point)?.low ?? null) !== null)
    if (points.length === 0) continue
    const words = interval(points).replace(`${OF_EACH_NETWORK}; `, '')
    over.set(words, [...(over.get(words) ?? []), name])
  }
  const parts = [...over].map(([words, names]) => `${listed(names)}: ${words}`)
  if (over.size === 0) return []
  return [
    `Brackets: 95 % intervals, each of one trained network by itself; what training again would change is not in them. ${parts.join('; ')}.`,
  ]
}

/** Columns in which no model has a number say nothing. */
function measured(rows: readonly Row[]): Quantity[] {
  return QUANTITIES.filter(({ of }) => rows.some(({ point }) => (of(point)?.value ?? null) !== null))
}

function latexTable(rows: readonly Row[], remarks: Remarks): string {
  const columns = measured(rows)
  const cell = (quantity: Quantity, point: MapPoint): string => {
    const text = numberText(quantity.of(point), quantity.digits)
    const marks = remarks.of(point, quantity).map(({ mark }) => mark)
    const raised = marks.length === 0 ? '' : `$^{${marks.join(',')}}$`
    return text === null ? '--' : `${text.replaceAll('-', '$-$')}${raised}`
  }
  const lines = rows.map(({ point, model }) =>
    [
      latexText(point.name),
      latexText(point.group),
      latexText(architectureOf(model)),
      thousands(point.parameters, '\\,'),
      ...columns.map((column) => cell(column, point)),
    ].join(' & '),
  )
  return [
    '% \\usepackage{booktabs}',
    `\\begin{tabular}{lllr${'l'.repeat(columns.length)}}`,
    '\\toprule',
    `${['Model', 'Group', 'Architecture', 'Parameters', ...columns.map(({ latex }) => latex)].join(' & ')} \\\\`,
    '\\midrule',
    ...lines.map((line) => `${line} \\\\`),
    '\\bottomrule',
    '\\end{tabular}',
    ...bracketLines(columns, rows).map((text) => `\\par{\\footnotesize ${latexText(text)}}`),
    ...remarks.all.map(({ mark, text }) => `\\par{\\footnotesize $^{${mark}}$ ${latexText(text)}}`),
    '',
  ].join('\n')
}

function markdownTable(rows: readonly Row[], remarks: Remarks): string {
  const columns = measured(rows)
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(['Model', 'Group', 'Architecture', 'Parameters', ...columns.map(({ markdown }) => markdown)]),
    line(['---', '---', '---', '---:', ...columns.map(() => '---')]),
    ...rows.map(({ point, model }) =>
      line([
        markdownText(point.name),
        point.group,
        architectureOf(model),
        thousands(point.parameters, '\u202f'),
        ...columns.map((quantity) => {
          const text = numberText(quantity.of(point), quantity.digits)
          const marks = remarks.of(point, quantity).map(({ mark }) => mark)
          return text === null ? '–' : `${text}${marks.length === 0 ? '' : `<sup>${marks.join(',')}</sup>`}`
        }),
      ]),
    ),
    '',
    ...bracketLines(columns, rows).map((text) => `${markdownText(text)}  `),
    ...remarks.all.map(({ mark, text }) => `<sup>${mark}</sup> ${markdownText(text)}  `),
    '',
  ].join('\n')
}

/** `82.6 [80.9, 84.2]`; without an interval the value alone. */
function numberText(found: Number3 | null, digits: number): string | null {
  if (found === null || found.value === null) return null
  const { value, low, high } = found
  return low === null || high === null ? value.toFixed(digits) : formatInterval({ value, low, high })
}

/** `ResNet-18, width 8`, as its configuration says; – where the model is gone. */
export function architectureOf(model: Pick<ModelFile, 'configuration'> | undefined): string {
  if (model === undefined) return '–'
  const { architecture, width, depth, widen } = model.configuration
  return [
    architecture,
    ...(depth === undefined ? [] : [`depth ${depth}`]),
    ...(widen === undefined ? [] : [`widen ${widen}`]),
    ...(architecture === 'onnx' ? [] : [`width ${width}`]),
  ].join(', ')
}

function thousands(value: number, separator: string): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, separator)
}

const LATEX: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  σ: '$\\sigma$',
  ε: '$\\varepsilon$',
  '∞': '$\\infty$',
  '−': '$-$',
  '–': '--',
}

export function latexText(text: string): string {
  return text.replaceAll(/[\\{}&%$#_~^σε∞−–]/g, (sign) => LATEX[sign] ?? sign)
}

function markdownText(text: string): string {
  return text.replaceAll(/[|\\`*_<>[\]]/g, (sign) => `\\${sign}`)
}
