/**
 * What the blocks of hybrid studies hold, kept in memory between questions as far as the bound allows. A
 * block is a whole file or none, and never changes: its name is the hash of what made it.
 */
import { readRegular } from '../../../files/regular'
import { decodeNpz, wrongArrays } from '../../../checkpoints/npz'
import { ByteCache } from '../../../datasets/cache'
import { codeOf } from '../../../project/write-refusals'
import type { NpyArray } from '../../../checkpoints/npy'

export interface Block {
  /** [frequencies, pairs] row-major. */
  predicted: Int16Array
  confidence: Float32Array
  /** Per pair: indices into the data set, and their labels. */
  low: Int32Array
  high: Int32Array
  labelLow: Int32Array
  labelHigh: Int32Array
  byteLength: number
}

/** Bytes of decoded blocks. */
const LIMIT = 256 * 1024 ** 2

export class StoredAnswers {
  readonly #blocks = new ByteCache<Block, string>(LIMIT)

  /** Null when the block is not computed yet. */
  async block(file: string): Promise<Block | null> {
    const known = this.#blocks.get(file)
    if (known) return known
    let bytes: Uint8Array
    try {
      bytes = await readRegular(file)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
    const block = decode(bytes, file)
    this.#blocks.set(file, block)
    return block
  }

  /** The first of these blocks that there is. */
  async first(files: readonly string[]): Promise<Block | null> {
    for (const file of files) {
      const block = await this.block(file)
      if (block) return block
    }
    return null
  }
}

function decode(bytes: Uint8Array, file: string): Block {
  const arrays = decodeNpz(bytes, { name: `"${file}"` })
  const of = <T extends Int16Array | Int32Array | Float32Array>(
    name: string,
    kind: new (...sizes: number[]) => T,
  ): T => {
    const array: NpyArray | undefined = arrays[name]
    if (array?.data instanceof kind) return array.data
    throw wrongArrays(`\"${file}\"`, `has no array "${name}" of the right type`)
  }
  const block = {
    predicted: of('predicted', Int16Array),
    confidence: of('confidence', Float32Array),
    low: of('low', Int32Array),
    high: of('high', Int32Array),
    labelLow: of('label_low', Int32Array),
    labelHigh: of('label_high', Int32Array),
  }
  return {
    ...block,
    byteLength: Object.values(block).reduce((sum, array) => sum + array.byteLength, 0),
  }
}
