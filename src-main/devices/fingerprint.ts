/** What decides bits in this process (contract/fingerprint.ts), once its device has been chosen. */
import { cpus } from 'node:os'
import { findBlocks } from './onnxruntime/blocked-probe'
import { loadRuntime } from './onnxruntime/runtime'
import * as tf from './tf'
import type { Fingerprint } from '../contract/fingerprint'

export async function fingerprintOf(device: string, threads: number | null): Promise<Fingerprint> {
  // The clock that some systems put into the name changes no bit.
  const model = (cpus()[0]?.model ?? 'unknown').replace(/\s*@.*$/, '').trim()
  const common = { device, threads, processor: `${process.arch}, ${model}` }
  if (!device.startsWith('onnxruntime')) return { ...common, version: tf.version_core, block: null }
  const runtime = await loadRuntime()
  return {
    ...common,
    version: runtime.version,
    block: device === 'onnxruntime-cpu' ? findBlocks(runtime).size : null,
  }
}
