/**
 * Orders of galleries, kept between the pages of one question: a page is a slice of what was decided once. Kept under
 * the question and under what of the study was finished, so that more of it is another order.
 */
import { ByteCache } from '../../datasets/cache'
import { galleryOrder } from './order'
import type { GalleryChoice } from '../../contract/images/gallery'
import type { AnswerTable, GalleryOrder } from './order'

/** Bytes of orders: two hundred questions of 10,000 images. */
const LIMIT = 8 * 1024 ** 2

export class GalleryOrders {
  readonly #kept = new ByteCache<GalleryOrder & { byteLength: number }, string>(LIMIT)

  /**
   * @param version what the table was made of: other answers need another text
   * @returns the counts, and the places of one page
   */
  page(
    version: string,
    table: AnswerTable,
    choice: GalleryChoice,
    { start, count }: { start: number; count: number },
  ): { total: number; of: number; places: number[] } {
    const key = JSON.stringify([version, choice])
    let order = this.#kept.get(key)
    if (!order) {
      const made = galleryOrder(table, choice)
      order = { ...made, byteLength: made.places.byteLength + key.length }
      this.#kept.set(key, order)
    }
    return {
      total: order.places.length,
      of: order.of,
      places: [...order.places.subarray(start, start + count)],
    }
  }
}
