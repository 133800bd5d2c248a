/**
 * Puts one device to work in this process. A process keeps its device: tensors of another would be lost.
 */
import { UserError } from '../contract/errors'
import { selfTest } from './self-test'
import { DEVICES } from './table'
import type { UseOptions } from './table'

/**
 * Makes the named device tfjs's backend, after it has passed the self-test.
 * @throws UserError('device') when there is no such device, or it cannot be used here; says why and what to do.
 */
export async function useDevice(name: string, options: UseOptions): Promise<void> {
  const device = DEVICES.find((entry) => entry.name === name)
  if (!device) {
    const names = DEVICES.map((entry) => entry.name).join(', ')
    throw new UserError('device', `There is no compute device "${name}": choose one of ${names}.`)
  }
  const absence = await device.absence()
  if (absence !== null) throw new UserError('device', `The device "${name}" cannot be used here: ${absence}`)
  // Half a second, once per process: no number may come from a device that computes wrongly.
  const failure = await device.select(options).then(selfTest, sentence)
  if (failure !== null) throw new UserError('device', `The device "${name}" cannot be used here: ${failure}`)
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
