/**
 * Fog: a cloud is added and the whole brought back to the image's own brightest value.
 * Constants: thickness in [0,1] units, and how fast the cloud's steps shrink (hendrycks/robustness, make_*_c.py).
 * The cloud's side is the smallest power of two that covers the image: 32, 64 and 256 in the benchmark.
 */
import { defineCorruption } from '../corruption'
import { plasma } from '../filters/plasma'
import { toUnit, truncated } from '../image'

type Constants = readonly [thickness: number, decay: number]

export const fog = defineCorruption<Constants>({
  type: 'fog',
  constants: {
    'CIFAR-C': [
      [0.2, 3],
      [0.5, 3],
      [0.75, 2.5],
      [1, 2],
      [1.5, 1.75],
    ],
    'Tiny-ImageNet-C': [
      [0.4, 3],
      [0.7, 3],
      [1, 2.5],
      [1.5, 2],
      [2, 1.75],
    ],
    'ImageNet-C': [
      [1.5, 2],
      [2, 2],
      [2.5, 1.7],
      [2.5, 1.5],
      [3, 1.4],
    ],
  },
  apply(image, [thickness, decay], stream) {
    const { height, width, channels } = image
    const side = 2 ** Math.ceil(Math.log2(Math.max(2, height, width)))
    const cloud = plasma(side, decay, stream)
    const values = toUnit(image)
    const brightest = values.reduce((highest, value) => Math.max(highest, value), 0)
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const more = thickness * cloud[y * side + x]!
        for (let c = 0; c < channels; c++, i++)
          values[i] = ((values[i]! + more) * brightest) / (brightest + thickness)
      }
    }
    return truncated(values)
  },
})
