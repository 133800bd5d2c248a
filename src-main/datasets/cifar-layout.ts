/** What the binary and the Python version of CIFAR have in common: the form of an image, and numbered batches. */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import type { Found } from '../files/look'

/** Of an image, in pixels. */
export const SIDE = 32
const PLANE = SIDE * SIDE
export const IMAGE_BYTES = 3 * PLANE

/**
 * The numbers of the files `data_batch_1` …, in order.
 * @param ending of the files, e.g. `.bin`
 * @throws UserError('input') when one between them is missing
 */
export function batchNumbers(found: Extract<Found, { kind: 'folder' }>, ending: string): number[] {
  const numbers = found.files
    .flatMap((file) => {
      const digits =
        file.endsWith(ending) && /^data_batch_(\d+)$/.exec(file.slice(0, file.length - ending.length))
      return digits ? [Number(digits[1])] : []
    })
    .sort((a, b) => a - b)
  const gap = numbers.findIndex((number, i) => number !== i + 1)
  if (gap >= 0)
    throw new UserError(
      'input',
      `"${join(found.path, `data_batch_${gap + 1}${ending}`)}" is missing: unpack the data set again.`,
    )
  return numbers
}

/** CIFAR-10 has five of training; a download that broke off has fewer. */
const BATCHES = 5

/** What is said where the last batches are not there: a set of one's own may have fewer. */
export function missingBatches(found: Extract<Found, { kind: 'folder' }>, ending: string): string[] {
  const count = batchNumbers(found, ending).length
  return count === 0 || count >= BATCHES
    ? []
    : [
        `Only ${count} of the ${BATCHES} training batches of CIFAR-10 ${count === 1 ? 'is' : 'are'} in "${found.path}": unpack the data set again if it should be whole.`,
      ]
}

/** Three planes become triples. */
export function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  for (let i = 0; i < PLANE; i++) {
    pixels[to + 3 * i] = planes[from + i]!
    pixels[to + 3 * i + 1] = planes[from + PLANE + i]!
    pixels[to + 3 * i + 2] = planes[from + 2 * PLANE + i]!
  }
}
