/**
 * An Encapsulated PostScript file (Adobe's EPSF 3.0, language level 3) of painted items: ASCII only, RGB, no fonts, and no
 * translucency. Pictures are packed without loss.
 */
import { flattened } from './flatten'
import type { Area, Colour, Item, Path, Picture, Point, Stroke } from './items'

export interface Page {
  title: string
  /** Points. */
  width: number
  height: number
}

/** Short names, so that a file of many curves stays small. Bound in a dictionary of its own. */
const PROLOGUE = `%%BeginProlog
/halfpower 24 dict def
halfpower begin
/m {moveto} bind def
/l {lineto} bind def
/c {curveto} bind def
/h {closepath} bind def
/f {fill} bind def
/F {eofill} bind def
/s {stroke} bind def
/q {gsave} bind def
/Q {grestore} bind def
/W {clip newpath} bind def
/X {eoclip newpath} bind def
/S {strokepath clip newpath} bind def
/g {setrgbcolor} bind def
/p {setmiterlimit setlinejoin setlinecap setlinewidth setdash} bind def
/i {/DeviceRGB setcolorspace
  /packed currentfile /ASCII85Decode filter def
  8 dict begin
  /ImageType 1 def /BitsPerComponent 8 def /Decode [0 1 0 1 0 1] def
  /Height exch def /Width exch def
  /ImageMatrix [Width 0 0 Height neg 0 Height] def
  /DataSource packed /FlateDecode filter def
  currentdict end image
  packed status {packed flushfile} if} bind def
end
%%EndProlog
`

export async function postScript(items: readonly Item[], { title, width, height }: Page): Promise<string> {
  const lines = [
    '%!PS-Adobe-3.0 EPSF-3.0',
    `%%BoundingBox: 0 0 ${Math.ceil(width - 1e-3)} ${Math.ceil(height - 1e-3)}`,
    `%%HiResBoundingBox: 0 0 ${number(width)} ${number(height)}`,
    '%%Creator: Halfpower',
    `%%Title: (${title.replaceAll(/[^\x20-\x7e]|[()\\]/g, '?')})`,
    '%%LanguageLevel: 3',
    '%%DocumentData: Clean7Bit',
    '%%Pages: 1',
    '%%EndComments',
    `${PROLOGUE}%%Page: 1 1`,
    'halfpower begin',
    'q',
    `0 0 m ${number(width)} 0 l ${number(width)} ${number(height)} l 0 ${number(height)} l h W`,
  ]
  for (const step of flattened(items))
    switch (step.kind) {
      case 'inside': {
        const { kind, area, stroke } = step.of
        lines.push('q', ...clipping(step.clips))
        if (kind === 'fill') lines.push(pathWords(area.path), area.evenOdd ? 'X' : 'W')
        else lines.push(strokeWords(stroke!), pathWords(area.path), 'S')
        break
      }
      case 'end':
        lines.push('Q')
        break
      case 'paint': {
        const { item, colour } = step
        const clipped = item.clips.length > 0
        if (clipped) lines.push('q', ...clipping(item.clips))
        lines.push(colourWords(colour))
        if (item.stroke !== null) lines.push(strokeWords(item.stroke))
        lines.push(pathWords(item.area.path), painter(item.kind, item.area))
        if (clipped) lines.push('Q')
        break
      }
      case 'picture':
        lines.push('q', ...clipping(step.item.clips), await pictureWords(step.item, step.pixels), 'Q')
        break
    }
  return `${lines.join('\n')}\nQ\nend\nshowpage\n%%Trailer\n%%EOF\n`
}

const painter = (kind: 'fill' | 'stroke', { evenOdd }: Area): string =>
  kind === 'stroke' ? 's' : evenOdd ? 'F' : 'f'

function clipping(clips: readonly Area[]): string[] {
  return clips.flatMap(({ path, evenOdd }) => [pathWords(path), evenOdd ? 'X' : 'W'])
}

function pathWords(path: Path): string {
  return path
    .map((segment) => {
      switch (segment.kind) {
        case 'move':
          return `${pair(segment.to)} m`
        case 'line':
          return `${pair(segment.to)} l`
        case 'curve':
          return `${pair(segment.first)} ${pair(segment.second)} ${pair(segment.to)} c`
        case 'close':
          return 'h'
      }
    })
    .join('\n')
}

function strokeWords({ width, cap, join, miterLimit, dashes, dashOffset }: Stroke): string {
  return `[${dashes.map(number).join(' ')}] ${number(dashOffset)} ${number(width)} ${cap} ${join} ${number(miterLimit)} p`
}

const colourWords = (colour: Colour): string => `${colour.map((part) => number(part, 4)).join(' ')} g`

async function pictureWords({ matrix, width, height }: Picture, pixels: Uint8Array): Promise<string> {
  return `[${matrix.map((part) => number(part, 6)).join(' ')}] concat\n${width} ${height} i\n${ascii85(await deflated(pixels))}~>`
}

async function deflated(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** Four bytes as five signs, in lines of 75. */
export function ascii85(bytes: Uint8Array): string {
  const signs: string[] = []
  for (let at = 0; at < bytes.length; at += 4) {
    const count = Math.min(4, bytes.length - at)
    let value = 0
    for (let i = 0; i < 4; i++) value = value * 256 + (bytes[at + i] ?? 0)
    if (value === 0 && count === 4) {
      signs.push('z')
      continue
    }
    const five: string[] = []
    for (let i = 0; i < 5; i++) {
      five.unshift(String.fromCharCode(33 + (value % 85)))
      value = Math.floor(value / 85)
    }
    signs.push(...five.slice(0, count + 1))
  }
  // A line that begins with %! or %% would be taken for a comment of the document's structure.
  return signs.join('').replaceAll(/.{75}/g, '$&\n').replaceAll(/^%/gm, ' %')
}

const pair = ([x, y]: Point): string => `${number(x)} ${number(y)}`

function number(value: number, decimals = 3): string {
  const rounded = Number(value.toFixed(decimals))
  // PostScript takes no exponent of ours; the smallest that is written has none.
  return Object.is(rounded, -0) ? '0' : String(rounded)
}
