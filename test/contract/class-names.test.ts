import { describe, expect, it } from 'vitest'
import {
  areNumbers,
  classMatchOf,
  classMatchWords,
  compareClassNames,
  differenceWords,
} from '../../src-main/contract/images/class-names'

describe('the classes of two sides', () => {
  it('are the same when names and order are', () => {
    expect(compareClassNames(['a', 'b'], ['a', 'b'])).toEqual({ kind: 'same' })
    expect(compareClassNames(['0', '1'], ['0', '1'])).toEqual({ kind: 'same' })
  })

  it('are matched by name, whatever the case, the Unicode form, the spaces and the order', () => {
    expect(compareClassNames(['Bird', 'cat', 'dog'], ['Cat', 'Dog', 'bird'])).toEqual({
      kind: 'by name',
      order: [1, 2, 0],
      reordered: true,
      spelled: {
        names: 3,
        examples: [
          ['cat', 'Cat'],
          ['dog', 'Dog'],
          ['Bird', 'bird'],
        ],
      },
    })
    expect(compareClassNames(['caf\u00e9', 'ice_cream'], ['cafe\u0301', 'Ice Cream'])).toMatchObject({
      kind: 'by name',
      order: [0, 1],
      reordered: false,
    })
    expect(compareClassNames(['0', '1', '2', '10'], ['0', '1', '10', '2'])).toMatchObject({
      kind: 'by name',
      order: [0, 1, 3, 2],
    })
  })

  it('are matched whatever nobody sees in them, and it is said of which', () => {
    const found = compareClassNames(
      ['cat', 'dog', 'ship', 'truck'],
      ['\u200bcat', 'dog ', 'tr\u00aduck', 'ship'],
    )
    if (found.kind === 'different') throw new Error('They are the same.')
    expect(found).toMatchObject({ kind: 'by name', order: [0, 1, 3, 2], reordered: true })
    expect(classMatchWords(classMatchOf(found))).toBe(
      'classes matched by name: their order differs; "\\u{200b}cat" is taken for "cat", "dog " is taken for "dog", "tr\\u{ad}uck" is taken for "truck"',
    )
    const other = compareClassNames(['cat', 'dog'], ['c\u0430t', 'dog'])
    if (other.kind !== 'different') throw new Error('A letter is another one.')
    expect(differenceWords(other, 'model', 'images')).toBe(
      'only "images" has "c\\u{430}t"; only "model" has "cat"',
    )
  })

  it('are matched exactly first, so that names that differ in case only stay apart', () => {
    expect(compareClassNames(['A', 'a'], ['a', 'A'])).toMatchObject({ order: [1, 0] })
    expect(compareClassNames(['A', 'a', 'b'], ['a', 'A', 'B'])).toMatchObject({ kind: 'different' })
  })

  it('stand by their place where one side has numbers only', () => {
    expect(compareClassNames(['class 0', 'class 1'], ['cat', 'dog'])).toEqual({ kind: 'by position' })
    expect(compareClassNames(['cat', 'dog'], ['0', '1'])).toEqual({ kind: 'by position' })
    expect(compareClassNames(['class 0', 'class 1'], ['a', 'b', 'c']).kind).toBe('different')
    expect(areNumbers(['00', '01', '02'])).toBe(true)
    expect(areNumbers(['1', '2', '3'])).toBe(false)
    expect(areNumbers(['0', '1', '10'])).toBe(false)
  })

  it('are different when a name is on one side only, which is named', () => {
    expect(compareClassNames(['Bird', 'cat', 'dog'], ['cat', 'dog', 'elephant'])).toEqual({
      kind: 'different',
      unknown: ['elephant'],
      missing: ['Bird'],
    })
    expect(compareClassNames(['a', 'b'], ['a', 'b', 'c'])).toMatchObject({ unknown: ['c'], missing: [] })
    expect(compareClassNames(['a', 'b'], ['a', 'a']).kind).toBe('different')
  })

  it('matches some of the classes by name, and says how many of how many', () => {
    const ten = ['airplane', 'bird', 'Cat', 'dog']
    expect(compareClassNames(ten, ['cat', 'airplane'])).toEqual({
      ...{ kind: 'by name', order: [2, 0], reordered: true },
      part: { images: 2, known: 4 },
      spelled: { names: 1, examples: [['Cat', 'cat']] },
    })
    expect(compareClassNames(ten, ['airplane', 'bird'])).toMatchObject({
      reordered: false,
      part: { images: 2 },
    })
    expect(compareClassNames(ten, ['cat', 'horse'])).toMatchObject({ kind: 'different', unknown: ['horse'] })
    expect(compareClassNames(ten, ['cat', 'cat']).kind).toBe('different')
  })

  it('does not take fewer numbers for names: they may count other classes off', () => {
    const ten = Array.from({ length: 10 }, (_, i) => String(i))
    expect(compareClassNames(ten, ['0', '1', '2']).kind).toBe('different')
    expect(compareClassNames(ten, ten.slice(1)).kind).toBe('different')
    // Class folders of digits, one of which is missing.
    const withoutThree = ten.filter((digit) => digit !== '3')
    expect(compareClassNames(ten, withoutThree)).toMatchObject({
      kind: 'by name',
      part: { images: 9, known: 10 },
    })
  })
})
