/**
 * The optional devices `tensorflow-gpu` and `tensorflow-cpu`: TensorFlow's own native library through
 * `@tensorflow/tfjs-node-gpu`, on an NVIDIA card or on the processor. Nothing here is loaded before it is known to be
 * there: its absence is an answer with a remedy, not a crash. Only `npm run gpu:install` puts the library there.
 */
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import util from 'node:util'
import { defaultThreads, tensorflowPackage } from '../environment'
import { registerGradients } from '../gradients'
import * as tf from '../tf'
import { replaceConvolutions } from './convolutions'
import { TENSORFLOW_BACKEND } from './native'
import { replacePooling } from './pooling'

/** What TensorFlow computes on. */
export type TensorflowPlace = 'gpu' | 'cpu'

const NEEDS_CARD =
  'an NVIDIA card and the CUDA and cuDNN that this TensorFlow was built for (2.9.1: CUDA 11.2 and cuDNN 8.1)'

/** Null when the device can be tried; otherwise one sentence that says what is missing and what to do. */
export function tensorflowAbsence(place: TensorflowPlace): string | null {
  const folder = packageFolder()
  if (folder === null) {
    return 'The optional package @tensorflow/tfjs-node-gpu is not installed; "npm ci" installs it where the platform has it.'
  }
  if (!hasBinding(folder)) {
    return place === 'gpu'
      ? `Its native TensorFlow library is not installed; on a machine with ${NEEDS_CARD}, run "npm run gpu:install".`
      : 'Its native TensorFlow library is not installed; "npm run gpu:install -- --from-source FOLDER" connects one that you have.'
  }
  if (place === 'gpu' && process.platform === 'linux' && !existsSync('/dev/nvidiactl')) {
    return `No NVIDIA driver is loaded on this machine; the device needs ${NEEDS_CARD}.`
  }
  return null
}

/** Version of the native library, e.g. `2.9.1`; `unknown` where it does not say. */
export function tensorflowVersion(): string {
  const { binding } = tf.backend() as unknown as { binding?: { TF_Version?: unknown } }
  return typeof binding?.TF_Version === 'string' ? binding.TF_Version : 'unknown'
}

function packageFolder(): string | null {
  const named = tensorflowPackage()
  if (named !== null) return named
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
  } catch {
    return null
  }
}

/** Its folder is named after the version of Node's interface that it was made for. */
function hasBinding(folder: string): boolean {
  const lib = join(folder, 'lib')
  return existsSync(lib) && readdirSync(lib).some((name) => existsSync(join(lib, name, 'tfjs_binding.node')))
}

/**
 * Registers and selects TensorFlow's backend. Rejects with a sentence when its library does not load, or should
 * compute on a card and does not: nothing is ever said to run on a GPU that did not.
 *
 * @param threads of one operator on the processor; null: HALFPOWER_THREADS, else the processor's cores
 */
export async function selectTensorflow(place: TensorflowPlace, threads: number | null): Promise<void> {
  const absence = tensorflowAbsence(place)
  if (absence !== null) throw new Error(absence)
  // Removed in Node 23, still called by tfjs-node 4.22.
  const legacy = util as typeof util & { isNullOrUndefined?: (value: unknown) => boolean }
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined
  setEnvironment(place, threads ?? defaultThreads())
  if (!isLoaded) load(packageFolder()!)
  await tf.setBackend(TENSORFLOW_BACKEND)
  const backend = tf.backend() as unknown as { isUsingGpuDevice?: boolean }
  if (place === 'gpu' && backend.isUsingGpuDevice !== true) {
    throw new Error(`TensorFlow was loaded but found no usable GPU; it needs ${NEEDS_CARD}.`)
  }
  if (place === 'cpu' && backend.isUsingGpuDevice === true) {
    throw new Error('TensorFlow computes on the NVIDIA card though it was to use the processor.')
  }
}

/** The library reads these when it is loaded, and never again. */
function setEnvironment(place: TensorflowPlace, threads: number): void {
  const { env } = process
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  env['TF_NUM_INTRAOP_THREADS'] = String(threads)
  env['TF_NUM_INTEROP_THREADS'] = '1'
  if (place === 'cpu') env['CUDA_VISIBLE_DEVICES'] = '-1'
  env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
  // Ten bits of mantissa, which cards since Ampere take by default, are too few for the self-test and for a gradient.
  env['NVIDIA_TF32_OVERRIDE'] = '0'
}

let isLoaded = false

function load(folder: string): void {
  // tfjs says about each of its kernels and gradients that it is registered a second time.
  const { warn } = console
  console.warn = () => undefined
  try {
    createRequire(import.meta.url)(folder)
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error)).split('\n')[0]!
    throw new Error(
      `TensorFlow's library does not load (${said}); install it again with "npm run gpu:install", or take it away with "npm run gpu:install -- --undo".`,
      { cause: error },
    )
  } finally {
    console.warn = warn
  }
  isLoaded = true
  // The package brings tfjs's own gradients, and tfjs keeps one table for all copies of itself.
  registerGradients()
  replaceConvolutions()
  replacePooling()
}
