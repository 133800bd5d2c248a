/**
 * ImageNet's Resize(256), CenterCrop(224), against torchvision itself on images of several shapes: shrunk and
 * enlarged, upright and lying, with rests of the cut that are even and odd.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashIdentity } from '../../src-main/datasets/hash'
import { openDataSet } from '../../src-main/datasets/open'
import { checkTransforms } from '../../src-main/datasets/transforms'
import { generator } from '../../src-main/random/generator'
import { pythonWith } from '../support/torch'

const python = pythonWith('torchvision', 'PIL', 'numpy')
const script = fileURLToPath(new URL('center_crop.py', import.meta.url))
/** Width and height in pixels. */
const SHAPES = [
  [400, 300],
  [301, 257],
  [281, 500],
  [120, 97],
  [224, 224],
  [259, 259],
] as const

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halfpower-crop-'))
  await mkdir(join(folder, 'a'))
  for (const [i, [width, height]] of SHAPES.entries()) {
    const random = generator(1, 'crop', i)
    // Waves of many lengths, and noise: edges, flat places and what is beyond the new Nyquist limit.
    const pixels = Buffer.from(
      Array.from({ length: width * height * 3 }, (_, at) => {
        const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
        const wave = Math.sin((x * x) / 200 + (at % 3)) * Math.cos((y * y) / 300)
        return Math.round(128 + 80 * wave + 40 * (random.uniform() - 0.5))
      }),
    )
    await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(join(folder, 'a', `${i}.png`))
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('resizing the shorter side and keeping the middle', () => {
  for (const [shorterSide, size] of [
    [256, 224],
    [73, 64],
    [64, 64],
  ] as const)
    it.skipIf(python === undefined)(
      `to ${shorterSide}, then ${size}, is what torchvision does${python === undefined ? ' (skipped: python3-torchvision is not installed)' : ''}`,
      async () => {
        const wanted = execFileSync(python!, [script, join(folder, 'a'), String(shorterSide), String(size)], {
          maxBuffer: 2 ** 26,
        })
        const data = await openDataSet({
          path: folder,
          format: 'image-folder',
          transforms: { gray: false, size, fit: 'resize', shorterSide },
        })
        expect([data.height, data.width]).toEqual([size, size])
        const found = await data.read(Int32Array.from(SHAPES.keys()))
        await data.close()
        expect(found.length).toBe(wanted.length)
        const apart = wanted.map((value, i) => Math.abs(Math.round(found[i]! * 255) - value))
        // Pillow rounds once between the columns and the rows, and its weights are whole numbers.
        expect(Math.max(...new Set(apart))).toBeLessThanOrEqual(1)
        expect(apart.reduce((sum, value) => sum + value, 0) / apart.length).toBeLessThan(0.2)
      },
    )

  it('is part of what a data set is, and leaves what had no such side as it was', () => {
    const hash = (transforms: Parameters<typeof checkTransforms>[0]): string =>
      hashIdentity({ format: 'image-folder', content: 'c', split: undefined, transforms, classNames: ['a'] })
    const plain = hash({ gray: false, size: 224, fit: 'resize' })
    expect(hash({ gray: false, size: 224, fit: 'resize', shorterSide: 256 })).not.toBe(plain)
  })

  it('refuses what cannot be', () => {
    const check = (transforms: object) => () => checkTransforms({ gray: false, ...transforms })
    expect(check({ size: 224, shorterSide: 256 })).not.toThrow()
    expect(check({ shorterSide: 256 })).toThrow(/needs the size of the middle part/)
    expect(check({ size: 224, fit: 'pad', shorterSide: 256 })).toThrow(/and no padding/)
    expect(check({ size: 224, shorterSide: 200 })).toThrow(/give a whole number from the size, 224, to 4096/)
  })
})
