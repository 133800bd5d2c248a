import { describe, expect, it, vi } from 'vitest'
import { AnswerPages, KEPT } from '../../../src-renderer/state/answer-pages'
import { PAGE } from '../../../src-renderer/state/pages-of'

interface Question {
  filter: string
  fMix: number
}
interface Answer {
  total: number
  items: string[]
}
interface Asked {
  question: Question
  start: number
  answer: (answer: Answer) => Promise<void>
  fail: () => Promise<void>
}

/** Questions wait until the test answers them. */
function gallery() {
  const asked: Asked[] = []
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
  const answers = new AnswerPages<Question, Answer, string>(
    (question, start) =>
      new Promise((resolve, reject) =>
        asked.push({
          question,
          start,
          answer: (answer) => (resolve(answer), settled()),
          fail: () => (reject(new Error('gone')), settled()),
        }),
      ),
    ({ total, items }) => ({ total, items }),
    ({ filter }) => filter,
  )
  const at = (place: number) => answers.seen.pages.get(Math.floor(place / PAGE))?.[place % PAGE]
  return { answers, asked, at }
}
const items = (start: number, word = 'image') =>
  Array.from({ length: PAGE }, (_, i) => `${word} ${start + i}`)

describe('pages of answers', () => {
  it('has pages of the size that a list asks for', async () => {
    const asked: number[][] = []
    const answers = new AnswerPages<object, Answer, string>(
      (_question, start, count) => {
        asked.push([start, count])
        return Promise.resolve({ total: 1000, items: items(start) })
      },
      (answer) => answer,
      undefined,
      undefined,
      120,
    )
    answers.change({})
    await new Promise((resolve) => setTimeout(resolve))
    answers.need(100, 250)
    expect(asked).toEqual([
      [0, 120],
      [120, 120],
      [240, 120],
    ])
  })

  it('shows nothing of the question before under the next one, and drops what comes late to it', async () => {
    const { answers, asked, at } = gallery()
    answers.change({ filter: 'wrong', fMix: 0 })
    await asked[0]!.answer({ total: 1000, items: items(0) })
    expect(at(3)).toBe('image 3')
    answers.need(0, 2 * PAGE)
    expect(asked[1]).toMatchObject({ start: PAGE, question: { filter: 'wrong' } })
    answers.change({ filter: 'right', fMix: 0 })
    expect(answers.seen).toMatchObject({ latest: null, total: null, places: null, list: 'right' })
    expect(at(3)).toBeUndefined()
    await asked[1]!.answer({ total: 1000, items: items(PAGE) })
    expect(answers.seen.pages.size).toBe(0)
    expect(answers.seen.loading).toBe(true)
    await asked[2]!.answer({ total: 7, items: items(0, 'other').slice(0, 7) })
    expect(answers.seen).toMatchObject({ total: 7, places: 7, loading: false })
    expect(at(3)).toBe('other 3')
  })

  it('keeps room for the same places, and not their items, when the same list is looked at otherwise', async () => {
    const { answers, asked, at } = gallery()
    answers.change({ filter: 'all', fMix: 0 })
    await asked[0]!.answer({ total: 1000, items: items(0) })
    answers.change({ filter: 'all', fMix: 1 })
    expect(answers.seen).toMatchObject({ total: null, places: 1000, list: 'all' })
    expect(at(0)).toBeUndefined()
  })

  it('asks nothing for the same question, and keeps what is seen while it is asked again', async () => {
    const { answers, asked, at } = gallery()
    answers.change({ filter: 'all', fMix: 0 })
    await asked[0]!.answer({ total: 30, items: items(0) })
    answers.change({ filter: 'all', fMix: 0 })
    expect(asked).toHaveLength(1)
    answers.again()
    expect(at(0)).toBe('image 0')
    await asked[1]!.answer({ total: 31, items: items(0, 'newer') })
    expect(at(0)).toBe('newer 0')
    expect(answers.seen.total).toBe(31)
  })

  it('exchanges what is in sight at once, so that a study that runs does not make it flicker', async () => {
    const { answers, asked, at } = gallery()
    answers.change({ filter: 'all', fMix: 0 })
    await asked[0]!.answer({ total: 1000, items: items(0) })
    answers.need(5 * PAGE, 7 * PAGE)
    await asked[1]!.answer({ total: 1000, items: items(5 * PAGE) })
    await asked[2]!.answer({ total: 1000, items: items(6 * PAGE) })
    answers.again()
    expect(asked.slice(3).map(({ start }) => start)).toEqual([5 * PAGE, 6 * PAGE])
    await asked[3]!.answer({ total: 1001, items: items(5 * PAGE, 'newer') })
    expect(at(5 * PAGE)).toBe(`image ${5 * PAGE}`)
    answers.need(5 * PAGE, 7 * PAGE)
    expect(asked).toHaveLength(5)
    await asked[4]!.answer({ total: 1001, items: items(6 * PAGE, 'newer') })
    expect([at(5 * PAGE), at(6 * PAGE)]).toEqual([`newer ${5 * PAGE}`, `newer ${6 * PAGE}`])
    expect(answers.seen).toMatchObject({ total: 1001, loading: false })
    expect(at(0)).toBeUndefined()
  })

  it('does not ask by itself for what failed, and does when somebody says so', async () => {
    const { answers, asked } = gallery()
    answers.change({ filter: 'all', fMix: 0 })
    await asked[0]!.answer({ total: 1000, items: items(0) })
    answers.need(PAGE, PAGE + 1)
    await asked[1]!.fail()
    expect(answers.seen).toMatchObject({ error: { message: 'gone' }, loading: false })
    answers.need(PAGE, PAGE + 1)
    expect(asked).toHaveLength(2)
    answers.again()
    expect(asked[2]).toMatchObject({ start: PAGE })
    await asked[2]!.answer({ total: 1000, items: items(PAGE) })
    expect(answers.seen.error).toBeNull()
  })

  it('holds a bounded number of pages however far it is scrolled, and asks again for those that it gave up', async () => {
    const total = 10_000
    const ask = vi.fn((_: Question, start: number) => Promise.resolve({ total, items: items(start) }))
    const answers = new AnswerPages<Question, Answer, string>(ask, (answer) => answer)
    answers.change({ filter: 'all', fMix: 0 })
    for (let place = 0; place < total; place += PAGE) {
      await new Promise((resolve) => setTimeout(resolve))
      answers.need(place, place + PAGE)
    }
    await new Promise((resolve) => setTimeout(resolve))
    expect(ask).toHaveBeenCalledTimes(Math.ceil(total / PAGE))
    expect(answers.seen.pages.size).toBe(KEPT)
    expect(answers.seen.pages.has(Math.floor((total - 1) / PAGE))).toBe(true)
    answers.need(0, 1)
    expect(ask).toHaveBeenLastCalledWith(expect.anything(), 0, PAGE)
  })
})
