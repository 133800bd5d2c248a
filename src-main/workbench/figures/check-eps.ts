/**
 * What a written EPS really is: its size, and that it paints with nothing but shapes and pictures in RGB. Read from the bytes; a
 * word that none of our files has is an error, so a text, a font or a half-written number is found.
 */

export interface EpsFacts {
  /** Points, as the exact bounding box says. */
  width: number
  height: number
  /** Filled and outlined shapes, and pictures. */
  fills: number
  strokes: number
  pictures: number
}

const OPERATORS = new Set([
  'm',
  'l',
  'c',
  'h',
  'f',
  'F',
  's',
  'q',
  'Q',
  'W',
  'X',
  'S',
  'g',
  'p',
  'i',
  'concat',
])
const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/

/** Error, in words that follow "when it was read back,", for what is no such file. */
export function epsFacts(bytes: Uint8Array): EpsFacts {
  const text = Buffer.from(bytes).toString('latin1')
  if (!text.startsWith('%!PS-Adobe-3.0 EPSF-3.0\n') || !text.endsWith('%%Trailer\n%%EOF\n'))
    throw new Error('it was no complete EPS')
  if (!/^[\x20-\x7e\n]*$/.test(text)) throw new Error('it had signs that are not ASCII')
  const whole = boxOf(text, 'BoundingBox')
  const exact = boxOf(text, 'HiResBoundingBox')
  if (whole.width - exact.width >= 1 || whole.width < exact.width - 0.01)
    throw new Error('its two bounding boxes were of different widths')
  if (whole.height - exact.height >= 1 || whole.height < exact.height - 0.01)
    throw new Error('its two bounding boxes were of different heights')
  const body = /\nhalfpower begin\n(q\n[\s\S]*\nQ)\nend\nshowpage\n/.exec(text)?.[1]
  if (body === undefined) throw new Error('it had no page')
  const facts = { ...exact, fills: 0, strokes: 0, pictures: 0 }
  let depth = 0
  // Packed pixels are no words.
  for (const word of body.replaceAll(/ i\n[^~]*~>/g, ' i\n').split(/[\s[\]]+/)) {
    if (word === '' || NUMBER.test(word)) continue
    if (!OPERATORS.has(word)) throw new Error(`it had "${word.slice(0, 40)}", which paints nothing of ours`)
    if (word === 'q') depth++
    if (word === 'Q' && --depth < 0) throw new Error('it closed a part that was not open')
    if (word === 'f' || word === 'F') facts.fills++
    if (word === 's') facts.strokes++
    if (word === 'i') facts.pictures++
  }
  if (depth !== 0) throw new Error('a part of it was not closed')
  return facts
}

/** Of a figure whose lower left corner is 0, 0. */
function boxOf(text: string, name: string): { width: number; height: number } {
  const found = new RegExp(`^%%${name}: 0 0 ([\\d.]+) ([\\d.]+)$`, 'm').exec(text)
  if (!found) throw new Error(`it had no ${name}`)
  return { width: Number(found[1]), height: Number(found[2]) }
}
