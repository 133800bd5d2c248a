/** TIFF and PNG for journals, and what such a file holds. Loaded by raster-tools.ts only, and only when one is asked for. */
import sharp from 'sharp'

/** Pictures get their exact size in pixels, their dots per inch, and no alpha. */
export async function finishedPicture(
  format: 'tif' | 'png',
  bytes: Uint8Array,
  { width, height }: { width: number; height: number },
  dpi: number,
): Promise<Uint8Array> {
  const picture = sharp(bytes)
    // What the page has beyond the figure is a part of a pixel of white: cut off, never resized.
    .extract({ left: 0, top: 0, width, height })
    .flatten({ background: 'white' })
    .removeAlpha()
    .toColourspace('srgb')
    .withMetadata({ density: dpi })
  return format === 'tif'
    ? await picture
        .tiff({
          compression: 'lzw',
          predictor: 'horizontal',
          xres: dpi / 25.4,
          yres: dpi / 25.4,
          resolutionUnit: 'inch',
        })
        .toBuffer()
    : await picture.png({ compressionLevel: 9 }).toBuffer()
}

/** Of a written picture: its header, and the entropy of its pixels in bits. */
export async function pictureFacts(bytes: Uint8Array) {
  const [metadata, { entropy }] = [await sharp(bytes).metadata(), await sharp(bytes).stats()]
  return { ...metadata, entropy }
}
