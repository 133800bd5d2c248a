/**
 * The images of one cell of a corruption study as they scroll by: pages of them are asked for when they come into
 * view. Another cell or filter is another gallery; late answers to it reach nobody.
 */
import { toErrorData } from '../../../src-main/contract/errors'
import { invoke } from '../../state/api'
import { PAGE, pagesOf } from '../hybrids/pages'
import type { MethodInput, MethodOutput } from '../../../src-main/contract/methods'
import type { ErrorData } from '../../../src-main/contract/errors'

export type CellQuestion = Omit<MethodInput<'corruption.gallery'>, 'start' | 'count'>
export type CellImage = MethodOutput<'corruption.gallery'>['images'][number]

export class CellGallery {
  /** Null until the first answer. */
  total = $state.raw<number | null>(null)
  error = $state.raw<ErrorData | null>(null)
  #pages = $state.raw<ReadonlyMap<number, readonly CellImage[]>>(new Map())
  readonly #asked = new Set<number>()

  constructor(readonly question: CellQuestion) {}

  /** What is at a place; null while it is on its way. */
  at(place: number): CellImage | null {
    return this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE] ?? null
  }

  /** Sees to it that the places from `first` up to, not with, `end` come; before anything is known, the first ones. */
  need(first: number, end: number): void {
    const to = this.total === null ? 1 : Math.min(end, this.total)
    for (const page of pagesOf(first, to)) {
      if (this.#asked.has(page)) continue
      this.#asked.add(page)
      void this.#load(page)
    }
  }

  /** Asks again for what failed. */
  again = (): void => {
    this.error = null
    this.#asked.clear()
    this.#asked.add(0)
    void this.#load(0)
  }

  async #load(page: number): Promise<void> {
    try {
      const answer = await invoke('corruption.gallery', { ...this.question, start: page * PAGE, count: PAGE })
      this.total = answer.total
      this.#pages = new Map([...this.#pages, [page, answer.images]])
      this.error = null
    } catch (error) {
      this.error = toErrorData(error)
    }
  }
}
