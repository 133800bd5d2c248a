/**
 * A thread of the pool: an entry of the build (electron.vite.config.ts). Answers each piece of work in turn.
 */
import { parentPort } from 'node:worker_threads'
import { toErrorData } from '../contract/errors'
import { corruptBatch } from './batch'
import type { PieceAnswer, PieceOfWork } from './pool'

const port = parentPort
if (!port) throw new Error('corruptions/worker.ts runs as a worker thread only')

port.on('message', ({ number, images, choice }: PieceOfWork) => {
  corruptBatch(images, choice).then(
    (pixels) => port.postMessage({ number, pixels } satisfies PieceAnswer),
    (error: unknown) => port.postMessage({ number, error: toErrorData(error) } satisfies PieceAnswer),
  )
})
