/** The bytes of a model's weights as the project stores them; never those of a file that has become another. */
import { createHash } from 'node:crypto'
import { readRegular } from '../files/regular'
import { UserError } from '../contract/errors'
import type { WeightsChoice } from '../contract/model'

/** @throws UserError('input') when the file's SHA-256 is not the model's. */
export async function readWeights({ path, hash }: Pick<WeightsChoice, 'path' | 'hash'>): Promise<Uint8Array> {
  const bytes = await readRegular(path)
  if (createHash('sha256').update(bytes).digest('hex') === hash) return bytes
  throw new UserError(
    'input',
    `The weights in "${path}" are not those of the model: the file is damaged or was changed; restore it from a copy.`,
  )
}
