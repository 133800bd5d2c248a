/** What training and evaluation both ask before and between their steps: do model and data fit, has the user stopped it. */
import { UserError } from '../contract/errors'
import type { DataSet } from '../datasets/data-set'
import type { NetworkConfiguration } from '../networks/network'

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
