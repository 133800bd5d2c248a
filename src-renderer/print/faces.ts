/**
 * The faces of printed figures: Arimo upright, bold and oblique, and for the few signs that it lacks Noto Sans Math. Each as
 * a file for embedding (woff2) and one that shapes are read from (woff).
 */
import latin from '@fontsource/arimo/files/arimo-latin-400-normal.woff2?url'
import latinBold from '@fontsource/arimo/files/arimo-latin-700-normal.woff2?url'
import latinItalic from '@fontsource/arimo/files/arimo-latin-400-italic.woff2?url'
import greek from '@fontsource/arimo/files/arimo-greek-400-normal.woff2?url'
import greekBold from '@fontsource/arimo/files/arimo-greek-700-normal.woff2?url'
import greekItalic from '@fontsource/arimo/files/arimo-greek-400-italic.woff2?url'
import latinShapes from '@fontsource/arimo/files/arimo-latin-400-normal.woff?url'
import latinBoldShapes from '@fontsource/arimo/files/arimo-latin-700-normal.woff?url'
import latinItalicShapes from '@fontsource/arimo/files/arimo-latin-400-italic.woff?url'
import greekShapes from '@fontsource/arimo/files/arimo-greek-400-normal.woff?url'
import greekBoldShapes from '@fontsource/arimo/files/arimo-greek-700-normal.woff?url'
import greekItalicShapes from '@fontsource/arimo/files/arimo-greek-400-italic.woff?url'
import mathShapes from '@fontsource/noto-sans-math/files/noto-sans-math-latin-400-normal.woff?url'
import { parse } from 'opentype.js'
import type { Font } from 'opentype.js'
import type { FigureLayout } from '../../src-main/contract/figures/figures'

export interface Face {
  family: 'Arimo' | 'Noto Sans Math'
  weight: 400 | 700
  style: 'normal' | 'italic'
  /** Null: too large to be embedded whole. */
  file: string | null
  shapes: string
}

const ARIMO: Face[] = [
  { family: 'Arimo', weight: 400, style: 'normal', file: latin, shapes: latinShapes },
  { family: 'Arimo', weight: 400, style: 'normal', file: greek, shapes: greekShapes },
  { family: 'Arimo', weight: 700, style: 'normal', file: latinBold, shapes: latinBoldShapes },
  { family: 'Arimo', weight: 700, style: 'normal', file: greekBold, shapes: greekBoldShapes },
  { family: 'Arimo', weight: 400, style: 'italic', file: latinItalic, shapes: latinItalicShapes },
  { family: 'Arimo', weight: 400, style: 'italic', file: greekItalic, shapes: greekItalicShapes },
]
const MATH: Face = { family: 'Noto Sans Math', weight: 400, style: 'normal', file: null, shapes: mathShapes }

const fonts = new Map<Face, Promise<Font>>()

function fontOf(face: Face): Promise<Font> {
  let found = fonts.get(face)
  if (found === undefined) {
    found = fetch(face.shapes)
      .then((answer) => answer.arrayBuffer())
      .then((bytes) => parse(bytes))
    fonts.set(face, found)
  }
  return found
}

/** The face that a browser takes for a sign, with its shapes; null where none of ours has it. */
export async function faceFor(
  sign: string,
  weight: number,
  style: string,
): Promise<{ face: Face; font: Font } | null> {
  const wanted = ARIMO.filter(
    (face) =>
      face.weight === (weight >= 600 ? 700 : 400) &&
      face.style === (style === 'normal' ? 'normal' : 'italic'),
  )
  // Bold and oblique at once is made of the bold face.
  for (const face of [...(wanted.length > 0 ? wanted : ARIMO.filter((each) => each.weight === 700)), MATH]) {
    const font = await fontOf(face)
    if (font.charToGlyphIndex(sign) > 0) return { face, font }
  }
  return null
}

/** Has every face ready before anything is measured; gives the signs of a figure that none of them has. */
export async function loadedFaces(layout: FigureLayout): Promise<string[]> {
  const signs = [...new Set(JSON.stringify([layout.panels, layout.legend, layout.title]))].filter(
    (sign) => (sign.codePointAt(0) ?? 0) > 0x7f,
  )
  const sample = `fMg0σε${signs.join('')}`
  for (const font of ['15px Arimo', 'bold 15px Arimo', 'italic 15px Arimo', "15px 'Noto Sans Math'"])
    await document.fonts.load(font, sample)
  const missing: string[] = []
  for (const sign of signs)
    if (!/\s/.test(sign) && (await faceFor(sign, 400, 'normal')) === null) missing.push(sign)
  return missing
}
