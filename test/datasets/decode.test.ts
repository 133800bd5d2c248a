/** Colour forms of image files against Pillow (golden/decode.py): every byte. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeImage, readImageHeader } from '../../src-main/datasets/decode'
import { put, temporaryFolder } from './temporary'

interface Golden {
  file: string
  height: number
  width: number
  rgb: string
}

const golden = JSON.parse(readFileSync(join(__dirname, '../golden/decode.json'), 'utf8')) as Record<
  string,
  Golden
>
const folder = temporaryFolder()

describe('an image file is decoded as Pillow does', () => {
  it.each(Object.entries(golden))('%s', async (name, { file, height, width, rgb }) => {
    const path = put(join(folder, name), Buffer.from(file, 'base64'))
    const image = await decodeImage(path, false, name.startsWith('clip-') ? 'clip' : 'scale')
    expect(await readImageHeader(path)).toMatchObject({ height, width })
    expect(image).toMatchObject({ height, width, channels: 3 })
    const expected = Buffer.from(rgb, 'base64')
    let largest = 0
    expected.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - image.pixels[i]!))))
    expect(largest).toBe(0)
  })

  it('but for CIELAB, which is named for what it is', async () => {
    // Pillow's Image.new('LAB', (2, 2)).save('lab.tif')
    const file =
      'SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAgAAAAIBAwADAAAAhgAAAAMBAwABAAAAAQAAAAYBAwABAAAACAAAABEBBAABAAAAjAAAABUBAwABAAAAAwAAABYBBAABAAAAAgAAABcBBAABAAAADAAAABwBAwABAAAAAQAAAAAAAAAIAAgACAB4Agx4Agx4Agx4Agw='
    const path = put(join(folder, 'lab.tif'), Buffer.from(file, 'base64'))
    for (const read of [() => readImageHeader(path), () => decodeImage(path, false)])
      await expect(read()).rejects.toThrow(/lab.tif" holds colours as CIELAB.*save it as RGB/)
  })

  it('but for gray of 16 bits, whose upper 8 are kept unless clipping is asked for', async () => {
    const { file } = golden['clip-gray.tif']!
    const path = put(join(folder, 'scaled.tif'), Buffer.from(file, 'base64'))
    expect(await readImageHeader(path)).toMatchObject({ sixteenBitGray: true, colour: false })
    const { pixels } = await decodeImage(path, true)
    expect(pixels[2 * 24 + 5]).toBe(Math.floor(((2 * 24 + 5) * 170) / 256))
    expect((await decodeImage(path, true, 'clip')).pixels[2 * 24 + 5]).toBe(255)
    expect((await decodeImage(path, true, 'clip')).pixels[1]).toBe(170)
  })
})
