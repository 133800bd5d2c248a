/** A page of the images of a corruption cell with every model's stored answer. */
import { readRegular } from '../../../files/regular'
import { decodeCell } from '../cell-file'
import type { StoredCell } from '../cell-file'
import { ByteCache } from '../../../datasets/cache'
import { codeOf } from '../../../project/write-refusals'
import { GalleryOrders } from '../../gallery/orders'
import type { LookMessageOf, LookRequestOf } from '../../../contract/look'
import type { AnswerTable } from '../../gallery/order'

interface CellAnswers extends StoredCell {
  byteLength: number
}

/** Bytes of decoded answers. */
const LIMIT = 64 * 1024 ** 2

export class CorruptionAnswers {
  readonly #cells = new ByteCache<CellAnswers, string>(LIMIT)
  readonly #orders = new GalleryOrders()

  async read(request: LookRequestOf<'corruption answers'>): Promise<LookMessageOf<'corruption answers'>> {
    const cells: (CellAnswers | null)[] = []
    for (const { file } of request.models) cells.push(await this.#cell(file))
    // Cells that ended at a precision hold the first images of one order: the longest knows them all.
    const first = cells.reduce<CellAnswers | null>((longest, cell) => {
      return cell && (longest === null || cell.index.length > longest.index.length) ? cell : longest
    }, null)
    if (!first) return { message: 'corruption answers', total: 0, of: 0, images: [] }
    const models = request.models.map(({ id }) => id)
    const version = JSON.stringify(request.models.map(({ file }, i) => (cells[i] ? file : null)))
    const { total, of, places } = this.#orders.page(version, tableOf(models, cells, first), request.choice, {
      start: request.start,
      count: request.count,
    })
    return {
      message: 'corruption answers',
      total,
      of,
      images: places.map((place) => ({
        index: first.index[place]!,
        place,
        label: first.label[place]!,
        answers: cells.flatMap((cell, column) =>
          cell && place < cell.index.length
            ? [
                {
                  model: models[column]!,
                  predicted: cell.predicted[place]!,
                  confidence: cell.confidence[place]!,
                },
              ]
            : [],
        ),
      })),
    }
  }

  /** Null when the cell is not computed yet. */
  async #cell(file: string): Promise<CellAnswers | null> {
    const known = this.#cells.get(file)
    if (known) return known
    let bytes: Uint8Array
    try {
      bytes = await readRegular(file)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
    const cell = { ...decodeCell(bytes, file), byteLength: bytes.length }
    this.#cells.set(file, cell)
    return cell
  }
}

function tableOf(
  models: readonly string[],
  cells: readonly (CellAnswers | null)[],
  first: CellAnswers,
): AnswerTable {
  const answer = (column: number, place: number): number => cells[column]!.predicted[place]!
  return {
    count: first.index.length,
    models,
    placeOf({ image }) {
      const place = first.index.indexOf(image)
      return place < 0 ? null : place
    },
    label: (place) => first.label[place]!,
    isOf: (place, label) => first.label[place] === label,
    has: (column, place) => place < (cells[column]?.index.length ?? 0),
    answer,
    confidence: (column, place) => cells[column]!.confidence[place]!,
    is: (column, place, outcome) => (answer(column, place) === first.label[place]) === (outcome === 'right'),
  }
}
