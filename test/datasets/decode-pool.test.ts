/** Decoding in threads: the same images as in the calling one, while that is busy; errors by name; a thread that is lost. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DecodePool } from '../../src-main/datasets/decode-pool'
import { fittedImage } from '../../src-main/datasets/fitted-image'
import type { FittedImage, PartOfImage, SetOfImages } from '../../src-main/datasets/fitted-image'

const SET: SetOfImages = {
  colour: true,
  height: 24,
  width: 24,
  transforms: { gray: false, size: 24, shorterSide: 28, fit: 'resize' },
}

let home: string
let entry: string
const paths: string[] = []
const pools: DecodePool[] = []

function pool(threads: number): DecodePool {
  const made = new DecodePool(entry, threads)
  pools.push(made)
  return made
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-decode-'))
  const outDir = fileURLToPath(new URL('../../out/decode-worker-test', import.meta.url))
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: fileURLToPath(new URL('../../src-main/datasets/decode-worker.ts', import.meta.url)),
      outDir,
      rolldownOptions: { output: { entryFileNames: 'decode-worker.js' } },
    },
  })
  entry = join(outDir, 'decode-worker.js')
  for (let i = 0; i < 23; i++) {
    const [width, height] = [30 + 3 * (i % 5), 40 - 2 * (i % 4)]
    const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * (7 + i)) % 256))
    const path = join(home, `${i}.jpg`)
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toFile(path)
    paths.push(path)
  }
})
afterAll(async () => {
  await Promise.all(pools.map((each) => each.close()))
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function decoded(
  by: DecodePool,
  some: readonly string[],
  part: { part?: PartOfImage } = {},
): Promise<FittedImage[]> {
  const images: FittedImage[] = []
  await by.decode(
    some.map((path) => ({ path, ...part })),
    SET,
    (image, place) => {
      images[place] = image
    },
  )
  return images
}

describe('decoding in threads', () => {
  it.each([1, 3])('gives the same bytes in %i as in this one, and counts them', async (threads) => {
    const by = pool(threads)
    const [first, second] = await Promise.all([decoded(by, paths), decoded(by, paths.slice(0, 2))])
    const here = await Promise.all(paths.map((path) => fittedImage(path, SET)))
    expect(first.map(({ pixels }) => Buffer.from(pixels).toString('hex'))).toEqual(
      here.map(({ pixels }) => Buffer.from(pixels).toString('hex')),
    )
    expect(first.map(({ geometry, channels }) => ({ geometry, channels }))).toEqual(
      here.map(({ geometry, channels }) => ({ geometry, channels })),
    )
    expect(second.length).toBe(2)
    expect(by.decoded).toMatchObject({ images: 25, threads })
    expect(by.decoded.seconds).toBeGreaterThan(0)
  })

  it('cuts the same random parts out as in this thread', async () => {
    const part = { image: 5, crop: { seed: 3, epoch: 1, area: [0.08, 1], ratio: [3 / 4, 4 / 3] } } as const
    const there = await decoded(pool(2), paths, { part })
    const here = await Promise.all(paths.map((path) => fittedImage(path, SET, part)))
    const hex = (images: FittedImage[]) => images.map(({ pixels }) => Buffer.from(pixels).toString('hex'))
    expect(hex(there)).toEqual(hex(here))
    expect(hex(there)).not.toEqual(hex(await decoded(pool(2), paths)))
  })

  it('goes on while this thread is busy', async () => {
    const by = pool(2)
    await decoded(by, paths.slice(0, 2))
    let there = 0
    const all = by.decode(
      paths.map((path) => ({ path })),
      SET,
      () => there++,
    )
    // Nobody turns this loop: what is decoded meanwhile is decoded elsewhere.
    const flag = new Int32Array(new SharedArrayBuffer(4))
    Atomics.wait(flag, 0, 0, 3000)
    expect(there).toBe(0)
    // One turn of the loop takes what has come.
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    expect(there).toBe(paths.length)
    await all
  })

  it('names a damaged file, and decodes the next ones', async () => {
    const by = pool(2)
    const bad = join(home, 'bad.jpg')
    await writeFile(bad, 'no picture')
    await expect(decoded(by, [...paths.slice(0, 3), bad])).rejects.toThrow(/bad\.jpg" cannot be read/)
    expect((await decoded(by, paths)).length).toBe(paths.length)
  })

  it('says that a thread is lost, and starts another one', async () => {
    const by = new DecodePool(join(home, 'none.js'), 1)
    await expect(decoded(by, paths.slice(0, 1))).rejects.toThrow(/none\.js|ended with code/)
  })
})
