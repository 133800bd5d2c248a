import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gallerySortSchema } from '../../../src-main/contract/images/gallery'
import { galleryOrder } from '../../../src-main/studies/gallery/order'
import { GalleryOrders } from '../../../src-main/studies/gallery/orders'
import type { GalleryChoice } from '../../../src-main/contract/images/gallery'
import type { AnswerTable } from '../../../src-main/studies/gallery/order'

interface Answer {
  predicted: number
  confidence: number
  size: number
}
interface Image {
  labels: number[]
  /** By model; null: not measured yet. */
  answers: (Answer | null)[]
}

const MODELS = ['a', 'b', 'c']
const ANY: GalleryChoice = {
  ...{ model: null, beside: null, label: null, outcome: null, besideOutcome: null, confidence: null },
  ...{ sort: 'index', only: null },
}

function tableOf(images: readonly Image[]): AnswerTable {
  const at = (column: number, place: number): Answer => images[place]!.answers[column]!
  return {
    count: images.length,
    models: MODELS,
    placeOf: ({ image }) => (image < images.length ? image : null),
    label: (place) => images[place]!.labels[0]!,
    isOf: (place, label) => images[place]!.labels.includes(label),
    has: (column, place) => images[place]!.answers[column] !== null,
    is: (column, place, outcome) =>
      (at(column, place).predicted === images[place]!.labels[0]) === (outcome === 'right'),
    answer: (column, place) => at(column, place).predicted,
    confidence: (column, place) => at(column, place).confidence,
    size: (column, place) => at(column, place).size,
  }
}
const placesOf = (images: readonly Image[], choice: Partial<GalleryChoice>): number[] => [
  ...galleryOrder(tableOf(images), { ...ANY, ...choice }).places,
]
const answer = (predicted: number, confidence = 0.5, size = 1): Answer => ({ predicted, confidence, size })

describe('which images of a gallery pass', () => {
  const images: Image[] = [
    { labels: [0, 1], answers: [answer(0, 0.9), answer(1, 0.2), answer(0)] },
    { labels: [1, 2], answers: [answer(0, 0.4), answer(1, 0.95), null] },
    { labels: [2, 2], answers: [null, answer(2, 0.6), answer(2)] },
    { labels: [0, 2], answers: [answer(0, NaN), answer(0, 0.7), answer(0)] },
  ]

  it('are those of a class on either side of a pair', () => {
    expect(placesOf(images, { label: 1 })).toEqual([0, 1])
    expect(placesOf(images, { label: 2 })).toEqual([1, 2, 3])
    expect(placesOf(images, { label: 7 })).toEqual([])
  })

  it('have outcome and confidence with one and the same model', () => {
    // Right with a at 0.9 and with c, wrong with b at 0.2: no model is wrong with at least 0.5.
    expect(placesOf(images, { outcome: 'wrong', confidence: { from: 0.5, to: 1 } })).toEqual([])
    expect(placesOf(images, { outcome: 'right', confidence: { from: 0.9, to: 0.95 } })).toEqual([0, 1])
    expect(placesOf(images, { model: 'a', confidence: { from: 0, to: 1 } })).toEqual([0, 1])
  })

  it('have answers of both of two models, each with its own outcome', () => {
    expect(galleryOrder(tableOf(images), { ...ANY, model: 'a', beside: 'b' })).toEqual({
      of: 3,
      places: Int32Array.of(0, 1, 3),
    })
    expect(placesOf(images, { model: 'a', beside: 'b', outcome: 'right', besideOutcome: 'wrong' })).toEqual([
      0,
    ])
    expect(placesOf(images, { model: 'b', beside: 'a', outcome: 'right', besideOutcome: 'wrong' })).toEqual([
      1,
    ])
  })

  it('are those where models disagree: these two, or any', () => {
    expect(placesOf(images, { outcome: 'disagree' })).toEqual([0, 1])
    expect(placesOf(images, { outcome: 'disagree', model: 'a', beside: 'c' })).toEqual([])
  })

  it('put what an order looks at and is not there last, and keep the order of the study for ties', () => {
    expect(placesOf(images, { model: 'a', sort: 'most-confident' })).toEqual([0, 1, 3])
    expect(placesOf(images, { model: 'a', sort: 'least-confident' })).toEqual([1, 0, 3])
    expect(placesOf(images, { sort: 'class' })).toEqual([0, 3, 1, 2])
    expect(placesOf(images, { sort: 'largest-epsilon' })).toEqual([0, 1, 2, 3])
  })

  it('agree with asking every image by itself', () => {
    const answers = fc.option(
      fc.record({
        predicted: fc.nat(3),
        confidence: fc.constantFrom(0, 0.2, 0.5, 0.8, 1, NaN),
        size: fc.constantFrom(0, 0.1, 0.7, NaN),
      }),
    )
    const image = fc.record({
      labels: fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }),
      answers: fc.tuple(answers, answers, answers),
    })
    const choice = fc.record({
      label: fc.option(fc.nat(3)),
      outcome: fc.option(fc.constantFrom('right', 'wrong')),
      besideOutcome: fc.option(fc.constantFrom('right', 'wrong')),
      confidence: fc.option(fc.constantFrom({ from: 0.2, to: 0.8 }, { from: 0.5, to: 0.5 })),
      sort: fc.constantFrom(...gallerySortSchema.options),
      only: fc.constant(null),
    })
    fc.assert(
      fc.property(fc.array(image, { maxLength: 12 }), choice, (all, asked) => {
        const found = galleryOrder(tableOf(all), { ...asked, model: 'a', beside: 'b' })
        const is = (label: number, { predicted }: Answer, outcome: string | null): boolean =>
          outcome === null || (outcome === 'right' ? predicted === label : predicted !== label)
        const both = all.flatMap(({ labels, answers: [a, b] }, place) =>
          a && b ? [{ place, labels, a, b }] : [],
        )
        const passing = both.filter(
          ({ labels, a, b }) =>
            (asked.label === null || labels.includes(asked.label)) &&
            is(labels[0]!, a, asked.outcome) &&
            is(labels[0]!, b, asked.besideOutcome) &&
            (asked.confidence === null ||
              (a.confidence >= asked.confidence.from && a.confidence <= asked.confidence.to)),
        )
        expect(found.of).toBe(both.length)
        expect([...found.places].sort((x, y) => x - y)).toEqual(passing.map(({ place }) => place))
        const key = {
          ...{ index: (place: number) => place, class: (place: number) => all[place]!.labels[0]! },
          'most-confident': (place: number) => -all[place]!.answers[0]!.confidence,
          'least-confident': (place: number) => all[place]!.answers[0]!.confidence,
          'smallest-epsilon': (place: number) => all[place]!.answers[0]!.size,
          'largest-epsilon': (place: number) => -all[place]!.answers[0]!.size,
          'largest-difference': (place: number) =>
            -Math.abs(all[place]!.answers[0]!.size - all[place]!.answers[1]!.size),
        }[asked.sort]
        // Of each two neighbours the second is not before the first: by key, and then by place.
        for (let i = 1; i < found.places.length; i++) {
          const [before, after] = [found.places[i - 1]!, found.places[i]!]
          const [x, y] = [key(before), key(after)]
          if (Number.isNaN(x)) expect(y).toBeNaN()
          if (x === y || (Number.isNaN(x) && Number.isNaN(y))) expect(before).toBeLessThan(after)
          else if (!Number.isNaN(y)) expect(x).toBeLessThan(y)
        }
      }),
    )
  })
})

describe('orders that are kept', () => {
  it('answer a page of a question as the whole does, and are made once for each version of the answers', () => {
    let looked = 0
    const images: Image[] = Array.from({ length: 10_000 }, (_, i) => ({
      labels: [i % 10],
      answers: [answer(i % 7, (i % 101) / 100), null, null],
    }))
    const table = tableOf(images)
    const counted: AnswerTable = { ...table, has: (...at) => (looked++, table.has(...at)) }
    const orders = new GalleryOrders()
    const choice: GalleryChoice = { ...ANY, model: 'a', outcome: 'wrong', sort: 'least-confident' }
    const whole = orders.page('1', counted, choice, { start: 0, count: 10_000 })
    const once = looked
    expect(whole.places).toHaveLength(whole.total)
    expect(whole.of).toBe(10_000)
    for (const start of [0, 24, 5000, whole.total - 3, whole.total + 1])
      expect(orders.page('1', counted, choice, { start, count: 24 }).places).toEqual(
        whole.places.slice(start, start + 24),
      )
    expect(looked).toBe(once)
    orders.page('2', counted, choice, { start: 0, count: 24 })
    expect(looked).toBe(2 * once)
  })
})
