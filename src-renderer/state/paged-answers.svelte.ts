/**
 * A long list of answers to one question, as it scrolls by: pages of it are asked for when they come into view.
 *
 * Invariant: what is shown belongs to one question; when it changes, what was there stays until the first page
 * of the new answer has come (unless it is another list altogether), and late answers to old questions are
 * dropped.
 */
import { toErrorData } from '../../src-main/contract/errors'
import type { ErrorData } from '../../src-main/contract/errors'

/** Items per question. */
const PAGE = 24

export interface PageOfAnswers<Item> {
  total: number
  items: readonly Item[]
}

export class PagedAnswers<Question extends object, Answer, Item> {
  /** Of the latest answer; null until the first. */
  latest = $state.raw<Answer | null>(null)
  /** Null until the first answer. */
  total = $state.raw<number | null>(null)
  error = $state.raw<ErrorData | null>(null)
  loading = $state(false)
  /** Grows with every other question. */
  selections = $state(0)
  #pages = $state.raw<ReadonlyMap<number, readonly Item[]>>(new Map())
  readonly #asked = new Set<number>()
  #question: Question | null = null
  /** Counts questions: an answer to an earlier one is nobody's. */
  #turn = 0

  constructor(
    private readonly ask: (question: Question, start: number, count: number) => Promise<Answer>,
    private readonly read: (answer: Answer) => PageOfAnswers<Item>,
  ) {}

  /** Asks something else; the same question again asks nothing. */
  change(question: Question): void {
    if (this.#question !== null && JSON.stringify(this.#question) === JSON.stringify(question)) return
    this.selections++
    this.#begin(question)
  }

  /** Asks the present question anew, e.g. after a failure or when more of the study is finished. */
  again = (): void => {
    if (this.#question) this.#begin(this.#question)
  }

  #begin(question: Question): void {
    this.#question = question
    this.#turn++
    this.#asked.clear()
    void this.#load(0, true)
  }

  /** What is at a place; null while it is on its way. */
  at(place: number): Item | null {
    return this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE] ?? null
  }

  /** Sees to it that the places from `first` up to, not with, `end` come. */
  need(first: number, end: number): void {
    // Read first, so that who calls this in an effect looks again with every answer.
    const pages = this.#pages
    // Until the first page of a new answer is there, places mean nothing.
    if (this.total === null || this.#asked.has(0)) return
    const last = Math.min(end, this.total)
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page++)
      if (!pages.has(page) && !this.#asked.has(page)) void this.#load(page, false)
  }

  async #load(page: number, fresh: boolean): Promise<void> {
    const question = this.#question
    if (!question) return
    const turn = this.#turn
    this.#asked.add(page)
    this.loading = true
    try {
      const answer = await this.ask(question, page * PAGE, PAGE)
      if (turn !== this.#turn) return
      const { total, items } = this.read(answer)
      this.latest = answer
      this.total = total
      this.#pages = new Map([...(fresh ? [] : this.#pages), [page, items]])
      this.error = null
    } catch (error) {
      if (turn !== this.#turn) return
      this.error = toErrorData(error)
    }
    this.#asked.delete(page)
    this.loading = this.#asked.size > 0
  }
}
