/** A long list of answers to one question, as a page shows it: what answer-pages.ts decides, seen by Svelte. */
import { AnswerPages } from './answer-pages'
import { PAGE } from './pages-of'
import type { ErrorData } from '../../src-main/contract/errors'
import type { PageOfAnswers, SeenPages } from './answer-pages'

export class PagedAnswers<Question extends object, Answer, Item> {
  readonly #answers: AnswerPages<Question, Answer, Item>
  #seen: SeenPages<Answer, Item>

  /**
   * @param listOf questions with the same text have the same places; without it each has its own
   * @param size items of a page
   */
  constructor(
    ask: (question: Question, start: number, count: number) => Promise<Answer>,
    read: (answer: Answer) => PageOfAnswers<Item>,
    listOf?: (question: Question) => string,
    private readonly size = PAGE,
  ) {
    this.#answers = new AnswerPages(ask, read, listOf, (seen) => (this.#seen = seen), size)
    this.#seen = $state.raw(this.#answers.seen)
  }

  /** Of the latest answer to the present question; null until the first. */
  get latest(): Answer | null {
    return this.#seen.latest
  }

  /** Null until the first answer to the present question. */
  get total(): number | null {
    return this.#seen.total
  }

  /** Places to make room for; null: nobody knows yet. */
  get places(): number | null {
    return this.#seen.places
  }

  get error(): ErrorData | null {
    return this.#seen.error
  }

  get loading(): boolean {
    return this.#seen.loading
  }

  /** Another text is another list, which is looked at from its beginning. */
  get list(): string {
    return this.#seen.list
  }

  change(question: Question): void {
    this.#answers.change(question)
  }

  again = (): void => this.#answers.again()

  /** What is at a place; null while it is on its way. */
  at(place: number): Item | null {
    return this.#seen.pages.get(Math.floor(place / this.size))?.[place % this.size] ?? null
  }

  /** Sees to it that the places from `first` up to, not with, `end` come. */
  need(first: number, end: number): void {
    // Read first, so that who calls this in an effect looks again with every answer.
    if (this.#seen.total !== null) this.#answers.need(first, end)
  }
}
