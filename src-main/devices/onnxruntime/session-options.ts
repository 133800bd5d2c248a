/** How sessions of ONNX Runtime are made: the same for what is measured and for the first trial of the blocked layout. */
import type { InferenceSession } from 'onnxruntime-common'

export interface SessionChoices {
  /** Execution provider of ONNX Runtime: 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'. */
  provider: string
  /** Threads of one operator; fixed, because partial sums depend on it. */
  threads: number
  /** Names of operators that the provider must leave to the processor; only of WebGPU's (placement.ts). */
  onProcessor?: readonly string[]
  /** Writes a profile of each session to files with this prefix. */
  profile?: string | undefined
}

export function sessionOptions({
  provider,
  threads,
  profile,
  onProcessor = [],
}: SessionChoices): InferenceSession.SessionOptions {
  return {
    executionProviders: [onProcessor.length > 0 ? withoutNodes(provider, onProcessor) : provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // A pattern is one block beside what the first run has taken, which stays: 340 MB more for a training step of ResNet-18 at
    // 224 px with 8 images. Where tensors lie decides no bits, and no time that could be told from noise.
    ...(provider === 'cpu' ? { enableMemPattern: false } : {}),
    graphOptimizationLevel: 'all',
    // ONNX Runtime 1.30 takes zeros around an image for the padding of the pooling behind them, which is -∞ or
    // does not count: where all numbers are negative the largest is another one, and nothing says so.
    extra: { optimization: { disable_specified_optimizers: 'Pad_Fusion' } },
    // What goes wrong comes back as an exception.
    logSeverityLevel: 4,
    ...(profile ? { enableProfiling: true, profileFilePrefix: profile } : {}),
  }
}

/** The native binding knows the option, and its types do not. */
function withoutNodes(name: string, forceCpuNodeNames: readonly string[]): { name: string } {
  return { name, ...{ forceCpuNodeNames: [...forceCpuNodeNames] } }
}
