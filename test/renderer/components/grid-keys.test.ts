import { describe, expect, it } from 'vitest'
import { nextPlace, scrollTo, tabPlace } from '../../../src-renderer/components/grid-keys'

describe('the keyboard in a grid', () => {
  const grid = { columns: 4, count: 10 }

  it('goes by one and by a row, and stops at the ends', () => {
    expect(nextPlace('ArrowRight', 3, grid)).toBe(4)
    expect(nextPlace('ArrowDown', 3, grid)).toBe(7)
    expect(nextPlace('ArrowUp', 3, grid)).toBeNull()
    expect(nextPlace('ArrowDown', 7, grid)).toBeNull()
    expect(nextPlace('End', 2, grid)).toBe(9)
    expect(nextPlace('Home', 2, grid)).toBe(0)
    expect(nextPlace('a', 2, grid)).toBeNull()
  })

  it('is entered where it was left, or at the first place in sight', () => {
    expect(tabPlace(5, [4, 5, 6], 4)).toBe(5)
    expect(tabPlace(1, [4, 5, 6], 4)).toBe(4)
    expect(tabPlace(0, [], 0)).toBe(0)
  })

  it('scrolls no further than it must', () => {
    expect(scrollTo(0, 100, { top: 250, height: 300 })).toBe(0)
    expect(scrollTo(3, 100, { top: 250, height: 300 })).toBe(250)
    expect(scrollTo(6, 100, { top: 250, height: 300 })).toBe(400)
  })
})
