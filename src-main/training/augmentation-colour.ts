/**
 * Brightness, contrast and saturation as torchvision's adjust_* functions on float images: a blend with
 * black, with the mean gray, with the gray image, clipped to [0,1]. In place, on [pixels, channels].
 */

export type Adjustment = 'brightness' | 'contrast' | 'saturation'

/** Gray of a pixel with torchvision's weights. */
function gray(red: number, green: number, blue: number): number {
  return 0.2989 * red + 0.587 * green + 0.114 * blue
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value))
}

/** @param factor 1 leaves the image as it is; 0 is black, gray, colourless. A 1-channel image has no saturation. */
export function adjust(image: Float32Array, channels: number, what: Adjustment, factor: number): void {
  const pixels = image.length / channels
  if (what === 'brightness') {
    for (let i = 0; i < image.length; i++) image[i] = clip(image[i]! * factor)
  } else if (what === 'contrast') {
    let sum = 0
    for (let pixel = 0; pixel < pixels; pixel++) sum += luminance(image, channels, pixel)
    const mean = sum / pixels
    for (let i = 0; i < image.length; i++) image[i] = clip(image[i]! * factor + mean * (1 - factor))
  } else if (channels === 3) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const level = luminance(image, channels, pixel) * (1 - factor)
      for (let i = 3 * pixel; i < 3 * pixel + 3; i++) image[i] = clip(image[i]! * factor + level)
    }
  }
}

function luminance(image: Float32Array, channels: number, pixel: number): number {
  if (channels === 1) return image[pixel]!
  return gray(image[3 * pixel]!, image[3 * pixel + 1]!, image[3 * pixel + 2]!)
}
