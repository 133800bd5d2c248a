/**
 * The devices on which numeric tests run: TensorFlow.js's own `cpu` (slow, exact, always there) and
 * `onnxruntime`. A device that cannot be had here is skipped by name, never silently.
 */
import '@tensorflow/tfjs-backend-cpu'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe } from 'vitest'
import * as tf from '../../src-main/devices/tf'

const REGISTER = fileURLToPath(new URL('../../src-main/devices/onnxruntime/register.ts', import.meta.url))

/** Registers the device; a text says why it is not to be had. */
async function registerOnnxruntime(): Promise<string | null> {
  if (!existsSync(REGISTER)) return 'src-main/devices/onnxruntime/register.ts does not exist'
  try {
    const module = (await import(/* @vite-ignore */ REGISTER)) as { registerOnnxruntime(): Promise<void> }
    await module.registerOnnxruntime()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const reason = await registerOnnxruntime()

export const DEVICES: readonly { device: string; reason: string | null }[] = [
  { device: 'cpu', reason: null },
  { device: 'onnxruntime', reason },
]

/** `describe` once per device, with that device selected while its tests run. */
export function describeDevices(title: string, body: (device: string) => void): void {
  for (const { device, reason: absent } of DEVICES) {
    describe.skipIf(absent !== null)(`${title} [${device}${absent === null ? '' : `: ${absent}`}]`, () => {
      beforeAll(async () => {
        await tf.setBackend(device)
        await tf.ready()
      })
      afterAll(async () => {
        await tf.setBackend('cpu')
      })
      body(device)
    })
  }
}
