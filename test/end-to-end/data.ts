/**
 * A small data set as IDX files: gray images in which a bright square stands in one of three places. Easy
 * enough for one epoch, and different enough that a hybrid of two classes is seen as one or the other.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generator } from '../../src-main/random/generator'

const SIDE = 16
const CLASSES = 3

export async function writeSquares(folder: string, train = 960, test = 150): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, count] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    const random = generator(1, 'squares', name)
    const images = Buffer.alloc(count * SIDE * SIDE)
    const labels = Buffer.alloc(count)
    for (let i = 0; i < count; i++) {
      const label = i % CLASSES
      labels[i] = label
      for (let y = 0; y < SIDE; y++)
        for (let x = 0; x < SIDE; x++) {
          const inside = y >= 5 && y < 11 && Math.floor(x / 5.4) === label
          images[(i * SIDE + y) * SIDE + x] = Math.round((inside ? 200 : 20) + 30 * random.uniform())
        }
    }
    await writeFile(join(folder, `${name}-images-idx3-ubyte`), Buffer.concat([header(3, count), images]))
    await writeFile(join(folder, `${name}-labels-idx1-ubyte`), Buffer.concat([header(1, count), labels]))
  }
}

function header(dimensions: 1 | 3, count: number): Buffer {
  const sizes = dimensions === 1 ? [count] : [count, SIDE, SIDE]
  const bytes = Buffer.alloc(4 + 4 * sizes.length)
  bytes.writeUInt32BE(0x0800 | dimensions, 0)
  sizes.forEach((size, i) => bytes.writeUInt32BE(size, 4 + 4 * i))
  return bytes
}
