/** A page of the images of a corruption cell with every model's stored answer, filtered by what they answered. */
import { readRegular } from '../../../files/regular'
import { decodeCell } from '../cell-file'
import type { StoredCell } from '../cell-file'
import { ByteCache } from '../../../datasets/cache'
import { codeOf } from '../../../project/write-refusals'
import type { LookMessageOf, LookRequestOf } from '../../../contract/look'

interface CellAnswers extends StoredCell {
  byteLength: number
}

/** Bytes of decoded answers. */
const LIMIT = 64 * 1024 ** 2

export class CorruptionAnswers {
  readonly #cells = new ByteCache<CellAnswers, string>(LIMIT)

  async read(request: LookRequestOf<'corruption answers'>): Promise<LookMessageOf<'corruption answers'>> {
    const all: { model: string; cell: CellAnswers }[] = []
    for (const { id, file } of request.models) {
      const cell = await this.#cell(file)
      if (cell) all.push({ model: id, cell })
    }
    const page: LookMessageOf<'corruption answers'> = { message: 'corruption answers', total: 0, images: [] }
    const first = all[0]?.cell
    if (!first) return page
    const asked = request.model === null ? all : all.filter(({ model }) => model === request.model)
    for (let i = 0; i < first.index.length; i++) {
      const label = first.label[i]!
      const passes =
        request.filter === 'all' ||
        (request.filter === 'disagree'
          ? all.some(({ cell }) => cell.predicted[i] !== first.predicted[i])
          : asked.some(({ cell }) => (cell.predicted[i] === label) === (request.filter === 'right')))
      if (!passes) continue
      if (page.total >= request.start && page.images.length < request.count)
        page.images.push({
          index: first.index[i]!,
          label,
          answers: all.map(({ model, cell }) => ({
            model,
            predicted: cell.predicted[i]!,
            confidence: cell.confidence[i]!,
          })),
        })
      page.total++
    }
    return page
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
