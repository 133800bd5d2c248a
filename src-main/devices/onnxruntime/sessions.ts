/**
 * Compiled graphs by structural key, bounded by an estimate of the bytes they hold (constants twice:
 * once as given, once as ONNX Runtime packs them; and the working memory of a run).
 */
import type { LoweredModel } from './lower-plan'
import type { NativeSession } from './runtime'

export interface Compiled {
  session: NativeSession
  inputs: string[]
  outputs: string[]
  bytes: number
  /** Constants of frozen values that the graph was compiled with; it is dropped when one of them dies. */
  frozen: number[]
}

export class SessionCache {
  readonly #sessions = new Map<string, Compiled>()
  #bytes = 0

  constructor(private readonly limitBytes: number) {}

  get(key: string): Compiled | undefined {
    const found = this.#sessions.get(key)
    if (found) {
      // Re-inserting keeps the map in order of last use.
      this.#sessions.delete(key)
      this.#sessions.set(key, found)
    }
    return found
  }

  add(
    key: string,
    session: NativeSession,
    model: LoweredModel,
    workingBytes: number,
    frozen: number[],
  ): Compiled {
    const compiled: Compiled = {
      session,
      inputs: model.inputs,
      outputs: model.outputs,
      bytes: 2 * model.constantBytes + workingBytes,
      frozen,
    }
    this.#sessions.set(key, compiled)
    this.#bytes += compiled.bytes
    for (const [oldest, entry] of this.#sessions) {
      if (this.#bytes <= this.limitBytes || oldest === key) break
      this.#drop(oldest, entry)
    }
    return compiled
  }

  /** Frees every graph that was compiled with this frozen value. */
  dropFrozen(id: number): void {
    for (const [key, entry] of this.#sessions) if (entry.frozen.includes(id)) this.#drop(key, entry)
  }

  clear(): void {
    for (const [key, entry] of this.#sessions) this.#drop(key, entry)
  }

  get size(): number {
    return this.#sessions.size
  }

  #drop(key: string, entry: Compiled): void {
    this.#sessions.delete(key)
    this.#bytes -= entry.bytes
    entry.session.dispose()
  }
}
