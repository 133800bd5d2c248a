/**
 * Where each pixel of an augmented image comes from: pad–rotate–crop, with the mirror folded in. A pure
 * function of drawn numbers; drawing them is augmentation.ts's business.
 * Images are [height, width, channels], row-major.
 */

export interface ImageShape {
  height: number
  width: number
  channels: number
}

export interface PadCrop {
  /** Pixels reflected beyond each side. */
  pixels: number
  /** Degrees, counter-clockwise as seen. */
  degrees: number
  /** Upper left corner of the cut-out in the padded image, in pixels, 0 … 2·pixels. */
  top: number
  left: number
}

/**
 * torchvision's Pad(reflect) → RandomRotation (nearest, about the centre, 0 outside) → RandomCrop to the
 * old size, as one look-up per pixel.
 */
export function padRotateCrop(
  image: Float32Array,
  shape: ImageShape,
  by: PadCrop,
  flip: boolean,
): Float32Array {
  const { height, width, channels } = shape
  const result = new Float32Array(image.length)
  const [paddedHeight, paddedWidth] = [height + 2 * by.pixels, width + 2 * by.pixels]
  const radians = (by.degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  for (let y = 0; y < height; y++) {
    const dy = y + by.top + 0.5 - paddedHeight / 2
    for (let x = 0; x < width; x++) {
      const dx = x + by.left + 0.5 - paddedWidth / 2
      const fromX = Math.floor(cos * dx - sin * dy + paddedWidth / 2)
      const fromY = Math.floor(sin * dx + cos * dy + paddedHeight / 2)
      if (fromX < 0 || fromX >= paddedWidth || fromY < 0 || fromY >= paddedHeight) continue
      const source = reflect(fromY - by.pixels, height) * width + reflect(fromX - by.pixels, width)
      const target = y * width + (flip ? width - 1 - x : x)
      for (let c = 0; c < channels; c++) result[target * channels + c] = image[source * channels + c]!
    }
  }
  return result
}

/** Index inside 0 … side−1 that mirrors `index` at the border pixels (which are not repeated). */
function reflect(index: number, side: number): number {
  if (side === 1) return 0
  const period = 2 * (side - 1)
  const within = ((index % period) + period) % period
  return within < side ? within : period - within
}
