/** A card of a point hides neither the point nor Plotly's words about it, wherever both have their place. */
import { describe, expect, it } from 'vitest'
import { besideWords } from '../../../../src-renderer/components/plot/beside'
import type { Box } from '../../../../src-renderer/components/plot/beside'

const drawing = { width: 1100, height: 360 }
const card = { width: 400, height: 150 }

function meet(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  )
}

describe('a card beside the words of a point', () => {
  it('lies above low words, on the right', () => {
    expect(besideWords({ left: 700, top: 230, width: 380, height: 120 }, card, drawing)).toEqual({
      left: 696,
      top: 4,
    })
  })

  it('lies below high words, above the axis', () => {
    expect(besideWords({ left: 700, top: 0, width: 380, height: 120 }, card, drawing)).toEqual({
      left: 696,
      top: 146,
    })
  })

  it('lies on the other side of words in the middle of the height', () => {
    expect(besideWords({ left: 650, top: 100, width: 440, height: 160 }, card, drawing).left).toBe(4)
    expect(besideWords({ left: 20, top: 100, width: 440, height: 160 }, card, drawing).left).toBe(696)
  })

  it('lies over the axis rather than over words as wide as the drawing', () => {
    expect(besideWords({ left: 0, top: 60, width: 1100, height: 130 }, card, drawing).top).toBe(206)
  })

  it('meets no words that leave a side or a height free, and stays in the drawing', () => {
    let tried = 0
    for (let left = 0; left <= 700; left += 50)
      for (let top = 0; top <= 240; top += 20)
        for (const width of [200, 400, 1100 - left]) {
          const words = { left, top, width, height: 120 }
          const at = { ...besideWords(words, card, drawing), ...card }
          expect(at.left >= 0 && at.left + at.width <= drawing.width).toBe(true)
          expect(at.top >= 0 && at.top + at.height <= drawing.height).toBe(true)
          const hasRoom =
            left >= 420 || left + width <= 680 || top >= 170 || top + words.height <= drawing.height - 170
          if (!hasRoom) continue
          tried++
          expect(meet(at, words), JSON.stringify({ words, at })).toBe(false)
        }
    expect(tried).toBeGreaterThan(100)
  })

  it('lies in a corner of a drawing that is smaller than itself, or of which nothing is said', () => {
    expect(
      besideWords({ left: 0, top: 0, width: 50, height: 20 }, card, { width: 300, height: 100 }).left,
    ).toBe(4)
    expect(besideWords(null, card, drawing)).toEqual({ left: 696, top: 4 })
  })
})
