/** What decides bits in this process (contract/fingerprint.ts), once its device has been chosen. */
import { cpus } from 'node:os'
import { acceleratorOf } from './accelerator'
import { forgetPlacement, placedOnProcessor } from './onnxruntime/ran-where'
import { blocksInUse } from './onnxruntime/register'
import { loadRuntime } from './onnxruntime/runtime'
import { tensorflowVersion } from './tensorflow/select'
import * as tf from './tf'
import type { Fingerprint } from '../contract/fingerprint'

export async function fingerprintOf(device: string, threads: number | null): Promise<Fingerprint> {
  // The clock that some systems put into the name changes no bit.
  const model = (cpus()[0]?.model ?? 'unknown').replace(/\s*@.*$/, '').trim()
  const common = { device, threads, processor: `${process.arch}, ${model}` }
  if (device === 'onnxruntime-cpu')
    return { ...common, version: (await loadRuntime()).version, block: blocksInUse() }
  const accelerator = await acceleratorOf(device)
  return { ...common, version: await versionOf(device), block: null, accelerator }
}

/** Forgets which operators the processor computed: those of another unit. */
export function beginResult(): void {
  forgetPlacement()
}

/** With the operators that the processor computed since `beginResult` on a device that is none. */
export async function fingerprintOfResult(device: string, threads: number | null): Promise<Fingerprint> {
  const onProcessor = placedOnProcessor()
  const fingerprint = await fingerprintOf(device, threads)
  return onProcessor.length === 0 ? fingerprint : { ...fingerprint, onProcessor }
}

/** Of the library that computes. */
async function versionOf(device: string): Promise<string> {
  if (device.startsWith('onnxruntime')) return (await loadRuntime()).version
  return device.startsWith('tensorflow-') ? tensorflowVersion() : tf.version_core
}
