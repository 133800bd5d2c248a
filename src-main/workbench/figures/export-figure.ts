/**
 * A figure as files for a journal: drawn once at its size, made into each format, read back, and only then put in place. Beside
 * them the data of each panel as CSV and where they come from as JSON.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { JOURNALS, millimetresOfPixels } from '../../contract/figures/journals'
import { UserError } from '../../contract/errors'
import { assertMayReplace, assertNothingLost } from '../../project/named-file'
import { writeAtomically } from '../../project/write-atomically'
import { checkFile } from './check-files'
import { drawFigure } from './drawn-figure'
import { provenanceOf } from './provenance'
import { rasterTools } from './raster-tools'
import { withColumns } from '../../figures/csv'
import { originColumns } from '../../figures/origin-columns'
import type { ExportedFile, FigureFile } from '../../contract/figures/figures'
import type { Journal } from '../../contract/figures/journals'
import type { CheckedInput, MethodOutput } from '../../contract/methods'
import type { Desk } from '../desk'
import type { Drawn } from './drawn-figure'
import type { PressWish } from './press'

const FORMATS = {
  '.svg': 'svg',
  '.pdf': 'pdf',
  '.tif': 'tif',
  '.tiff': 'tif',
  '.eps': 'eps',
  '.png': 'png',
  '.csv': 'csv',
} as const
type Format = (typeof FORMATS)[keyof typeof FORMATS]

interface Target {
  file: string
  format: Format
}

interface Content {
  file: string
  bytes: Uint8Array
  found: string[]
  /** Where the numbers come from: written by nobody else, and with another date each time. */
  isOrigin?: true
}

/** UserError in one sentence for whatever keeps a file from being what was asked for; then none is written. */
export async function exportFigure(
  desk: Desk,
  input: CheckedInput<'figure.export'>,
): Promise<MethodOutput<'figure.export'>> {
  const stored = await desk.open.project.figures.find(input.figure)
  const file: FigureFile = {
    ...stored,
    journal: input.journal ?? stored.journal,
    width: input.width ?? (input.journal === undefined ? stored.width : null),
  }
  const { files, notes } = await exportDrawn(desk, file, { ...input, leaveOut: false })
  return { files, notes }
}

export interface ExportWish {
  files: readonly string[]
  dpi?: number | undefined
  outlines: boolean
  overwrite: boolean
  /** Without the panels that cannot be drawn and the files that are not what the journal takes, which are named; else each is an error. */
  leaveOut: boolean
}

/** As `exportFigure`, of a figure that need not be stored. */
export async function exportDrawn(
  desk: Desk,
  file: FigureFile,
  wish: ExportWish,
): Promise<MethodOutput<'figure.export'> & { leftOut: string[] }> {
  const journal = JOURNALS[file.journal]
  const targets = wish.files.map(targetOf)
  for (const target of targets) await checkPlace(target.file)
  await assertMayReplace(
    targets.map((target) => target.file),
    wish.overwrite,
  )
  const dpi = checkedDpi(journal, wish.dpi)
  if (wish.outlines && journal.outlines === 'never')
    throw new UserError(
      'usage',
      `${journal.title} wants text that can be edited, never outlines: leave "outlines" out.`,
    )
  if (targets.some(({ format }) => format === 'eps') && journal.outlines === 'never')
    throw new UserError(
      'usage',
      `${journal.title} wants text that can be edited, and EPS has its text as outlines: take .pdf or .svg.`,
    )
  const drawn = await drawFigure(desk, file)
  const leftOut = drawn.shown.states.flatMap(({ letter, obstacle }) =>
    obstacle === null ? [] : [`panel ${letter} is missing: ${obstacle}`],
  )
  if (!wish.leaveOut) assertWhole(drawn, file)
  if (drawn.panels.length === 0) return { files: [], notes: [], leftOut }
  const { contents, notes, size, refused } = await drawnContents(desk, drawn, targets, {
    dpi,
    journal,
    outlines: wish.outlines,
    leaveOut: wish.leaveOut,
  })
  leftOut.push(...refused)
  // Data and origin stand beside what there is of the figure.
  const kept = targets.filter(
    ({ file: path, format }) => format === 'csv' || contents.some((content) => content.file === path),
  )
  const companions = await companionsOf(desk, drawn, kept, file, size)
  // Of the last export of this figure, or somebody's own: nothing is written before that is known.
  await assertNothingLost(
    companions.filter(({ isOrigin }) => isOrigin !== true),
    wish.overwrite,
  )
  const files: ExportedFile[] = []
  for (const { file: path, bytes, found } of [...contents, ...companions]) {
    await writeAtomically(path, bytes)
    files.push({ file: path, bytes: bytes.length, found })
  }
  const ofPanels = drawn.panels.flatMap(({ letter, figure }) =>
    figure.notes.map((note) => `${letter}: ${note}`),
  )
  return { files, notes: [...notes, ...drawn.notes, ...ofPanels], leftOut }
}

/** A journal gets no figure with a hole. */
function assertWhole({ shown, panels }: Drawn, { id }: FigureFile): void {
  const failed = shown.states.find(({ obstacle }) => obstacle !== null)
  if (failed)
    throw new UserError(
      'project',
      `Panel ${failed.letter} of "${id}" cannot be drawn: ${failed.obstacle ?? ''}`,
    )
  if (panels.length === 0)
    throw new UserError('usage', `The figure "${id}" has no panel yet: add one, and export it then.`)
}

async function drawnContents(
  desk: Desk,
  { shown }: Drawn,
  targets: readonly Target[],
  {
    dpi,
    journal,
    outlines,
    leaveOut,
  }: { dpi: number; journal: Journal } & Pick<ExportWish, 'outlines' | 'leaveOut'>,
): Promise<{
  contents: Content[]
  notes: string[]
  size: { width: number; height: number }
  /** Files that are not what was asked for, one sentence each. */
  refused: string[]
}> {
  const { press } = desk.options
  const drawings = targets.flatMap(({ file, format }) => (format === 'csv' ? [] : [{ file, format }]))
  const layout = shown.layout!
  if (drawings.length === 0)
    return {
      ...{ contents: [], notes: [], refused: [] },
      size: { width: millimetresOfPixels(layout.width), height: NaN },
    }
  if (!press)
    throw new UserError('device', 'This way in cannot draw figures: use "halfpower figure export" instead.')
  const wishes = drawings.map(({ format }): PressWish =>
    format === 'eps'
      ? { kind: 'eps' }
      : format === 'svg' || format === 'pdf'
        ? { kind: format, outlines }
        : { kind: 'picture', dpi },
  )
  const printed = await press.print(layout, wishes)
  const size = { width: millimetresOfPixels(printed.width), height: millimetresOfPixels(printed.height) }
  if (journal.maximumHeight !== null && size.height > journal.maximumHeight)
    throw new UserError(
      'usage',
      `The figure would be ${size.height.toFixed(1)} mm high, and ${journal.title} allows ${journal.maximumHeight} mm: use more columns or fewer panels.`,
    )
  const refused: string[] = []
  const made = await Promise.all(
    drawings.map(async ({ file, format }, i): Promise<Content[]> => {
      const bytes = await finished(format, printed.files[i]!, size, dpi)
      const wanted = { file, ...size, labels: printed.labels, outlines, dpi, journal }
      try {
        return [{ file, bytes, found: await checkFile(format, bytes, wanted) }]
      } catch (error) {
        if (!leaveOut || !(error instanceof UserError)) throw error
        refused.push(`${basename(file)} is missing: ${error.message}`)
        return []
      }
    }),
  )
  const contents = made.flat()
  const notes =
    printed.missing.length === 0
      ? []
      : [`No font of the figure has ${printed.missing.join(' ')}: what reads the file draws that as it can.`]
  return { contents, notes, size, refused: refused.sort() }
}

/** Pictures get their exact size, their dots per inch, and no alpha. */
async function finished(
  format: Exclude<Format, 'csv'>,
  bytes: Uint8Array,
  { width, height }: { width: number; height: number },
  dpi: number,
): Promise<Uint8Array> {
  if (format === 'svg' || format === 'pdf' || format === 'eps') return bytes
  const pixels = (mm: number): number => Math.round((mm / 25.4) * dpi)
  const { finishedPicture } = await rasterTools()
  return await finishedPicture(format, bytes, { width: pixels(width), height: pixels(height) }, dpi)
}

/** Once for each name without its ending. */
async function companionsOf(
  desk: Desk,
  drawn: Drawn,
  targets: readonly Target[],
  file: FigureFile,
  size: { width: number; height: number },
): Promise<Content[]> {
  const bases = [...new Set(targets.map((target) => target.file.slice(0, -extname(target.file).length)))]
  return (
    await Promise.all(
      bases.map(async (base) => {
        const named = targets.filter((target) => target.file.slice(0, -extname(target.file).length) === base)
        const studies = await desk.open.project.studies.list()
        const tables = drawn.panels.map(({ letter, figure, panel }) => ({
          file: drawn.panels.length === 1 ? `${base}.csv` : `${base}.${letter}.csv`,
          bytes: Buffer.from(`\uFEFF${withColumns(figure.csv, originColumns(studies, panel.study))}`, 'utf8'),
          found: [`the data of panel ${letter}`],
        }))
        const names = [
          ...named.filter(({ format }) => format !== 'csv').map((each) => each.file),
          ...tables.map((each) => each.file),
        ]
        const provenance = await provenanceOf(desk, drawn, {
          file,
          ...size,
          files: names.map((name) => basename(name)),
        })
        return [
          ...tables,
          {
            file: `${base}.provenance.json`,
            bytes: Buffer.from(`${JSON.stringify(provenance, null, 2)}\n`, 'utf8'),
            found: ['where the numbers come from'],
            isOrigin: true as const,
          },
          {
            file: `${base}.caption.txt`,
            bytes: Buffer.from(`${drawn.shown.caption}\n`, 'utf8'),
            found: ['the caption'],
          },
        ]
      }),
    )
  ).flat()
}

function checkedDpi({ dpi, title }: Journal, asked: number | undefined): number {
  const value = asked ?? dpi.standard
  if (value < dpi.from || value > dpi.to)
    throw new UserError('usage', `${title} takes ${dpi.from} to ${dpi.to} dots per inch, not ${value}.`)
  return value
}

function targetOf(typed: string): Target {
  const format = (FORMATS as Record<string, Format>)[extname(typed).toLowerCase()]
  if (!format)
    throw new UserError(
      'usage',
      `"${typed}" cannot be written: a figure's name must end in .svg, .pdf, .eps, .tif, .png or .csv.`,
    )
  return { file: resolve(typed), format }
}

/** Before anything is drawn. */
async function checkPlace(file: string): Promise<void> {
  const isFolder = async (path: string): Promise<boolean> =>
    (await stat(path).catch(() => null))?.isDirectory() ?? false
  if (!(await isFolder(dirname(file))))
    throw new UserError(
      'usage',
      `There is no folder "${dirname(file)}" to write into: make it, or choose another.`,
    )
  if (await isFolder(file))
    throw new UserError('usage', `"${file}" is a folder: choose a name that no folder has.`)
}
