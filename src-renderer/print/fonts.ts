/**
 * A figure with the fonts of its text inside, so that it looks the same without them installed: of Arimo the files of the
 * scripts that are used, of Noto Sans Math the used signs alone, as a font of their own.
 */
import { Font } from 'opentype.js'
import { signsOf } from './text-runs'
import type { Face } from './faces'
import type { Font as ParsedFont, Glyph } from 'opentype.js'

export async function withFonts(svg: SVGSVGElement): Promise<string> {
  const place = document.createElement('div')
  place.style.cssText = 'position: absolute; left: -10000px; top: 0'
  const copy = svg.cloneNode(true) as SVGSVGElement
  place.append(copy)
  document.body.append(place)
  try {
    const used = new Map<Face, { font: ParsedFont; signs: Set<string> }>()
    for (const text of copy.querySelectorAll('text'))
      for (const { face, font, sign } of await signsOf(text, 'skip')) {
        const found = used.get(face) ?? { font, signs: new Set<string>() }
        found.signs.add(sign)
        used.set(face, found)
      }
    const rules = await Promise.all([...used].map(([face, { font, signs }]) => ruleOf(face, font, signs)))
    const style = document.createElementNS('http://www.w3.org/2000/svg', 'style')
    style.textContent = rules.join('\n')
    const after = copy.querySelector('desc') ?? copy.querySelector('title')
    if (after) after.after(style)
    else copy.prepend(style)
    return new XMLSerializer().serializeToString(copy)
  } finally {
    place.remove()
  }
}

async function ruleOf(face: Face, font: ParsedFont, signs: ReadonlySet<string>): Promise<string> {
  const codes = [...signs].map((sign) => `U+${(sign.codePointAt(0) ?? 0).toString(16)}`).sort()
  const source =
    face.file === null
      ? `data:font/otf;base64,${base64(partOf(font, face.family, [...signs].sort()))}`
      : `data:font/woff2;base64,${base64(await (await fetch(face.file)).arrayBuffer())}`
  return `@font-face { font-family: '${face.family}'; font-weight: ${face.weight}; font-style: ${face.style}; unicode-range: ${codes.join(', ')}; src: url(${source}) }`
}

/** A font of these signs alone. */
function partOf(font: ParsedFont, family: string, signs: readonly string[]): ArrayBuffer {
  const glyphs: Glyph[] = [font.glyphs.get(0), ...signs.map((sign) => font.charToGlyph(sign))]
  return new Font({
    familyName: family,
    styleName: 'Regular',
    unitsPerEm: font.unitsPerEm,
    ascender: font.ascender,
    descender: font.descender,
    glyphs,
  }).toArrayBuffer()
}

function base64(bytes: ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
}
