/** Colour forms of image files against Pillow (golden/decode.py): every byte. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../src-main/datasets/decode'
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
    const image = await decodeImage(put(join(folder, name), Buffer.from(file, 'base64')), false)
    expect(image).toMatchObject({ height, width, channels: 3 })
    const expected = Buffer.from(rgb, 'base64')
    let largest = 0
    expected.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - image.pixels[i]!))))
    expect(largest).toBe(0)
  })
})
