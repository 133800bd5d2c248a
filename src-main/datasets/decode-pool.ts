/**
 * Decodes image files in threads of their own. What computes blocks the event loop of its thread for a whole step, so
 * that of a batch that is read ahead only those few files would be decoded which were begun before; a thread with a loop of
 * its own goes on.
 *
 * Invariant: what an image becomes does not depend on where it is decoded (fitted-image.ts).
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import { fromErrorData } from '../contract/errors'
import { fittedImage } from './fitted-image'
import type { ErrorData } from '../contract/errors'
import type { FittedImage, PartOfImage, SetOfImages } from './fitted-image'

export interface WantedImage {
  path: string
  part?: PartOfImage
}

export interface DecodeShare {
  number: number
  set: SetOfImages
  files: (WantedImage & { place: number })[]
}

export type DecodeAnswer =
  | { number: number; place: number; image: FittedImage }
  /** The share is done; the thread was busy with it for so many seconds. */
  | { number: number; busySeconds: number }
  | { number: number; error: ErrorData }

/** Told each image with its place among those wanted, in whatever order they come. */
type OnImage = (image: FittedImage, place: number) => void

/** What threads have decoded so far in this process. */
export interface Decoded {
  images: number
  /** That threads were busy, together. */
  seconds: number
  threads: number
}

let pool: DecodePool | null = null

/**
 * From now on image files are decoded in so many threads; where the built thread does not lie beside the running program
 * (sources that run unbuilt, as tests do), in the calling one as before.
 */
export function decodeInThreads(threads: number): void {
  const here = dirname(fileURLToPath(import.meta.url))
  const entry = [here, dirname(here)]
    .map((folder) => join(folder, 'decode-worker.js'))
    .find((file) => existsSync(file))
  if (entry !== undefined) pool ??= new DecodePool(entry, threads)
}

/** Null: nothing is decoded in threads. */
export function decodedSoFar(): Decoded | null {
  return pool?.decoded ?? null
}

/** @throws what the first image that cannot be read ends with */
export async function decodeFiles(
  wanted: readonly WantedImage[],
  set: SetOfImages,
  onImage: OnImage,
): Promise<void> {
  if (pool !== null) {
    await pool.decode(wanted, set, onImage)
    return
  }
  const limit = pLimit(2 * availableParallelism())
  await limit
    .map(wanted, async ({ path, part }, place) => {
      onImage(await fittedImage(path, set, part), place)
    })
    .finally(() => limit.clearQueue())
}

interface Waiting {
  onImage: OnImage
  done: () => void
  failed: (error: Error) => void
}

export class DecodePool {
  readonly #workers: (Worker | null)[]
  /** By worker and number of its share. */
  readonly #waiting: Map<number, Waiting>[]
  readonly decoded: Decoded
  #number = 0

  /** @param entry the built decode-worker.ts; threads start when they are first needed */
  constructor(
    private readonly entry: string,
    threads: number,
  ) {
    this.#workers = Array.from({ length: threads }, () => null)
    this.#waiting = this.#workers.map(() => new Map<number, Waiting>())
    this.decoded = { images: 0, seconds: 0, threads }
  }

  async decode(wanted: readonly WantedImage[], set: SetOfImages, onImage: OnImage): Promise<void> {
    const { threads } = this.decoded
    const shares = this.#workers.map((): DecodeShare['files'] => [])
    wanted.forEach((one, place) => shares[place % threads]!.push({ ...one, place }))
    const used = shares.flatMap((files, place) => (files.length === 0 ? [] : [{ files, place }]))
    await Promise.all(used.map(({ files, place }) => this.#share(place, files, set, onImage)))
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.flatMap((worker) => worker?.terminate() ?? []))
  }

  #share(place: number, files: DecodeShare['files'], set: SetOfImages, onImage: OnImage): Promise<void> {
    const worker = (this.#workers[place] ??= this.#start(place))
    const number = this.#number++
    return new Promise((done, failed) => {
      this.#waiting[place]!.set(number, { onImage, done, failed })
      // Work under way keeps the process alive; an idle thread does not.
      worker.ref()
      worker.postMessage({ number, set, files } satisfies DecodeShare)
    })
  }

  #start(place: number): Worker {
    const worker = new Worker(this.entry)
    const waiting = this.#waiting[place]!
    const settle = (number: number, how: (one: Waiting) => void): void => {
      const one = waiting.get(number)
      waiting.delete(number)
      if (waiting.size === 0) worker.unref()
      if (one) how(one)
    }
    worker.on('message', (answer: DecodeAnswer) => {
      if ('image' in answer) {
        this.decoded.images += 1
        waiting.get(answer.number)?.onImage(answer.image, answer.place)
      } else if ('error' in answer) settle(answer.number, ({ failed }) => failed(fromErrorData(answer.error)))
      else {
        this.decoded.seconds += answer.busySeconds
        settle(answer.number, ({ done }) => done())
      }
    })
    // A thread that fails takes its shares with it; the next one gets a new thread.
    const lost = (error: Error): void => {
      if (this.#workers[place] === worker) this.#workers[place] = null
      for (const number of [...waiting.keys()]) settle(number, ({ failed }) => failed(error))
    }
    worker.on('error', lost)
    worker.on('exit', (code) => lost(new Error(`A decoding thread ended with code ${code}.`)))
    return worker
  }
}
