/**
 * The optional device `tensorflow-gpu`: TensorFlow's own native library with CUDA, through
 * `@tensorflow/tfjs-node-gpu`. Nothing here is loaded before it is known to be there: its absence is an
 * answer with a remedy, not a crash. The native library is fetched only by `npm run gpu:install`.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import util from 'node:util'
import * as tf from './tf'

export const TENSORFLOW_BACKEND = 'tensorflow'

const REQUIREMENTS = 'an NVIDIA card before Hopper, driver 450 or newer, CUDA 11.2 and cuDNN 8.1'

/** Null when the device can be tried; otherwise one sentence that says what is missing and what to do. */
export function tensorflowAbsence(): string | null {
  const folder = packageFolder()
  if (folder === null) {
    return 'The optional package @tensorflow/tfjs-node-gpu is not installed; "npm ci" installs it where the platform has it.'
  }
  if (!existsSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'))) {
    return `Its native TensorFlow library is not installed; on a machine with ${REQUIREMENTS}, run "npm run gpu:install".`
  }
  if (process.platform === 'linux' && !existsSync('/dev/nvidiactl')) {
    return `No NVIDIA driver is loaded on this machine; the device needs ${REQUIREMENTS}.`
  }
  return null
}

/** Version of the native library, e.g. `2.9.1`; `unknown` where it does not say. */
export function tensorflowVersion(): string {
  const { binding } = tf.backend() as unknown as { binding?: { TF_Version?: unknown } }
  return typeof binding?.TF_Version === 'string' ? binding.TF_Version : 'unknown'
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
  } catch {
    return null
  }
}

/**
 * Registers and selects TensorFlow's backend. Rejects with a sentence when its library does not load, or
 * loads but computes on the processor: nothing is ever said to run on a GPU that did not.
 */
export async function selectTensorflow(): Promise<void> {
  const absence = tensorflowAbsence()
  if (absence !== null) throw new Error(absence)
  // Removed in Node 23, still called by tfjs-node 4.22.
  const legacy = util as typeof util & { isNullOrUndefined?: (value: unknown) => boolean }
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  await import('@tensorflow/tfjs-node-gpu')
  await tf.setBackend(TENSORFLOW_BACKEND)
  const backend = tf.backend() as unknown as { isUsingGpuDevice?: boolean }
  if (backend.isUsingGpuDevice !== true) {
    throw new Error(`TensorFlow was loaded but found no usable GPU; it needs ${REQUIREMENTS}.`)
  }
}
