/**
 * Corruptions on all cores: a few threads, each given the next piece of a batch when it is done with its last
 * one. Threads and not processes: pieces are small, and nothing in them can crash natively but the JPEG codec,
 * which runs in the main thread of every data-set reader too.
 *
 * Invariant: the bits do not depend on the number of threads or on the size of a piece (corrupt.ts).
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ErrorData } from '../contract/errors'
import { fromErrorData } from '../contract/errors'
import { inThisThread } from './batch'
import type { Corruptor, ImageBytes } from './batch'
import type { CorruptionChoice } from './corrupt'

export interface PieceOfWork {
  number: number
  images: ImageBytes
  choice: CorruptionChoice
}

export type PieceAnswer = { number: number; pixels: Uint8Array } | { number: number; error: ErrorData }

/** Values in a piece: enough work to be worth the message, few enough that all threads get some of a batch. */
const PIECE_VALUES = 1 << 17

interface Waiting {
  work: Omit<PieceOfWork, 'number'>
  done(pixels: Uint8Array): void
  failed(error: Error): void
}

/**
 * A corruptor for this machine: a pool where the built thread lies beside the running program, else (sources
 * that run unbuilt, as tests do) this thread.
 * @param threads default: one per core
 */
export function createCorruptor(threads = availableParallelism()): Corruptor {
  const here = dirname(fileURLToPath(import.meta.url))
  const entry = [here, dirname(here)]
    .map((folder) => join(folder, 'corruption-worker.js'))
    .find((file) => existsSync(file))
  return entry === undefined || threads < 1 ? inThisThread : new CorruptionPool(entry, threads)
}

export class CorruptionPool implements Corruptor {
  readonly #entry: string
  readonly #threads: number
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Waiting>()
  readonly #queue: Waiting[] = []
  #number = 0
  #closed = false

  /**
   * Threads start when they are first needed.
   * @param entry the built worker.ts
   * @param threads at most so many, 1 or more
   */
  constructor(entry: string, threads: number) {
    this.#entry = entry
    this.#threads = threads
  }

  async corrupt(images: ImageBytes, choice: CorruptionChoice): Promise<Uint8Array> {
    if (this.#closed) throw new Error('This pool has been closed.')
    const { height, width, channels, pixels, indices } = images
    const length = height * width * channels
    const perPiece = Math.max(
      1,
      Math.min(Math.round(PIECE_VALUES / length), Math.ceil(indices.length / this.#threads)),
    )
    const result = new Uint8Array(pixels.length)
    const pieces: Promise<void>[] = []
    for (let start = 0; start < indices.length; start += perPiece) {
      const some = indices.slice(start, start + perPiece)
      const part = {
        ...images,
        indices: some,
        pixels: pixels.slice(start * length, (start + some.length) * length),
      }
      pieces.push(this.#piece({ images: part, choice }).then((bytes) => result.set(bytes, start * length)))
    }
    await Promise.all(pieces)
    return result
  }

  async close(): Promise<void> {
    this.#closed = true
    const error = new Error('This pool has been closed.')
    for (const waiting of [...this.#busy.values(), ...this.#queue.splice(0)]) waiting.failed(error)
    const workers = [...this.#idle.splice(0), ...this.#busy.keys()]
    this.#busy.clear()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #piece(work: Waiting['work']): Promise<Uint8Array> {
    return new Promise((done, failed) => {
      this.#queue.push({ work, done, failed })
      this.#next()
    })
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.#threads ? this.#start() : undefined)
      if (!worker) return
      const waiting = this.#queue.shift()!
      this.#busy.set(worker, waiting)
      // Work under way keeps the process alive; an idle thread does not.
      worker.ref()
      worker.postMessage({ number: this.#number++, ...waiting.work } satisfies PieceOfWork)
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#entry)
    worker.on('message', (answer: PieceAnswer) => {
      const waiting = this.#busy.get(worker)
      this.#busy.delete(worker)
      if (!waiting || this.#closed) return
      worker.unref()
      this.#idle.push(worker)
      if ('pixels' in answer) waiting.done(answer.pixels)
      else waiting.failed(fromErrorData(answer.error))
      this.#next()
    })
    // A thread that fails takes its own piece with it; the next piece gets a new thread.
    const lost = (error: Error) => {
      const waiting = this.#busy.get(worker)
      this.#busy.delete(worker)
      const at = this.#idle.indexOf(worker)
      if (at >= 0) this.#idle.splice(at, 1)
      waiting?.failed(error)
      if (!this.#closed) this.#next()
    }
    worker.on('error', lost)
    worker.on('exit', (code) => lost(new Error(`A corruption thread ended with code ${code}.`)))
    return worker
  }
}
