/** A thread that decodes image files: an entry of the build (electron.vite.config.ts). Answers shares in turn. */
import { parentPort } from 'node:worker_threads'
import pLimit from 'p-limit'
import { toErrorData } from '../contract/errors'
import { fittedImage } from './fitted-image'
import type { DecodeAnswer, DecodeShare } from './decode-pool'

const port = parentPort
if (!port) throw new Error('datasets/decode-worker.ts runs as a worker thread only')

/** Files at a time: while one is decoded another one is read. */
const limit = pLimit(2)
let before = Promise.resolve()

port.on('message', (share: DecodeShare) => {
  before = before.then(() => decodeShare(share))
})

async function decodeShare({ number, set, files }: DecodeShare): Promise<void> {
  const began = performance.now()
  try {
    await limit
      .map(files, async ({ place, path, part }) => {
        const image = await fittedImage(path, set, part)
        // Only memory that is all its own can be handed over instead of copied.
        const { buffer, byteLength } = image.pixels
        const own = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
        say({ number, place, image }, own)
      })
      .finally(() => limit.clearQueue())
    say({ number, busySeconds: (performance.now() - began) / 1000 })
  } catch (error) {
    say({ number, error: toErrorData(error) })
  }
}

function say(answer: DecodeAnswer, transferred: ArrayBuffer[] = []): void {
  port!.postMessage(answer, transferred)
}
