/**
 * Snow: the image is paled, and flakes (enlarged, thresholded noise, blurred along a falling line) are added,
 * once as they are and once turned by 180°.
 * Constants (hendrycks/robustness, make_*_c.py): mean and standard deviation of the noise, its enlargement, its
 * threshold (all in [0,1] units but the enlargement), radius and σ of the line in pixels, and what is left of
 * the unpaled image.
 */
import { defineCorruption } from '../corruption'
import { motionBlur } from '../filters/motion'
import { addZoomed, zoomAxis } from '../filters/zoom'
import { truncatedByte } from '../image'

type Constants = readonly [
  mean: number,
  deviation: number,
  enlargement: number,
  threshold: number,
  radius: number,
  sigma: number,
  left: number,
]

export const snow = defineCorruption<Constants>({
  type: 'snow',
  constants: {
    'CIFAR-C': [
      [0.1, 0.2, 1, 0.6, 8, 3, 0.95],
      [0.1, 0.2, 1, 0.5, 10, 4, 0.9],
      [0.15, 0.3, 1.75, 0.55, 10, 4, 0.9],
      [0.25, 0.3, 2.25, 0.6, 12, 6, 0.85],
      [0.3, 0.3, 1.25, 0.65, 14, 12, 0.8],
    ],
    'Tiny-ImageNet-C': [
      [0.1, 0.2, 1, 0.6, 8, 3, 0.8],
      [0.1, 0.2, 1, 0.5, 10, 4, 0.8],
      [0.15, 0.3, 1.75, 0.55, 10, 4, 0.7],
      [0.25, 0.3, 2.25, 0.6, 12, 6, 0.65],
      [0.3, 0.3, 1.25, 0.65, 14, 12, 0.6],
    ],
    'ImageNet-C': [
      [0.1, 0.3, 3, 0.5, 10, 4, 0.8],
      [0.2, 0.3, 2, 0.5, 12, 4, 0.7],
      [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
      [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65],
      [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
    ],
  },
  apply({ height, width, channels, pixels }, constants, stream) {
    const [mean, deviation, enlargement, threshold, radius, sigma, left] = constants
    const plane = height * width
    const [rows, columns] = [zoomAxis(height, enlargement), zoomAxis(width, enlargement)]
    // Noise only where the enlargement looks.
    const noise = new Float32Array(plane)
    for (let y = rows.start; y < rows.start + rows.kept; y++) {
      for (let x = columns.start; x < columns.start + columns.kept; x++)
        noise[y * width + x] = mean + deviation * stream.normal()
    }
    const flakes = new Float32Array(plane)
    addZoomed(noise, width, 1, rows, columns, flakes)
    const layer = new Uint8Array(plane)
    for (let i = 0; i < plane; i++) layer[i] = flakes[i]! < threshold ? 0 : truncatedByte(flakes[i]!)
    const angle = -135 + 90 * stream.uniform()
    const falling = motionBlur(layer, height, width, 1, radius, sigma, angle)
    const result = new Uint8Array(pixels.length)
    for (let p = 0, i = 0; p < plane; p++) {
      const snowflakes = (falling[p]! + falling[plane - 1 - p]!) / 255
      const gray =
        channels === 1 ? pixels[i]! : 0.299 * pixels[i]! + 0.587 * pixels[i + 1]! + 0.114 * pixels[i + 2]!
      const pale = (gray / 255) * 1.5 + 0.5
      for (let c = 0; c < channels; c++, i++) {
        const value = pixels[i]! / 255
        result[i] = truncatedByte(left * value + (1 - left) * Math.max(value, pale) + snowflakes)
      }
    }
    return result
  },
})
