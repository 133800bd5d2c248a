/** A real project, small enough for a test: grating images of three classes, and job processes in this one. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RequestHandler } from '../../src-main/jobs/handle-request'
import type { JobMessage } from '../../src-main/contract/tasks'
import type { Launch } from '../../src-main/jobs/channel'

/** The job process's own handler, in this process; `heard` gets everything it says. */
export function inProcess(heard?: (message: JobMessage) => void): Launch {
  return () => {
    let message: (message: unknown) => void = () => undefined
    let ended: () => void = () => undefined
    let alive = true
    const handler = new RequestHandler((answer) => {
      heard?.(answer)
      if (alive) message(answer)
    })
    return {
      send: (request) => void handler.handle(request),
      onMessage: (listener) => (message = listener),
      onEnd: (listener) => (ended = () => listener({ code: 0, signal: null, stderr: '' })),
      kill: () => {
        alive = false
        ended()
      },
    }
  }
}

/** Value of a pixel, 0 … 255: class c is a vertical grating of 1 + 2c cycles, images differ in phase. */
export function pixelAt(image: number, x: number, size: number): number {
  const cycles = 1 + 2 * (image % 3)
  return Math.round(127.5 + 100 * Math.cos((2 * Math.PI * cycles * x) / size + image))
}

/** An IDX data set with the parts train and test, of `count` gratings each in 3 classes. */
export async function makeGratings(folder: string, size: number, count: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  const idx = (magic: number, sizes: number[], bytes: Uint8Array): Uint8Array => {
    const head = Buffer.alloc(4 + 4 * sizes.length)
    head.writeUInt32BE(magic, 0)
    sizes.forEach((each, i) => head.writeUInt32BE(each, 4 + 4 * i))
    return Buffer.concat([head, bytes])
  }
  for (const part of ['train', 't10k']) {
    const pixels = Uint8Array.from({ length: count * size * size }, (_, i) =>
      pixelAt(Math.floor(i / (size * size)), i % size, size),
    )
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 3)
    await writeFile(join(folder, `${part}-images-idx3-ubyte`), idx(0x803, [count, size, size], pixels))
    await writeFile(join(folder, `${part}-labels-idx1-ubyte`), idx(0x801, [count], labels))
  }
}
