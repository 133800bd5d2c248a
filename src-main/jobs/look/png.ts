/** Images as PNG files, at their own size. */
import sharp from 'sharp'
import type { DataSet } from '../../datasets/data-set'

/** @param pixels one image [height, width, channels] in [0,1]; rounded to 8 bits, clipped. */
export async function encodePng(
  pixels: Float32Array,
  { height, width, channels }: Pick<DataSet, 'height' | 'width' | 'channels'>,
): Promise<Uint8Array<ArrayBuffer>> {
  // A clamped array rounds and clips by itself.
  const bytes = Uint8ClampedArray.from(pixels, (value) => value * 255)
  const file = sharp(bytes, { raw: { width, height, channels } }).png({ compressionLevel: 6 })
  return new Uint8Array(await file.toBuffer())
}
