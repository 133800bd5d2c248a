/**
 * What every fuzz test of a reader of checkpoints asks of one mutated file: it opens with tensors that are
 * inside it, or is refused with a UserError of the kind 'input'; nothing else is ever thrown, no file that a
 * hostile one names appears, and nothing claims more memory than the file can fill.
 */
import { existsSync } from 'node:fs'
import { UserError } from '../../src-main/contract/errors'
import type { OpenedCheckpoint } from '../../src-main/checkpoints/checkpoint'
import { mutations } from './mutate'

/** Files in `npm test` (1,000 over all fuzz tests), and twenty times as many with HALFPOWER_LONG=1. */
export function filesToTry(share: number): number {
  return process.env['HALFPOWER_LONG'] === '1' ? share * 20 : share
}

export interface FuzzResult {
  opened: number
  refused: number
}

export interface FuzzOptions {
  seed: number
  count: number
  /** The most values per byte of the file: 1 where a value takes at least a byte, 1,032 where deflate packs it. */
  valuesPerByte: number
  /**
   * Whether a tensor may share its bytes with others or repeat one value (strides), so that it alone, and not
   * the sum, is bounded by the file.
   */
  shared?: boolean
}

/**
 * Mutates one valid file `count` times and opens each.
 * @throws Error naming the mutation, for whatever a reader must not do.
 */
export async function surviveMutations(
  valid: Uint8Array,
  open: (bytes: Uint8Array) => Promise<OpenedCheckpoint>,
  options: FuzzOptions,
): Promise<FuzzResult> {
  const result = { opened: 0, refused: 0 }
  let number = 0
  for (const { what, bytes } of mutations(options.seed, valid)) {
    if (number++ === options.count) break
    try {
      result[(await survives(bytes, open, options)) ? 'opened' : 'refused']++
    } catch (error) {
      throw new Error(`Mutation ${number} of seed ${options.seed} (${what})`, { cause: error })
    }
  }
  return result
}

/** Whether it opened and gave all its values; false when it was refused in a sentence. */
async function survives(
  bytes: Uint8Array,
  open: (bytes: Uint8Array) => Promise<OpenedCheckpoint>,
  { valuesPerByte, shared = false }: FuzzOptions,
): Promise<boolean> {
  let checkpoint: OpenedCheckpoint | undefined
  try {
    checkpoint = await open(bytes)
    let total = 0
    for (const dictionary of checkpoint.dictionaries) {
      for (const tensor of dictionary.tensors) {
        const count = tensor.shape.reduce((product, side) => product * side, 1)
        if (!tensor.shape.every((side) => Number.isSafeInteger(side) && side >= 0))
          throw new Error(`"${tensor.name}" has the shape [${tensor.shape.join(', ')}]`)
        total = shared ? Math.max(total, count) : total + count
        if (total > bytes.length * valuesPerByte + 1024)
          throw new Error(`"${tensor.name}" of shape [${tensor.shape.join(', ')}] cannot be in the file`)
        const values = await tensor.read()
        if (values.length !== count)
          throw new Error(`"${tensor.name}" gave ${values.length} of ${count} values`)
      }
    }
    return true
  } catch (error) {
    if (!(error instanceof UserError) || error.kind !== 'input') throw error
    if (!/^\S[^\n]{10,2000}[.!]$/.test(error.message))
      throw new Error(`That is no sentence: ${JSON.stringify(error.message)}`, { cause: error })
    return false
  } finally {
    await checkpoint?.close()
    if (existsSync('HALFPOWER_PWNED')) throw new Error('The file ran code: HALFPOWER_PWNED is there.')
  }
}
