/** Against libvips, which reads whole headers: the same answer for every kind of file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readImageHeader } from '../../src-main/datasets/decode'
import { isSixteenBitGrayFile } from '../../src-main/datasets/sixteen-bit-gray'
import { put, temporaryFolder } from './temporary'
import type { Sharp } from 'sharp'

const folder = temporaryFolder()
const golden = JSON.parse(readFileSync(join(__dirname, '../golden/decode.json'), 'utf8')) as Record<
  string,
  { file: string }
>

type Space = 'b-w' | 'grey16' | 'rgb16' | 'srgb'

function image(channels: 1 | 2 | 3 | 4, space: Space): Sharp {
  const pixels = new Uint16Array(5 * 4 * channels).map((_, i) => i * 1000)
  return sharp(pixels, { raw: { width: 5, height: 4, channels } }).toColourspace(space)
}

describe('a gray file of 16 bits is told from every other by its header', () => {
  const made: Record<string, () => Promise<Buffer>> = {
    'gray-16.png': () => image(1, 'grey16').png().toBuffer(),
    'gray-16-alpha.png': () => image(2, 'grey16').png().toBuffer(),
    'gray-8.png': () => image(1, 'b-w').png().toBuffer(),
    'rgb-16.png': () => image(3, 'rgb16').png().toBuffer(),
    'rgba-16.png': () => image(4, 'rgb16').png().toBuffer(),
    'palette.png': () => image(3, 'srgb').png({ palette: true }).toBuffer(),
    'gray-16.tif': () => image(1, 'grey16').tiff().toBuffer(),
    'gray-16-tiled.tif': () => image(1, 'grey16').tiff({ tile: true, compression: 'lzw' }).toBuffer(),
    'gray-16-alpha.tif': () => image(2, 'grey16').tiff().toBuffer(),
    'gray-8.tif': () => image(1, 'b-w').tiff().toBuffer(),
    'rgb-16.tif': () => image(3, 'rgb16').tiff().toBuffer(),
    'colour.jpg': () => image(3, 'srgb').jpeg().toBuffer(),
    'gray.jpg': () => image(1, 'b-w').jpeg().toBuffer(),
    'colour.webp': () => image(3, 'srgb').webp().toBuffer(),
    ...Object.fromEntries(
      Object.entries(golden).map(([name, { file }]) => [name, async () => Buffer.from(file, 'base64')]),
    ),
  }

  it.each(Object.entries(made))('%s', async (name, make) => {
    const path = put(join(folder, name), await make())
    expect(await isSixteenBitGrayFile(path)).toBe((await readImageHeader(path)).sixteenBitGray)
  })

  it('and both answers are among them', async () => {
    const answers = await Promise.all(
      Object.keys(made).map((name) => isSixteenBitGrayFile(join(folder, name))),
    )
    expect(new Set(answers).size).toBe(2)
  })
})

it('a gray level that counts as transparent makes it one with transparency', async () => {
  const png = await image(1, 'grey16').png().toBuffer()
  // After IHDR, which is 25 bytes after the 8 of the signature; nobody here looks at the checksum.
  const chunk = Buffer.alloc(14)
  chunk.writeUInt32BE(2, 0)
  chunk.write('tRNS', 4, 'latin1')
  const path = put(join(folder, 'trns.png'), Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]))
  expect(await isSixteenBitGrayFile(path)).toBe(false)
})

it('says no to what is cut off, empty or no image, and never runs on', async () => {
  for (const name of ['gray-16.png', 'gray-16.tif']) {
    const bytes = readFileSync(join(folder, name))
    for (let length = 0; length < Math.min(bytes.length, 60); length++)
      expect(await isSixteenBitGrayFile(put(join(folder, 'cut'), bytes.subarray(0, length)))).toBeTypeOf(
        'boolean',
      )
  }
  // A directory that says it is itself everywhere.
  const loop = Buffer.alloc(64, 0xff)
  loop.set([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0])
  expect(await isSixteenBitGrayFile(put(join(folder, 'loop.tif'), loop))).toBe(false)
})
