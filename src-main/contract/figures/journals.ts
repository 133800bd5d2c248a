/**
 * What journals ask of a figure, as data. Sizes hold before anything is laid out: nothing is scaled afterwards.
 * From the journals' instructions for authors. Pure values.
 */

export const JOURNAL_NAMES = ['plos', 'nature', 'jneurosci', 'cell', 'elife'] as const
export type JournalName = (typeof JOURNAL_NAMES)[number]

export interface Journal {
  title: string
  /** Millimetres: those allowed, or from the narrowest to the widest. */
  widths: { kind: 'one of'; values: readonly number[] } | { kind: 'range'; from: number; to: number }
  /** Millimetres; null: none is said. */
  maximumHeight: number | null
  /** Points: the smallest and largest text, and that of the numbers on the axes. */
  text: { from: number; to: number; ticks: number }
  /** Of the panels, in bold. */
  letters: { points: number; upper: boolean }
  /** Dots per inch of pictures. */
  dpi: { from: number; to: number; standard: number }
  /** Whether text may, must, or must not be turned into shapes in SVG and PDF. */
  outlines: 'either' | 'never'
  /** Megabytes (10⁶) of one file; null: none is said. */
  maximumMegabytes: number | null
}

export const JOURNALS: Record<JournalName, Journal> = {
  plos: {
    title: 'PLOS',
    widths: { kind: 'range', from: 66.8, to: 190.5 },
    maximumHeight: 222.3,
    text: { from: 8, to: 12, ticks: 8 },
    letters: { points: 12, upper: true },
    dpi: { from: 300, to: 600, standard: 300 },
    outlines: 'either',
    maximumMegabytes: 10,
  },
  nature: {
    title: 'Nature',
    widths: { kind: 'one of', values: [89, 183] },
    maximumHeight: 170,
    text: { from: 5, to: 7, ticks: 6 },
    letters: { points: 8, upper: false },
    dpi: { from: 300, to: 1200, standard: 300 },
    outlines: 'never',
    maximumMegabytes: null,
  },
  jneurosci: {
    title: 'J. Neuroscience',
    widths: { kind: 'one of', values: [85, 116, 176] },
    maximumHeight: 220,
    text: { from: 6, to: 12, ticks: 7 },
    letters: { points: 10, upper: true },
    dpi: { from: 300, to: 1200, standard: 300 },
    outlines: 'either',
    maximumMegabytes: null,
  },
  cell: {
    title: 'Cell',
    widths: { kind: 'one of', values: [85, 114, 174] },
    maximumHeight: 200,
    text: { from: 6, to: 8, ticks: 6.5 },
    letters: { points: 8, upper: true },
    dpi: { from: 300, to: 1200, standard: 300 },
    outlines: 'either',
    maximumMegabytes: null,
  },
  elife: {
    title: 'eLife',
    widths: { kind: 'range', from: 40, to: 210 },
    maximumHeight: null,
    text: { from: 6, to: 12, ticks: 8 },
    letters: { points: 12, upper: true },
    dpi: { from: 300, to: 1200, standard: 300 },
    outlines: 'either',
    maximumMegabytes: null,
  },
}

export const CSS_PIXELS_PER_INCH = 96
const MILLIMETRES_PER_INCH = 25.4
const POINTS_PER_INCH = 72

export const pixelsOfMillimetres = (mm: number): number => (mm / MILLIMETRES_PER_INCH) * CSS_PIXELS_PER_INCH
export const millimetresOfPixels = (px: number): number => (px / CSS_PIXELS_PER_INCH) * MILLIMETRES_PER_INCH
export const pixelsOfPoints = (pt: number): number => (pt / POINTS_PER_INCH) * CSS_PIXELS_PER_INCH

export function widestOf({ widths }: Journal): number {
  return widths.kind === 'range' ? widths.to : Math.max(...widths.values)
}

/** `66.8 to 190.5 mm`, `89 or 183 mm` */
export function widthWords({ widths }: Journal): string {
  if (widths.kind === 'range') return `${widths.from} to ${widths.to} mm`
  return `${widths.values.slice(0, -1).join(', ')} or ${widths.values.at(-1)} mm`
}

export function allowsWidth({ widths }: Journal, mm: number): boolean {
  return widths.kind === 'range' ? mm >= widths.from && mm <= widths.to : widths.values.includes(mm)
}
