/** The images that the reference's statistics were taken over, where they lie beside the checkout. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import type { ByteImage } from '../../src-main/corruptions/image'

const archive = fileURLToPath(new URL('../../../shared/data/cifar10-jpeg.tar.gz', import.meta.url))

export const imagesMissing = existsSync(archive)
  ? null
  : 'the CIFAR-10 test images are not beside the checkout'

/** The first files of each class of the test images, sorted by name. */
export async function firstOfEachClass(perClass: number): Promise<ByteImage[]> {
  const tar = gunzipSync(readFileSync(archive))
  const files = new Map<string, Buffer[]>()
  const names: { name: string; bytes: Buffer }[] = []
  for (let at = 0; at + 512 <= tar.length;) {
    const header = tar.subarray(at, at + 512)
    const name = header.toString('latin1', 0, 100).replace(/\0.*$/, '')
    const size = parseInt(header.toString('latin1', 124, 136), 8) || 0
    if (/(^|\/)test\/[^/]+\/[^/]+\.jpg$/.test(name))
      names.push({ name, bytes: tar.subarray(at + 512, at + 512 + size) })
    at += 512 + 512 * Math.ceil(size / 512)
  }
  names.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const { name, bytes } of names) {
    const folder = name.slice(0, name.lastIndexOf('/'))
    const some = files.get(folder) ?? []
    files.set(folder, some)
    if (some.length < perClass) some.push(bytes)
  }
  return Promise.all([...files.values()].flat().map(decode))
}

async function decode(bytes: Buffer): Promise<ByteImage> {
  const { data, info } = await sharp(bytes).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { height: info.height, width: info.width, channels: 3, pixels: new Uint8Array(data) }
}
