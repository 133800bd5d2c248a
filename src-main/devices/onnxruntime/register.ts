/**
 * Makes the backend known to tfjs: loads the native library, finds the block size of ONNX Runtime's
 * internal layout, registers the kernels. After it, `tf.setBackend('onnxruntime')` works.
 */
import {
  engine,
  getKernelsForBackend,
  registerBackend,
  registerKernel,
  removeBackend,
} from '@tensorflow/tfjs-core'
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import { totalmem } from 'node:os'
import { defaultInternalLayout, defaultThreads } from '../environment'
import { OnnxruntimeBackend } from './backend'
import { findBlocks } from './blocked-probe'
import { compositions } from './compositions'
import type { Composition } from './compositions/define'
import { recordComposition } from './compositions/record'
import type { Attributes } from './values'
import type { Operator } from './operator'
import { operators } from './operators'
import { loadRuntime } from './runtime'

export const BACKEND_NAME = 'onnxruntime'

export interface RegisterOptions {
  /** Execution provider of ONNX Runtime; the CPU by default. */
  provider?: string
  /**
   * Threads of one operator; HALFPOWER_THREADS, else the processor's cores, by default. Results may differ in
   * the last bits between counts.
   */
  threads?: number
  /** False: only public ONNX operators, as on providers other than the CPU. HALFPOWER_LAYOUT decides by default. */
  internalLayout?: boolean
  /** Prefix of profile files; no profile by default. */
  profile?: string
}

export interface Registered {
  /** Channels per block of the internal layout, or null: public operators only. */
  block: number | null
  /** Why the internal layout is not used though this processor has one, in one sentence; else null. */
  complaint: string | null
}

let blockInUse: number | null = null

/** Channels per block of the internal layout that the backend computes with in this process; null: none. */
export function blocksInUse(): number | null {
  return blockInUse
}

/**
 * Registers the backend under the name 'onnxruntime', replacing an earlier registration.
 * Rejects with the loader's error where the native library cannot be loaded.
 */
export async function registerOnnxruntime(options: RegisterOptions = {}): Promise<Registered> {
  const runtime = await loadRuntime()
  const provider = options.provider ?? 'cpu'
  const threads = options.threads ?? defaultThreads()
  const useBlocks = provider === 'cpu' && (options.internalLayout ?? defaultInternalLayout())
  const blocks = useBlocks ? findBlocks(runtime) : { size: null, complaint: null }
  // Into the log of the process; `halfpower devices` says it too.
  if (blocks.complaint !== null) process.emitWarning(blocks.complaint)
  blockInUse = blocks.size
  const registered: Registered = { block: blocks.size, complaint: blocks.complaint }
  const sessionBytes = Math.min(6 * 1024 ** 3, totalmem() / 3)
  if (BACKEND_NAME in engine().registryFactory) removeBackend(BACKEND_NAME)
  registerBackend(
    BACKEND_NAME,
    () =>
      new OnnxruntimeBackend({
        runtime,
        provider,
        threads,
        block: blocks.size,
        sessionBytes,
        profile: options.profile,
      }),
  )
  if (getKernelsForBackend(BACKEND_NAME).length > 0) return registered
  const byName = new Map(operators.map((operator) => [operator.name, operator]))
  const composed = new Set(compositions.map((composition) => composition.name))
  for (const operator of operators) if (!composed.has(operator.name)) registerOperator(operator)
  for (const composition of compositions) registerComposition(composition, byName)
  for (const name of ['Reshape', 'Identity', 'ExpandDims']) registerAlias(name)
  return registered
}

function registerOperator(operator: Operator): void {
  registerKernel({
    kernelName: operator.name,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const outputs = (backend as OnnxruntimeBackend).record(
        operator,
        inOrder(operator, inputs),
        attributesOf(attrs),
      )
      return outputs.length === 1 && !operator.several ? outputs[0]! : outputs
    },
  })
}

function registerComposition(composition: Composition, byName: ReadonlyMap<string, Operator>): void {
  registerKernel({
    kernelName: composition.name,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      recordComposition(backend as OnnxruntimeBackend, byName, composition, inputs, attributesOf(attrs)),
  })
}

/** Kernels that only look at the same numbers under another shape. */
function registerAlias(name: string): void {
  registerKernel({
    kernelName: name,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const x = (inputs['x'] ?? inputs['input']) as TensorInfo
      return (backend as OnnxruntimeBackend).alias(x, aliasShape(name, x.shape, attrs))
    },
  })
}

function aliasShape(name: string, shape: number[], attributes: NamedAttrMap | undefined): number[] {
  if (name === 'Identity') return shape
  if (name === 'ExpandDims') {
    const dimension = attributes!['dim'] as number
    if (dimension < -shape.length - 1) {
      throw new Error(
        `The axis of expandDims is ${dimension}, and must be in the interval [${-shape.length - 1}, ${shape.length}].`,
      )
    }
    return shape.toSpliced(dimension < 0 ? shape.length + 1 + dimension : dimension, 0, 1)
  }
  const wanted = attributes!['shape'] as number[]
  const size = shape.reduce((product, length) => product * length, 1)
  const known = wanted.reduce((product, length) => (length < 0 ? product : product * length), 1)
  return wanted.map((length) => (length < 0 ? size / known : length))
}

function inOrder(operator: Operator, inputs: NamedTensorInfoMap): TensorInfo[] {
  if (operator.inputs[0] === '*') return inputs as unknown as TensorInfo[]
  return operator.inputs.flatMap((name) => (inputs[name] ? [inputs[name]] : []))
}

/** tfjs's attributes as plain data; typed arrays would make poor keys. */
function attributesOf(attributes: NamedAttrMap | undefined): Attributes {
  const result: Attributes = {}
  for (const [name, value] of Object.entries((attributes ?? {}) as Record<string, unknown>)) {
    if (value === undefined) continue
    result[name] = (
      ArrayBuffer.isView(value) ? Array.from(value as unknown as number[]) : value
    ) as Attributes[string]
  }
  return result
}
