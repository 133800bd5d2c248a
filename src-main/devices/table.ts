/**
 * The devices that Halfpower knows, best first: the first one that is available is the default, so the
 * experimental ones stand behind the processor and are used only when asked for.
 */
import { BACKEND_NAME, registerOnnxruntime } from './onnxruntime/register'
import { loadRuntime } from './onnxruntime/runtime'
import { selectTensorflow, tensorflowAbsence } from './tensorflow/select'
import type { TensorflowPlace } from './tensorflow/select'
import * as tf from './tf'

export interface UseOptions {
  /** Threads of one operator; null is the device's own choice. Part of what determines the last bits. */
  threads: number | null
}

export interface DeviceEntry {
  name: string
  /** What it is, for the list. */
  description: string
  /** Null when it can be tried; otherwise one sentence with the remedy. Never throws, loads as little as it can. */
  absence(): Promise<string | null>
  /** Makes it tfjs's backend; rejects with a sentence. */
  select(options: UseOptions): Promise<void>
  /** What of it turned out not to work when it was selected, though it computes rightly without; else null. */
  complaint(): string | null
}

type Provider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml'

const REMEDIES: Record<Exclude<Provider, 'cpu'>, string> = {
  webgpu:
    'it needs a graphics card that this user may open and whose driver offers Vulkan (Linux; the software driver of Mesa is refused in 22.3 and works in 25.0), Metal or Direct3D 12; install that driver, or compute with "onnxruntime-cpu"',
  cuda: "it needs ONNX Runtime's own CUDA files (libonnxruntime_providers_cuda.so and libonnxruntime_providers_shared.so of the same version), which are not part of its package, and the CUDA and cuDNN that they were built for: see docs/devices.md",
  dml: 'it needs Windows with DirectX 12',
  coreml: 'it needs macOS',
}

function onnxruntime(provider: Provider, description: string): DeviceEntry {
  let complaint: string | null = null
  return {
    name: `onnxruntime-${provider}`,
    description,
    absence: () => providerAbsence(provider),
    complaint: () => complaint,
    select: async ({ threads }) => {
      ;({ complaint } = await registerOnnxruntime({ provider, ...(threads === null ? {} : { threads }) }))
      await tf.setBackend(BACKEND_NAME)
    },
  }
}

async function providerAbsence(provider: Provider): Promise<string | null> {
  let runtime
  try {
    runtime = await loadRuntime()
  } catch (error) {
    return `ONNX Runtime does not load here (${error instanceof Error ? error.message.split('\n')[0] : String(error)}); run "npm ci" again.`
  }
  if (provider === 'cpu') return null
  const known = runtime.providers.find(({ name }) => name === provider)
  if (!known) return `ONNX Runtime has no ${provider} provider on this platform: ${REMEDIES[provider]}.`
  try {
    runtime.tryProvider(provider)
    return null
  } catch (error) {
    // What stands before the last colon or "false." is a place in ONNX Runtime's sources.
    const said = String(error instanceof Error ? error.message : error)
      .split('\n')[0]!
      .replace(/^.*:\s/, '')
    return `ONNX Runtime's ${provider} provider does not start: ${REMEDIES[provider]} (${said.trim()}).`
  }
}

function tensorflow(place: TensorflowPlace, description: string): DeviceEntry {
  return {
    name: `tensorflow-${place}`,
    description,
    absence: () => Promise.resolve(tensorflowAbsence(place)),
    select: ({ threads }) => selectTensorflow(place, threads),
    complaint: () => null,
  }
}

export const DEVICES: readonly DeviceEntry[] = [
  tensorflow('gpu', "NVIDIA card through TensorFlow's own library"),
  onnxruntime('cpu', 'this processor through ONNX Runtime'),
  onnxruntime(
    'webgpu',
    'WebGPU through ONNX Runtime (experimental; what it or a software driver lacks, the processor computes)',
  ),
  onnxruntime('cuda', 'NVIDIA card through ONNX Runtime and CUDA (experimental)'),
  onnxruntime('dml', 'graphics card through ONNX Runtime and DirectML (Windows; experimental)'),
  onnxruntime('coreml', 'Apple hardware through ONNX Runtime and Core ML (experimental)'),
  tensorflow('cpu', "this processor through TensorFlow's own library (slower; to compare with)"),
]
