/**
 * The devices on which numeric tests run: TensorFlow.js's own `cpu` (slow, exact, always there) and
 * `onnxruntime`. A device that cannot be had here is skipped by name, never silently.
 * With HALFPOWER_TEST_DEVICE=tensorflow, TensorFlow's own library on the processor in place of both (build/test.mjs). With
 * HALFPOWER_TEST_DEVICE=webgpu, `onnxruntime` computes on a card, or on a driver that does as one on the processor.
 */
import '@tensorflow/tfjs-backend-cpu'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe } from 'vitest'
import { selectTensorflow } from '../../src-main/devices/tensorflow/select'
import * as tf from '../../src-main/devices/tf'

const REGISTER = fileURLToPath(new URL('../../src-main/devices/onnxruntime/register.ts', import.meta.url))

/** Registers the device; a text says why it is not to be had. */
async function registerOnnxruntime(): Promise<string | null> {
  if (!existsSync(REGISTER)) return 'src-main/devices/onnxruntime/register.ts does not exist'
  try {
    const module = (await import(/* @vite-ignore */ REGISTER)) as {
      registerOnnxruntime(options: { provider?: string }): Promise<void>
    }
    await module.registerOnnxruntime(
      process.env['HALFPOWER_TEST_DEVICE'] === 'webgpu' ? { provider: 'webgpu' } : {},
    )
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function registerTensorflow(): Promise<string | null> {
  return selectTensorflow('cpu', null).then(
    () => null,
    (error: unknown) => String(error),
  )
}

export const DEVICES: readonly { device: string; reason: string | null }[] =
  process.env['HALFPOWER_TEST_DEVICE'] === 'tensorflow'
    ? [{ device: 'tensorflow', reason: await registerTensorflow() }]
    : [
        { device: 'cpu', reason: null },
        { device: 'onnxruntime', reason: await registerOnnxruntime() },
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
