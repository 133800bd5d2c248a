/**
 * The pairs of a hybrid study as they scroll by: pages of them are asked for when they come into view.
 *
 * Invariant: pairs shown belong to one question (study, f_mix, filter); when it changes, what was there
 * stays until the first page of the new answer has come, and late answers to old questions are dropped.
 */
import { toErrorData } from '../../../src-main/contract/errors'
import { invoke } from '../../state/api'
import { PAGE, pagesOf } from './pages'
import type { ErrorData } from '../../../src-main/contract/errors'
import type { Gallery, GalleryFilter, GalleryPair } from '../../../src-main/contract/kinds/hybrid/window'

export interface GalleryQuestion {
  study: string
  fMixIndex: number
  filter: GalleryFilter
  /** Whose answers the filter looks at; null: any of the models. */
  model: string | null
}

type Ask = (question: GalleryQuestion, start: number, count: number) => Promise<Gallery>

const askWorkbench: Ask = (question, start, count) => invoke('hybrid.gallery', { ...question, start, count })

export class PairGallery {
  /** Null until the first answer. */
  total = $state.raw<number | null>(null)
  error = $state.raw<ErrorData | null>(null)
  loading = $state(false)
  /** Grows when other pairs are asked for, and not when the same ones are mixed at another f_mix. */
  selections = $state(0)
  #pages = $state.raw<ReadonlyMap<number, readonly GalleryPair[]>>(new Map())
  /** Pages that are being asked for. */
  readonly #asked = new Set<number>()
  #question: GalleryQuestion | null = null
  /** Counts questions: an answer to an earlier one is nobody's. */
  #turn = 0

  constructor(private readonly ask: Ask = askWorkbench) {}

  /** Asks something else; the same question again asks nothing. */
  change(question: GalleryQuestion): void {
    const old = this.#question
    const same =
      old?.study === question.study &&
      old.fMixIndex === question.fMixIndex &&
      old.filter === question.filter &&
      old.model === question.model
    if (same) return
    const otherStudy = old?.study !== question.study
    if (otherStudy || old.filter !== question.filter || old.model !== question.model) this.selections++
    this.#question = question
    this.#turn++
    this.#asked.clear()
    if (otherStudy) {
      this.total = null
      this.#pages = new Map()
    }
    void this.#load(0, true)
  }

  /** Asks the present question anew, e.g. after a failure or when more of the study is finished. */
  again = (): void => {
    const question = this.#question
    this.#question = null
    if (question) this.change(question)
  }

  /** What is at a place; null while it is on its way. */
  at(place: number): GalleryPair | null {
    return this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE] ?? null
  }

  /** Sees to it that the places from `first` up to, not with, `end` come. */
  need(first: number, end: number): void {
    // Read first, so that who calls this in an effect looks again with every answer.
    const pages = this.#pages
    // Until the first page of a new answer is there, places mean nothing.
    if (this.total === null || this.#asked.has(0)) return
    for (const page of pagesOf(first, Math.min(end, this.total))) {
      if (!pages.has(page) && !this.#asked.has(page)) void this.#load(page, false)
    }
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
      this.total = answer.total
      this.#pages = new Map([...(fresh ? [] : this.#pages), [page, answer.pairs]])
      this.error = null
    } catch (error) {
      if (turn !== this.#turn) return
      this.error = toErrorData(error)
    }
    this.#asked.delete(page)
    this.loading = this.#asked.size > 0
  }
}
