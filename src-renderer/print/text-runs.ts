/** The signs of a figure's text with where a browser has put each, and the face it stands in. */
import { faceFor } from './faces'
import type { Face } from './faces'
import type { Font } from 'opentype.js'

export interface Sign {
  sign: string
  x: number
  y: number
  /** Degrees. */
  rotation: number
  size: number
  fill: string
  opacity: string
  face: Face
  font: Font
}

/**
 * @param text in the document, so that it has been laid out
 * @param unknown what happens to a sign that no font of ours has
 */
export async function signsOf(text: SVGTextElement, unknown: 'refuse' | 'skip'): Promise<Sign[]> {
  const result: Sign[] = []
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  let place = 0
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { fontSize, fontWeight, fontStyle, fill, fillOpacity } = getComputedStyle(node.parentElement!)
    for (const sign of node.nodeValue ?? '') {
      const at = place
      place += sign.length
      if (/\s/.test(sign) || sign === '\u200b') continue
      const found = await faceFor(sign, Number(fontWeight), fontStyle)
      if (found === null && unknown === 'skip') continue
      if (found === null)
        throw new Error(`no font of the figure has the sign "${sign}" to make an outline of`)
      const { x, y } = text.getStartPositionOfChar(at)
      result.push({
        sign,
        x,
        y,
        rotation: text.getRotationOfChar(at),
        size: Number.parseFloat(fontSize),
        fill,
        opacity: fillOpacity,
        ...found,
      })
    }
  }
  return result
}
