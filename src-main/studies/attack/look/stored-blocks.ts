/**
 * Perturbed images of attack studies, kept in memory between pictures as far as the bound allows. A block is a
 * whole file or none, and never changes: its name is the hash of what made it.
 */
import { UserError } from '../../../contract/errors'
import { ByteCache } from '../../../datasets/cache'
import { codeOf } from '../../../project/write-refusals'
import { readBlock } from '../block-file'

interface Kept {
  /** Place of an image in the block, by its index in the data set. */
  rows: Map<number, number>
  perturbed: Float32Array
  /** Numbers per image. */
  length: number
  byteLength: number
}

/** Bytes of decoded blocks. */
const LIMIT = 256 * 1024 ** 2

export class StoredBlocks {
  readonly #blocks = new ByteCache<Kept, string>(LIMIT)

  /** An image [height, width, channels] as the attack has left it. UserError('usage') when there is none yet. */
  async perturbed(file: string, index: number): Promise<Float32Array> {
    const { rows, perturbed, length } = await this.#block(file)
    const row = rows.get(index)
    if (row === undefined) throw new UserError('usage', `The image ${index} is not in this block.`)
    return perturbed.subarray(row * length, (row + 1) * length)
  }

  async #block(file: string): Promise<Kept> {
    const known = this.#blocks.get(file)
    if (known) return known
    const block = await readBlock(file).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT')
        throw new UserError('usage', 'This perturbation is not computed yet: wait for the study.')
      throw error
    })
    const { height, width, channels } = block.shape
    const kept = {
      rows: new Map(Array.from(block.index, (index, row) => [index, row])),
      perturbed: block.perturbed,
      length: height * width * channels,
      byteLength: block.perturbed.byteLength,
    }
    this.#blocks.set(file, kept)
    return kept
  }
}
