/**
 * Frost: ice is added to the image, from a random place of a random texture. The textures are ours
 * (frost-textures.ts), so frost here is like the benchmark's, not the same.
 * Constants: what is left of the image, how much ice, and how large it is drawn (hendrycks/robustness,
 * make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { FROST_TEXTURES, frostTexture } from '../frost-textures'

type Constants = readonly [left: number, ice: number, scale: number]

export const frost = defineCorruption<Constants>({
  type: 'frost',
  inColour: true,
  constants: {
    'CIFAR-C': [
      [1, 0.2, 0.2],
      [1, 0.3, 0.2],
      [0.9, 0.4, 0.2],
      [0.85, 0.4, 0.2],
      [0.75, 0.45, 0.2],
    ],
    'Tiny-ImageNet-C': [
      [1, 0.3, 0.3],
      [0.9, 0.4, 0.3],
      [0.8, 0.45, 0.3],
      [0.75, 0.5, 0.3],
      [0.7, 0.55, 0.3],
    ],
    'ImageNet-C': [
      [1, 0.4, 1],
      [0.8, 0.6, 1],
      [0.7, 0.7, 1],
      [0.65, 0.7, 1],
      [0.6, 0.75, 1],
    ],
  },
  apply({ height, width, pixels }, [left, ice, scale], stream) {
    const texture = frostTexture(stream.integer(FROST_TEXTURES), scale)
    const startY = stream.integer(texture.side)
    const startX = stream.integer(texture.side)
    const result = new Uint8Array(pixels.length)
    for (let y = 0, i = 0; y < height; y++) {
      const row = ((y + startY) % texture.side) * texture.side
      for (let x = 0; x < width; x++) {
        const at = 3 * (row + ((x + startX) % texture.side))
        for (let c = 0; c < 3; c++, i++)
          result[i] = Math.min(255, left * pixels[i]! + ice * texture.pixels[at + c]!)
      }
    }
    return result
  },
})
