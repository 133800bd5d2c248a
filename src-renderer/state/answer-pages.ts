/**
 * A long list of answers to one question, as it scrolls by: pages of it are asked for when they come into view.
 * The decisions, without the window: paged-answers.svelte.ts shows them.
 *
 * Invariants: what is seen belongs to the present question, never to the one before it; late answers to old
 * questions are dropped; however far one scrolls, no more than `KEPT` pages are held; a page that failed is asked for
 * again only when somebody says so.
 */
import { toErrorData } from '../../src-main/contract/errors'
import { PAGE, pagesOf } from './pages-of'
import type { ErrorData } from '../../src-main/contract/errors'

/** Pages that are held: of more, the one that is farthest from the newest is forgotten. */
export const KEPT = 40

export interface PageOfAnswers<Item> {
  total: number
  items: readonly Item[]
}

/** What there is of the answer. */
export interface SeenPages<Answer, Item> {
  /** Another text is another list, which is looked at from its beginning. */
  list: string
  /** Of the newest page; null until the first. */
  latest: Answer | null
  /** Of the whole list; null until the first answer to the present question. */
  total: number | null
  /** Places to make room for: while nothing is known of a list that was there a moment ago, as many as it had. */
  places: number | null
  error: ErrorData | null
  loading: boolean
  pages: ReadonlyMap<number, readonly Item[]>
}

export class AnswerPages<Question extends object, Answer, Item> {
  seen: SeenPages<Answer, Item> = {
    ...{ list: '', latest: null, total: null, places: null, error: null, loading: false, pages: new Map() },
  }
  readonly #asked = new Set<number>()
  /** Pages that were in sight last: they are renewed together. */
  #inSight: readonly number[] = []
  /** The first pages of an answer are on their way: until they are there, places mean nothing. */
  #beginning = false
  readonly #failed = new Set<number>()
  #question: Question | null = null
  /** Counts questions: an answer to an earlier one is nobody's. */
  #turn = 0

  /**
   * @param read takes an answer apart
   * @param listOf questions with the same text have the same places: one may go from one to the other and stay where one is
   * @param onSeen hears of every change of `seen`
   * @param size items of a page: many more than are in sight must fit into those that are held
   */
  constructor(
    private readonly ask: (question: Question, start: number, count: number) => Promise<Answer>,
    private readonly read: (answer: Answer) => PageOfAnswers<Item>,
    private readonly listOf: (question: Question) => string = (question) => JSON.stringify(question),
    private readonly onSeen: (seen: SeenPages<Answer, Item>) => void = () => undefined,
    private readonly size = PAGE,
  ) {}

  /** Asks something else; the same question again asks nothing. */
  change(question: Question): void {
    if (this.#question !== null && JSON.stringify(this.#question) === JSON.stringify(question)) return
    this.#question = question
    this.#inSight = []
    const list = this.listOf(question)
    const places = list === this.seen.list ? this.seen.places : null
    this.#see({ list, latest: null, total: null, places, error: null, pages: new Map() })
    void this.#begin([0])
  }

  /** Asks the present question anew, e.g. after a failure or when more of the study is finished; what is seen stays till then,
   * and what is in sight is exchanged at once. */
  again(): void {
    void this.#begin(this.#inSight.length === 0 ? [0] : this.#inSight)
  }

  async #begin(numbers: readonly number[]): Promise<void> {
    const question = this.#question
    if (!question) return
    const turn = ++this.#turn
    this.#asked.clear()
    this.#failed.clear()
    this.#beginning = true
    this.#see({ loading: true })
    try {
      const answers = await Promise.all(
        numbers.map((page) => this.ask(question, page * this.size, this.size)),
      )
      if (turn !== this.#turn) return
      this.#beginning = false
      const read = answers.map((answer) => this.read(answer))
      const latest = answers.at(-1)!
      const { total } = read.at(-1)!
      const pages = new Map(numbers.map((page, i) => [page, read[i]!.items]))
      this.#see({ latest, total, places: total, pages, error: null, loading: false })
    } catch (error) {
      if (turn !== this.#turn) return
      this.#beginning = false
      for (const page of numbers) this.#failed.add(page)
      this.#see({ error: toErrorData(error), loading: false })
    }
  }

  /** Sees to it that the places from `first` up to, not with, `end` come. */
  need(first: number, end: number): void {
    const { total, pages } = this.seen
    if (total === null) return
    this.#inSight = pagesOf(first, Math.min(end, total), this.size)
    if (this.#beginning) return
    for (const page of this.#inSight)
      if (!pages.has(page) && !this.#asked.has(page) && !this.#failed.has(page)) void this.#load(page)
  }

  async #load(page: number): Promise<void> {
    const question = this.#question
    if (!question) return
    const turn = this.#turn
    this.#asked.add(page)
    this.#see({ loading: true })
    try {
      const answer = await this.ask(question, page * this.size, this.size)
      if (turn !== this.#turn) return
      this.#asked.delete(page)
      const { total, items } = this.read(answer)
      const pages = bounded(new Map([...this.seen.pages, [page, items]]), page)
      this.#see({ latest: answer, total, places: total, pages, error: null, loading: this.#asked.size > 0 })
    } catch (error) {
      if (turn !== this.#turn) return
      this.#asked.delete(page)
      this.#failed.add(page)
      this.#see({ error: toErrorData(error), loading: this.#asked.size > 0 })
    }
  }

  #see(change: Partial<SeenPages<Answer, Item>>): void {
    this.seen = { ...this.seen, ...change }
    this.onSeen(this.seen)
  }
}

function bounded<Item>(
  pages: Map<number, readonly Item[]>,
  newest: number,
): ReadonlyMap<number, readonly Item[]> {
  while (pages.size > KEPT) {
    const farthest = [...pages.keys()].reduce((a, b) => (Math.abs(b - newest) > Math.abs(a - newest) ? b : a))
    pages.delete(farthest)
  }
  return pages
}
