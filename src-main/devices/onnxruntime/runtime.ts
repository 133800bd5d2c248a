/**
 * The only file that touches ONNX Runtime's native binding. It is a deep import
 * (`onnxruntime-node/dist/binding.js`), because only the binding runs synchronously, which tfjs's
 * `dataSync` needs; hence onnxruntime-node is pinned to one exact version in package.json.
 * Loaded with `await import()`, so that an absent library is an answer and not a crash.
 */
import { isMainThread } from 'node:worker_threads'
import type { InferenceSession, OnnxValue, TensorConstructor } from 'onnxruntime-common'
import { ModelBuilder } from './model-builder'

/** A compiled graph: runs synchronously, blocks the thread. */
export interface NativeSession {
  loadModel(
    buffer: ArrayBufferLike,
    byteOffset: number,
    byteLength: number,
    options: InferenceSession.SessionOptions,
  ): void
  run(
    feeds: Record<string, OnnxValue>,
    fetches: Record<string, OnnxValue | null>,
    options: object,
  ): Record<string, OnnxValue>
  /** Ends the profile that the session was made with. @returns its file */
  endProfiling(): string
  dispose(): void
}

interface BindingModule {
  initOrt(): void
  binding: {
    InferenceSession: new () => NativeSession
    listSupportedBackends(): { name: string; bundled: boolean }[]
  }
}

export interface Runtime {
  version: string
  providers: { name: string; bundled: boolean }[]
  createSession(model: Uint8Array, options: InferenceSession.SessionOptions): NativeSession
  tensor: TensorConstructor
  /** Starts the provider on a model of one operator; throws what the provider says. */
  tryProvider(provider: string): void
}

let loaded: Runtime | undefined

/** Loads the native library once. Rejects with the loader's own error where it cannot be loaded. */
export async function loadRuntime(): Promise<Runtime> {
  if (loaded) return loaded
  const common = await import('onnxruntime-common')
  const native = await importBinding()
  // What goes wrong comes back as an exception; the library's own lines on stderr say nothing more.
  common.env.logLevel = 'fatal'
  native.initOrt()
  const { version } = await import('onnxruntime-node/dist/version.js').then(unwrap<{ version: string }>)
  const createSession: Runtime['createSession'] = (model, options) => {
    const session = new native.binding.InferenceSession()
    session.loadModel(model.buffer, model.byteOffset, model.byteLength, options)
    return session
  }
  loaded = {
    version,
    providers: native.binding.listSupportedBackends(),
    tensor: common.Tensor,
    createSession,
    tryProvider: (provider) => {
      const builder = new ModelBuilder()
      builder.output(builder.op('Relu', [builder.input('float32', [1])]), 'float32', [1])
      createSession(builder.encode(), { executionProviders: [provider], logSeverityLevel: 4 }).dispose()
    },
  }
  return loaded
}

/**
 * From 1.29 on, the official libraries for Linux and macOS keep an identifier of the computer and collect events for
 * Microsoft unless this variable is set before they are loaded. A worker thread has a copy of the environment, which the
 * library does not read.
 */
async function importBinding(): Promise<BindingModule> {
  if (!isMainThread)
    throw new Error("ONNX Runtime is loaded on a process's main thread only, where its telemetry can be off")
  process.env.ORT_DISABLE_TELEMETRY = '1'
  return unwrap<BindingModule>(await import('onnxruntime-node/dist/binding.js'))
}

/** A CommonJS module seen through `import()`: its exports are the default export. */
function unwrap<T>(module: unknown): T {
  return ((module as { default?: T }).default ?? module) as T
}
