/**
 * JPEG compression, by a real encoder (libvips's; nothing that is not in the standard: no mozjpeg tricks) with
 * halved colour resolution, as Pillow's default.
 * Constants: quality, 1 to 100 (hendrycks/robustness, make_*_c.py).
 */
import sharp from 'sharp'
import { defineCorruption } from '../corruption'

// As in datasets/decode.ts: images are worked on side by side, so each needs only one thread.
sharp.cache(false)
sharp.concurrency(1)

export const jpegCompression = defineCorruption<number>({
  type: 'jpeg_compression',
  constants: {
    'CIFAR-C': [80, 65, 58, 50, 40],
    'Tiny-ImageNet-C': [65, 58, 50, 40, 25],
    'ImageNet-C': [25, 18, 15, 10, 7],
  },
  async apply({ height, width, channels, pixels }, quality) {
    const encoded = await sharp(pixels, { raw: { height, width, channels } })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .jpeg({ quality, chromaSubsampling: '4:2:0', mozjpeg: false })
      .toBuffer()
    const decoded = await sharp(encoded)
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer()
    return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength)
  },
})
