/**
 * Titles of axes that are longer than their axis get a second line, between words, so that nothing runs into a
 * neighbour. Widths are estimated: Arimo's mean width with some room to spare.
 */

/** Mean width of a letter over the size of the text. */
const LETTER = 0.54
/** Share of a panel that its plot usually has. */
const PLOT = { width: 0.84, height: 0.8 }

type Layout = Record<string, unknown>
interface Axis {
  title?: { text?: string; font?: { size?: number } }
  domain?: [number, number]
}
interface Note {
  text?: string
  textangle?: number
  xref?: string
  xshift?: number
  yshift?: number
  font?: { size?: number }
}

/** @param size of the panel in CSS pixels */
export function wrapped(layout: Layout, size: { width: number; height: number }): Layout {
  const base = (layout['font'] as { size?: number } | undefined)?.size ?? 12
  return Object.fromEntries(
    Object.entries(layout).map(([name, part]) => {
      if (/^[xy]axis\d*$/.test(name))
        return [name, wrappedAxis(part as Axis, name.startsWith('x'), size, base)]
      if (name === 'annotations') return [name, (part as Note[]).map((note) => wrappedNote(note, size, base))]
      return [name, part]
    }),
  )
}

function wrappedAxis(
  axis: Axis,
  isHorizontal: boolean,
  { width, height }: { width: number; height: number },
  base: number,
): Axis {
  const text = axis.title?.text
  if (text === undefined || text === '') return axis
  const [from, to] = axis.domain ?? [0, 1]
  const room = (isHorizontal ? width * PLOT.width : height * PLOT.height) * (to - from)
  return { ...axis, title: { ...axis.title, text: lines(text, room, axis.title?.font?.size ?? base) } }
}

/** Titles that are shared by several axes stand beside them as notes. */
function wrappedNote(note: Note, { width, height }: { width: number; height: number }, base: number): Note {
  const isTitle = note.xref === 'paper' && (note.xshift !== undefined || note.yshift !== undefined)
  if (!isTitle || note.text === undefined) return note
  const room = note.textangle === -90 ? height * PLOT.height : width * PLOT.width
  return { ...note, text: lines(note.text, room, note.font?.size ?? base) }
}

/** The text with `<br>` between words where a line is longer than the room. */
export function lines(text: string, room: number, size: number): string {
  const most = Math.max(12, Math.floor(room / (LETTER * size)))
  return text
    .split('<br>')
    .flatMap((line) => broken(line, most))
    .join('<br>')
}

function broken(line: string, most: number): string[] {
  if (lengthOf(line) <= most) return [line]
  // Balanced: as few lines as needed, each about as long as the others.
  const count = Math.ceil(lengthOf(line) / most)
  const aim = Math.min(most, Math.ceil(lengthOf(line) / count) + 4)
  const result: string[] = []
  for (const word of words(line)) {
    const last = result.at(-1)
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= aim)
      result[result.length - 1] = `${last} ${word}`
    else result.push(word)
  }
  return result
}

/** At blanks outside of tags, and never inside of one that is open. */
function words(line: string): string[] {
  const result: string[] = []
  let open = 0
  for (const piece of line.split(/( |<[^>]*>)/)) {
    if (piece === '') continue
    if (piece.startsWith('</')) open--
    else if (piece.startsWith('<')) open++
    if (piece === ' ' && open === 0) result.push('')
    else result[Math.max(0, result.length - 1)] = (result.at(-1) ?? '') + piece
  }
  return result.filter((word) => word !== '')
}

function lengthOf(text: string): number {
  return text.replaceAll(/<[^>]*>/g, '').replaceAll(/&[a-z]+;/g, '.').length
}
