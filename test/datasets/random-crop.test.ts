/**
 * Random parts of pictures against torchvision (golden/make_random_crop.py): what is drawn, as quantiles, and what given
 * boxes come to; and that training sees whole pictures, the same ones whatever the batch or the view.
 */
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { withDecoded } from '../../src-main/datasets/decode'
import { openDataSet } from '../../src-main/datasets/open'
import { boxOf, cutOut, randomBox } from '../../src-main/datasets/random-crop'
import { subset } from '../../src-main/datasets/subset'
import { generator } from '../../src-main/random/generator'
import { goldenJson } from '../support/golden'
import { uniform } from '../support/seeded-values'
import { expectDrawnAlike } from '../support/drawn-alike'
import { in255ths, png, put, specification, temporaryFolder } from './temporary'
import type { Box } from '../../src-main/datasets/random-crop'

interface Golden {
  draws: number
  shares: number[]
  boxes: (Record<'area' | 'ratio' | 'centreX' | 'centreY', number[]> & {
    width: number
    height: number
    whole: number
  })[]
  picture: { stream: number; height: number; width: number }
  pixels: (Box & { side: number; pixels: number[] })[]
}
const golden = goldenJson('random-crop.json') as Golden

const AREA = [0.08, 1] as const
const RATIO = [3 / 4, 4 / 3] as const
const DRAWS = 10_000

describe('the random part of a picture', () => {
  it.each(golden.boxes)('of $width×$height pixels is drawn as torchvision draws it', (drawn) => {
    const { width, height } = drawn
    const boxes = Array.from({ length: DRAWS }, (_, image) =>
      boxOf({ seed: 1, epoch: 0, area: AREA, ratio: RATIO }, image, { width, height }),
    )
    for (const box of boxes) {
      expect(box.top >= 0 && box.left >= 0 && box.height > 0 && box.width > 0).toBe(true)
      expect(box.top + box.height <= height && box.left + box.width <= width).toBe(true)
    }
    const ours = {
      area: boxes.map((box) => (box.height * box.width) / (height * width)),
      ratio: boxes.map((box) => box.width / box.height),
      centreX: boxes.map((box) => (box.left + box.width / 2) / width),
      centreY: boxes.map((box) => (box.top + box.height / 2) / height),
    }
    for (const what of ['area', 'ratio', 'centreX', 'centreY'] as const)
      expectDrawnAlike(ours[what], drawn[what], golden.shares, golden.draws, what)
    const whole = boxes.filter((box) => box.height === height || box.width === width).length / DRAWS
    const spread = Math.sqrt(drawn.whole * (1 - drawn.whole) * (1 / DRAWS + 1 / golden.draws))
    expect(Math.abs(whole - drawn.whole)).toBeLessThan(5 * spread + 1e-4)
  })

  it('falls back on the middle of a picture that no box fits', () => {
    const box = randomBox({ height: 10, width: 1000 }, [0.9, 1], RATIO, generator(0, 'boxes'))
    // int(round(10 · 4/3)) columns, from (1000 − 13) // 2 on.
    expect(box).toEqual({ top: 0, left: 493, height: 10, width: 13 })
    expect(randomBox({ height: 1, width: 1 }, AREA, RATIO, generator(0, 'boxes'))).toEqual({
      ...{ top: 0, left: 0, height: 1, width: 1 },
    })
  })

  it.each(golden.pixels)(
    '$width×$height at ($top, $left) → $side pixels is torchvision’s within one of 255 levels',
    ({ side, pixels, ...box }) => {
      const { stream, height, width } = golden.picture
      const stored = Uint8Array.from(uniform(stream, height * width * 3), (value) => Math.floor(value * 256))
      const picture = { pixels: stored, offset: 0, height, width, channels: 3 }
      const ours = cutOut(picture, box, { height: side, width: side })
      const off = pixels.map((value, i) => Math.abs(value - ours[i]!))
      // Pillow rounds twice, first along the rows: at most a level, and not on the whole.
      expect(Math.max(...off)).toBeLessThanOrEqual(1)
      expect(off.filter((difference) => difference > 0).length / off.length).toBeLessThan(0.3)
    },
  )
})

describe('a data set', () => {
  const crop = { seed: 4, epoch: 2, area: AREA, ratio: RATIO }

  async function folder(): Promise<string> {
    const root = temporaryFolder()
    for (const [name, value] of [
      ['a', 100],
      ['b', 140],
    ] as const) {
      // Gray, with a black fifth at the left and a white one at the right, which the middle square leaves out.
      const pixels = Buffer.from(
        Array.from({ length: 40 * 120 }, (_, i) => (i % 120 < 24 ? 0 : i % 120 >= 96 ? 255 : value)),
      )
      const image = await sharp(pixels, { raw: { width: 120, height: 40, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toBuffer()
      for (let i = 0; i < 40; i++) put(join(root, name, `${String(i).padStart(2, '0')}.png`), image)
    }
    return root
  }

  it('gives parts of whole pictures, not of their middle', async () => {
    const data = await openDataSet(specification(await folder(), 'image-folder', { size: 16 }))
    const all = Array.from({ length: data.count }, (_, i) => i)
    const values = (part: Float32Array) => new Set(in255ths(part))
    expect(values(await data.read(all))).toEqual(new Set([100, 140]))
    const parts = values(await data.readParts!(all, crop))
    expect(parts.has(0) && parts.has(255)).toBe(true)
    await data.close()
  })

  it('cuts the same part out of an image in every batch and every view, and another one in another epoch', async () => {
    const data = await openDataSet(specification(await folder(), 'image-folder', { size: 16 }))
    const all = await data.readParts!([3, 50, 7], crop)
    const view = subset(subset(data, Int32Array.from([50, 3, 9])), Int32Array.from([1]))
    expect(await view.readParts!([0], crop)).toEqual(all.slice(0, 16 * 16))
    expect(await data.readParts!([3], { ...crop, epoch: 3 })).not.toEqual(all.slice(0, 16 * 16))
    await data.close()
  })

  it('pads before it cuts where the set is padded', async () => {
    const root = temporaryFolder()
    for (const name of ['a', 'b']) put(join(root, name, '0.png'), await png([255], 6, 4))
    const data = await openDataSet(specification(root, 'image-folder', { size: 12, fit: 'pad' }))
    let black = 0
    for (let epoch = 0; epoch < 30; epoch++)
      black += (await data.readParts!([0], { ...crop, epoch })).filter((value) => value === 0).length
    expect(black).toBeGreaterThan(0)
    await data.close()
  })

  it('holds one large picture at a time, and any number of small ones', async () => {
    const root = temporaryFolder()
    const large = put(join(root, 'large.png'), await bytesOf(3000))
    const small = put(join(root, 'small.png'), await bytesOf(30))
    const most = async (path: string): Promise<number> => {
      let [now, seen] = [0, 0]
      const use = async (): Promise<void> => {
        seen = Math.max(seen, ++now)
        await new Promise((resolve) => setTimeout(resolve, 30))
        now--
      }
      await Promise.all([1, 2, 3].map(() => withDecoded(path, false, 'scale', use)))
      return seen
    }
    expect(await most(large)).toBe(1)
    expect(await most(small)).toBeGreaterThan(1)
  })
})

const bytesOf = (side: number): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#888' } })
    .png()
    .toBuffer()
