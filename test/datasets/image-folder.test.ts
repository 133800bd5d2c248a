import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src-main/contract/errors'
import { look } from '../../src-main/files/look'
import { openImageFiles } from '../../src-main/datasets/image-files'
import { imageFolder } from '../../src-main/datasets/image-folder'
import { sampleIndices } from '../../src-main/datasets/image-sample'
import { detectFormat } from '../../src-main/datasets/detect'
import { findDataSet } from '../../src-main/datasets/find'
import { openDataSet } from '../../src-main/datasets/open'
import { in255ths, png, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()
let number = 0

async function make(files: Record<string, Uint8Array | string>): Promise<string> {
  const root = join(folder, String(number++))
  for (const [path, bytes] of Object.entries(files)) put(join(root, path), bytes)
  return root
}

const open = (path: string, more: Parameters<typeof specification>[2] = {}) =>
  openDataSet(specification(path, 'image-folder', more))

describe('folder of class folders', () => {
  it('sorts class folders and files, searches sub-folders, and leaves hidden and other files out', async () => {
    const root = await make({
      'b/2.png': await png([20, 0, 0]),
      'b/10.png': await png([10, 0, 0]),
      'a/z.png': await png([1, 0, 0]),
      'a/inner/a.png': await png([2, 0, 0]),
      'a/.hidden.png': 'x',
      'a/notes.txt': 'x',
      '.git/x.png': 'x',
      'readme.md': 'x',
    })
    expect(await detectFormat(root)).toEqual({ format: 'image-folder', splits: [] })
    const data = await open(root)
    expect(data).toMatchObject({ count: 4, height: 8, width: 8, channels: 3, classNames: ['a', 'b'] })
    expect([...data.labels]).toEqual([0, 0, 1, 1])
    const red = in255ths(await data.read([0, 1, 2, 3])).filter((_, i) => i % 192 === 0)
    expect(red).toEqual([1, 2, 10, 20])
  })

  it('reads part folders, and takes the classes of a part from train', async () => {
    const root = await make({
      'train/a/1.png': await png([1]),
      'train/b/1.png': await png([2]),
      'train/c/1.png': await png([3]),
      'test/c/1.png': await png([4]),
    })
    expect(await detectFormat(root)).toEqual({ format: 'image-folder', splits: ['train', 'test'] })
    const test = await open(root, { split: 'test' })
    expect(test.classNames).toEqual(['a', 'b', 'c'])
    expect([...test.labels]).toEqual([2])
    put(join(root, 'test/d/1.png'), await png([4]))
    await expect(open(root, { split: 'test' })).rejects.toThrow(
      /has the class folder "d", which ".*train" has not/,
    )
  })

  it('takes classes that are called train and test for classes when they hold images themselves', async () => {
    const root = await make({ 'train/1.png': await png([1]), 'car/1.png': await png([2]) })
    expect(await detectFormat(root)).toEqual({ format: 'image-folder', splits: [] })
    expect((await open(root)).classNames).toEqual(['car', 'train'])
  })

  it('reads JPEG, PNG, WebP and TIFF, 16 bits, palettes and transparency', async () => {
    const base = sharp(Buffer.alloc(8 * 8 * 3, 100), { raw: { width: 8, height: 8, channels: 3 } })
    const deep = sharp(new Uint16Array(64).fill(25700), {
      raw: { width: 8, height: 8, channels: 1 },
    }).toColourspace('grey16')
    const root = await make({
      'a/1.jpg': await base.clone().jpeg({ quality: 100 }).toBuffer(),
      'a/2.JPEG': await base.clone().jpeg({ quality: 100 }).toBuffer(),
      'a/3.png': await base.clone().png({ palette: true }).toBuffer(),
      'a/4.webp': await base.clone().webp({ lossless: true }).toBuffer(),
      'a/5.tif': await base.clone().tiff({ compression: 'lzw' }).toBuffer(),
      'a/6.tiff': await deep.clone().tiff().toBuffer(),
      'a/7.png': await deep.clone().png().toBuffer(),
      'a/8.png': await base.clone().ensureAlpha(0.5).png().toBuffer(),
      'a/9.png': await png([100]),
    })
    const data = await open(root)
    expect([data.count, data.channels]).toEqual([9, 3])
    const values = in255ths(await data.read([0, 1, 2, 3, 4, 5, 6, 7, 8]))
    expect(values.every((value) => value === 100)).toBe(true)
  })

  it('keeps a gray set gray, does not expand it, and reduces colour with the weights of the paper', async () => {
    const gray = await open(
      await make({
        'a/1.png': await png([50]),
        'a/2.jpg': await sharp(await png([50]))
          .toColourspace('b-w')
          .jpeg()
          .toBuffer(),
      }),
    )
    expect(gray.channels).toBe(1)
    expect(in255ths(await gray.read([0]), 1)).toEqual([50])
    const colour = await open(await make({ 'a/1.png': await png([200, 100, 50]) }), { gray: true })
    expect(colour.channels).toBe(1)
    expect((await colour.read([0]))[0]).toBeCloseTo((0.2989 * 200 + 0.587 * 100 + 0.114 * 50) / 255, 6)
  })

  it('takes a mixed folder as colour, also when the colour is rare', async () => {
    const files: Record<string, Uint8Array> = { 'b/colour.png': await png([9, 8, 7]) }
    for (let i = 0; i < 40; i++) files[`a/${String(i).padStart(2, '0')}.png`] = await png([i])
    const data = await open(await make(files))
    expect(data.channels).toBe(3)
    const values = await data.read([7, 40])
    expect(in255ths(values, 3)).toEqual([7, 7, 7])
    expect(in255ths(values.subarray(192), 3)).toEqual([9, 8, 7])
  })

  it('refuses a colour image that turns up in a gray set, and reads it with gray', async () => {
    const root = await make({ 'a/1.png': await png([5]), 'a/2.png': await png([6]) })
    const [plain, reduced] = [await open(root), await open(root, { gray: true })]
    put(join(root, 'a/2.png'), await png([255, 0, 0]))
    await expect(plain.read([0, 1])).rejects.toThrow(
      /a.2.png" is in colour, while the others looked at are gray: .*--gray/,
    )
    expect((await reduced.read([1]))[0]).toBeCloseTo(0.2989, 6)
    put(join(root, 'a/2.png'), await png([77, 77, 77]))
    expect(in255ths(await plain.read([1]), 1)).toEqual([77])
  })

  it('refuses different sizes and says how to bring them to one', async () => {
    const root = await make({ 'a/1.png': await png([1]), 'a/2.png': await png([2], 12, 16) })
    await expect(open(root)).rejects.toThrow(
      /different sizes \(a.1.png is 8×8, a.2.png is 12×16 pixels\): say with --size/,
    )
    const resized = await open(root, { size: 10 })
    expect([resized.height, resized.width]).toEqual([10, 10])
    expect(in255ths(await resized.read([0, 1])).filter((_, i) => i % 100 === 0)).toEqual([1, 2])
    const padded = await open(root, { size: 16, fit: 'pad' })
    expect(in255ths(await padded.read([1]), 16)).toEqual([0, 0, ...new Array<number>(12).fill(2), 0, 0])
    await expect((await open(root, { size: 10, fit: 'pad' })).read([1])).rejects.toThrow(
      /a.2.png" is 12×16 pixels, which cannot be padded to 10×10/,
    )
  })

  it('names one broken image when it is read, and still reads the others', async () => {
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) & 255))
    const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer()
    const root = await make({
      'a/1.jpg': jpeg,
      'a/2.jpg': jpeg.subarray(0, jpeg.length >> 1),
      'a/3.jpg': '<!DOCTYPE html><title>404</title>',
      'a/4.jpg': '',
      'a/5.jpg': 'version https://git-lfs.github.com/spec/v1\noid sha256:0',
      'a/6.jpg': jpeg,
    })
    const data = await open(root)
    expect(data.count).toBe(6)
    expect((await data.read([0, 5])).length).toBe(2 * 64 * 64 * 3)
    const error = await data.read([0, 1]).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).toMatch(
      /The image ".*a.2.jpg" is damaged and cannot be decoded \(.*\): replace or remove it\.$/,
    )
    await expect(data.read([2])).rejects.toThrow(/a.3.jpg" cannot be read: it looks like a web page/)
    await expect(data.read([3])).rejects.toThrow(/a.4.jpg" cannot be read: it looks like an empty file/)
    await expect(data.read([4])).rejects.toThrow(/a Git LFS pointer, not the file itself/)
  })

  it('refuses folders without images, empty classes and kinds that cannot be decoded', async () => {
    await expect(open(await make({ 'a/1.txt': 'x' }))).rejects.toThrow(
      /is a folder without images, not a data set of the format image-folder/,
    )
    await expect(detectFormat(await make({ '1.png': 'x' }))).rejects.toThrow(
      /a folder of images without class folders/,
    )
    await expect(open(await make({ 'a/1.png': await png([1]), 'b/1.txt': 'x' }))).rejects.toThrow(
      /class folder ".*b" holds no images/,
    )
    await expect(open(await make({ 'a/1.png': await png([1]), 'a/2.BMP': 'BM' }))).rejects.toThrow(
      /2.BMP" is of a kind that cannot be read: convert it to PNG/,
    )
    await expect(open(await make({ 'a/1.png': 'x', 'a/2.png': 'y' }))).rejects.toThrow(
      /The image ".*png" cannot be read: it looks like a text file/,
    )
  })

  it('refuses floating-point TIFF, whose white is unknown', async () => {
    await expect(open(await make({ 'a/1.tif': floatTiff() }))).rejects.toThrow(
      /holds float values; save it with 8 or 16 bits per channel/,
    )
  })

  it.skipIf(process.platform === 'win32')(
    'follows links, and ends in loops of links with a sentence',
    async () => {
      const root = await make({ 'real/1.png': await png([1]) })
      const linked = await make({ 'b/1.png': await png([2]) })
      symlinkSync(join(root, 'real'), join(linked, 'a'))
      expect((await open(linked)).classNames).toEqual(['a', 'b'])
      symlinkSync(linked, join(linked, 'b', 'loop'))
      await expect(open(linked)).rejects.toThrow(/are the same folder, by a link/)
    },
  )

  it.skipIf(process.platform === 'win32')(
    'names a folder that links lead to twice, before it has gone all their ways',
    async () => {
      const names = Array.from({ length: 9 }, (_, i) => `l${i}`)
      const image = await png([1])
      const root = await make(
        Object.fromEntries(names.map((name): [string, Uint8Array] => [`${name}/1.png`, image])),
      )
      for (const name of names)
        for (const other of names) symlinkSync(join('..', other), join(root, name, `to-${other}`))
      await expect(open(root)).rejects.toThrow(
        /"[^"]*l0" and "[^"]*l0\/to-l0" are the same folder, by a link, and its images would count twice: remove the link\./,
      )
    },
  )

  it.skipIf(process.platform === 'win32')(
    'that is added ends where links lead back to it, or on to a disk of folders without images',
    { timeout: 20_000 },
    async () => {
      const root = await make({ 'a/1.png': await png([1]), 'b/1.png': await png([2]) })
      for (let i = 0; i < 12; i++) symlinkSync('.', join(root, 'a', `l${i}`))
      // Names only: which images there are is another question.
      expect((await findDataSet(root)).format).toBe('image-folder')
      const whole = await make({ 'a/1.png': await png([1]), 'b/1.png': await png([2]) })
      for (let i = 0; i < 50; i++)
        for (let j = 0; j < 50; j++) mkdirSync(join(whole, 'b', `${i}`, `${j}`), { recursive: true })
      const sentence = /has more than \d+ folders below it in which there is no image: is one of them a link/
      await expect(findDataSet(whole)).rejects.toThrow(sentence)
      await expect(open(whole)).rejects.toThrow(sentence)
    },
  )

  it('hashes names, sizes and content, and not the place', async () => {
    const files = { 'a/1.png': await png([1]), 'b/2.png': await png([2]) }
    const hash = async (more: Record<string, Uint8Array>, options = {}) =>
      (await open(await make({ ...files, ...more }), options)).hash
    const original = await hash({})
    expect(await hash({})).toBe(original)
    const others = [
      await hash({ 'b/2.png': await png([3]) }),
      await hash({ 'b/3.png': await png([2]) }),
      await hash({ 'c/2.png': await png([2]) }),
      await hash({}, { gray: true }),
    ]
    expect(new Set([original, ...others]).size).toBe(5)
  })

  it('gives the same images in any order, at once and with hardly any cache', async () => {
    const files: Record<string, Uint8Array> = {}
    for (let i = 0; i < 30; i++) files[`a/${String(i).padStart(2, '0')}.png`] = await png([i, 0, 0])
    const root = await make(files)
    for (const bytes of [0, 500, 1 << 20]) {
      const asked = specification(root, 'image-folder')
      const data = await openImageFiles(asked, await imageFolder.files(asked, await look(root)), bytes)
      const order = [29, 3, 3, 17, 0]
      const reads = await Promise.all([data.read(order), data.read(order), data.read([...order].reverse())])
      expect(in255ths(reads[0]).filter((_, i) => i % 192 === 0)).toEqual(order)
      expect(reads[1]).toEqual(reads[0])
      expect(in255ths(reads[2]).filter((_, i) => i % 192 === 0)).toEqual([...order].reverse())
      await data.close()
      await expect(data.read([0])).rejects.toThrow(/closed/)
    }
  })

  it('samples at most 1,024 files, evenly', () => {
    expect(sampleIndices(3)).toEqual([0, 1, 2])
    const sampled = sampleIndices(1_000_000)
    expect(sampled.length).toBe(1024)
    expect(new Set(sampled).size).toBe(1024)
    expect(sampled[1]).toBe(976)
  })
})

/** An uncompressed 1×1 TIFF with one 32-bit float (TIFF 6.0, sections 2 and 19). */
function floatTiff(): Buffer {
  const tags: [tag: number, type: number, value: number][] = [
    [256, 3, 1],
    [257, 3, 1],
    [258, 3, 32],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8 + 2 + 10 * 12 + 4],
    [277, 3, 1],
    [278, 3, 1],
    [279, 4, 4],
    [339, 3, 3],
  ]
  const bytes = Buffer.alloc(8 + 2 + tags.length * 12 + 4 + 4)
  bytes.write('II*\0')
  bytes.writeUInt32LE(8, 4)
  bytes.writeUInt16LE(tags.length, 8)
  tags.forEach(([tag, type, value], i) => {
    const at = 10 + 12 * i
    bytes.writeUInt16LE(tag, at)
    bytes.writeUInt16LE(type, at + 2)
    bytes.writeUInt32LE(1, at + 4)
    bytes.writeUInt32LE(value, at + 8)
  })
  bytes.writeFloatLE(0.5, bytes.length - 4)
  return bytes
}
