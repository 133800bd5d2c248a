/**
 * Translucent areas without translucency, which PostScript does not know. Inside of a translucent area everything that lies
 * under it is painted once more, in the colours that it has when seen through it: the same colours as the blending that SVG
 * and PDF define (Porter & Duff's "over"), for areas upon areas, as long as the lowest item is an opaque ground. What is
 * repeated doubles with each area that lies upon others; where many do (twenty crossing lines), it is exact for as many upon one
 * another as a file has room for, and what is further down is taken to lie on white.
 */
import { common } from './items'
import type { Area, Box, Colour, Item, Painted, Picture } from './items'

/** What remains: opaque paint, and areas that bound it. */
export type Step =
  | { kind: 'inside'; clips: readonly Area[]; of: Painted }
  | { kind: 'end' }
  | { kind: 'paint'; item: Painted; colour: Colour }
  | { kind: 'picture'; item: Picture; pixels: Uint8Array }

/** Parts of paths, some 20 bytes each; more only where a figure without anything translucent has as many. */
const MOST_PARTS = 150_000
const DEPTHS = [Infinity, 8, 6, 5, 4, 3, 2, 1]

/** A colour c is seen as `share` × c + `added`. */
interface Veil {
  share: number
  added: Colour
}
const NONE: Veil = { share: 1, added: [0, 0, 0] }
const WHITE: Colour = [1, 1, 1]
const EVERYWHERE: Box = { left: -Infinity, bottom: -Infinity, right: Infinity, top: Infinity }

export function flattened(items: readonly Item[]): Step[] {
  const most = Math.max(MOST_PARTS, 2 * items.reduce((sum, item) => sum + partsOf(item), 0))
  for (const depth of DEPTHS) {
    const work: Work = { items, steps: [], room: depth === 1 ? Infinity : most }
    if (paint(work, items.length, NONE, EVERYWHERE, depth)) return work.steps
  }
  throw new Error('unreachable: with one area upon another there is no bound')
}

interface Work {
  items: readonly Item[]
  steps: Step[]
  /** Parts of paths that may still be written. */
  room: number
}

function partsOf(item: Item): number {
  const own = item.kind === 'picture' ? 1 : item.area.path.length
  return item.clips.reduce((sum, { path }) => sum + path.length, own)
}

/** @returns false where there was no room for all */
function paint(work: Work, end: number, veil: Veil, region: Box, depth: number): boolean {
  for (let i = 0; i < end; i++) {
    const item = work.items[i]!
    const shared = common(item.box, region)
    if (shared === null) continue
    work.room -= partsOf(item)
    if (work.room < 0) return false
    if (item.kind === 'picture') work.steps.push({ kind: 'picture', item, pixels: veiled(item.pixels, veil) })
    else if (item.alpha >= 1) work.steps.push({ kind: 'paint', item, colour: seen(item.colour, veil) })
    else if (depth === 0)
      work.steps.push({ kind: 'paint', item, colour: seen(seen(WHITE, behind(item, NONE)), veil) })
    else {
      work.steps.push({ kind: 'inside', clips: item.clips, of: item })
      if (!paint(work, item.over, behind(item, veil), shared, depth - 1)) return false
      work.steps.push({ kind: 'end' })
    }
  }
  return true
}

/** First through the item, then through what the item itself is seen through. */
function behind({ alpha, colour }: Painted, veil: Veil): Veil {
  const mixed = colour.map((part, i) => veil.share * alpha * part + veil.added[i]!)
  return { share: veil.share * (1 - alpha), added: [mixed[0]!, mixed[1]!, mixed[2]!] }
}

function seen([red, green, blue]: Colour, { share, added }: Veil): Colour {
  return [share * red + added[0], share * green + added[1], share * blue + added[2]]
}

function veiled(pixels: Uint8Array, { share, added }: Veil): Uint8Array {
  if (share === 1) return pixels
  return pixels.map((value, i) => Math.round(share * value + 255 * added[i % 3]!))
}
