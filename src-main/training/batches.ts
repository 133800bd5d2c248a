/** Batches of a data set in a given order, each read while the one before is being worked on. */
import { UserError } from '../contract/errors'
import type { DataSet } from '../datasets/data-set'
import type { NetworkConfiguration } from '../networks/network'

export interface Batch {
  /** Data-set indices of the images. */
  indices: Int32Array
  /** [indices.length, height, width, channels] in [0,1]. */
  pixels: Float32Array
}

/** Cuts an order of images into groups of `size`; a shorter rest is the last group. */
export function groups(order: Int32Array, size: number): Int32Array[] {
  return Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.subarray(i * size, (i + 1) * size))
}

/** Reads the groups one after another, one ahead. */
export async function* readAhead(data: DataSet, parts: readonly Int32Array[]): AsyncGenerator<Batch> {
  const read = (part: Int32Array | undefined): Promise<Float32Array> | undefined => {
    const reading = part && data.read(part)
    // Whoever stops listening early must not leave an unhandled rejection behind.
    reading?.catch(() => undefined)
    return reading
  }
  let ahead = read(parts[0])
  for (const [i, indices] of parts.entries()) {
    const pixels = await ahead!
    ahead = read(parts[i + 1])
    yield { indices, pixels }
  }
}

/** @throws UserError('input') when a network cannot take a data set's images or has too few classes. */
export function checkFits(configuration: NetworkConfiguration, data: DataSet): void {
  const { size, channels, classes } = configuration
  const path = data.specification.path
  if (data.height !== size || data.width !== size || data.channels !== channels) {
    throw new UserError(
      'input',
      `The images of "${path}" are ${data.width}×${data.height} with ${data.channels} channel(s), but the model takes ` +
        `${size}×${size} with ${channels}: set size, fit and gray of the data set accordingly.`,
    )
  }
  if (data.classNames.length > classes) {
    throw new UserError(
      'input',
      `"${path}" has ${data.classNames.length} classes, but the model tells only ${classes} apart: use another model or data set.`,
    )
  }
}

/** @throws UserError('cancelled') once the user has stopped the work. */
export function checkCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UserError('cancelled', 'Stopped on request; what was finished is kept.')
}

/** Lets waiting messages (a cancel, a question for progress) through between two steps. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
