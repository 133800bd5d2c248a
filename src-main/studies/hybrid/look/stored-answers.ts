/**
 * What the blocks of hybrid studies hold, kept in memory between questions as far as the bound allows. A
 * block is a whole file or none, and never changes: its name is the hash of what made it.
 */
import { readRegular } from '../../../files/regular'
import { ByteCache } from '../../../datasets/cache'
import { codeOf } from '../../../project/write-refusals'
import { decodeHybridBlock } from '../block-file'
import type { HybridBlock } from '../block-file'

export interface Block extends HybridBlock {
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
  const block = decodeHybridBlock(bytes, file)
  const arrays: readonly ArrayBufferView[] = Object.values(block)
  return { ...block, byteLength: arrays.reduce((sum, array) => sum + array.byteLength, 0) }
}
