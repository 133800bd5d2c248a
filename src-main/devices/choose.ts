/**
 * Makes tfjs compute on a device, by the name that `halfpower devices` prints. A process computes on one
 * device for as long as it lives.
 */
import { ready, setBackend } from '@tensorflow/tfjs-core'
import { UserError } from '../contract/errors'
import { BACKEND_NAME, registerOnnxruntime } from './onnxruntime/register'

/** @throws UserError('device') when there is no such device or it cannot be used here. */
export async function useDevice(name: string, options: { threads: number | null }): Promise<void> {
  if (name !== 'onnxruntime') throw new UserError('device', `There is no compute device "${name}": "halfpower devices" lists those of this machine.`)
  await registerOnnxruntime(options.threads === null ? {} : { threads: options.threads })
  await setBackend(BACKEND_NAME)
  await ready()
}
