/**
 * A long list of thumbnails that arrives in pages, each asked for once, when it comes into view.
 */
import { toErrorData } from '../../src-main/contract/errors'
import type { ErrorData } from '../../src-main/contract/errors'

export interface ImageItem {
  index: number
  label: string
  url: string
}
export type LoadImages = (start: number, count: number) => Promise<{ total: number; images: ImageItem[] }>

const IMAGES_PER_PAGE = 120

export class ImagePages {
  /** Null until the first answer. */
  total = $state<number | null>(null)
  error = $state.raw<ErrorData | null>(null)
  #pages = $state.raw<ReadonlyMap<number, ImageItem[]>>(new Map())
  readonly #asked = new Set<number>()
  readonly #load: LoadImages

  constructor(load: LoadImages) {
    this.#load = load
  }

  /** What is at a place; undefined while it is on its way. */
  at(place: number): ImageItem | undefined {
    return this.#pages.get(Math.floor(place / IMAGES_PER_PAGE))?.[place % IMAGES_PER_PAGE]
  }

  /** Sees to it that the places from `first` up to, not with, `end` come; before anything is known, the first ones. */
  need(first: number, end: number): void {
    const to = this.total === null ? Math.max(1, end) : Math.min(end, this.total)
    for (let page = Math.floor(first / IMAGES_PER_PAGE); page * IMAGES_PER_PAGE < to; page++) {
      if (this.#asked.has(page)) continue
      this.#asked.add(page)
      void this.#ask(page)
    }
  }

  async #ask(page: number): Promise<void> {
    try {
      const { total, images } = await this.#load(page * IMAGES_PER_PAGE, IMAGES_PER_PAGE)
      this.total = total
      this.#pages = new Map([...this.#pages, [page, images]])
      this.error = null
    } catch (error) {
      this.error = toErrorData(error)
    }
  }
}
