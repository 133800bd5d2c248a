/** A data set that lives in memory, for tests. */
import { randomPart } from '../../src-main/datasets/random-crop'
import type { DataSet } from '../../src-main/datasets/data-set'
import { uniform } from './seeded-values'

/** Images whose classes differ in brightness, so that a tiny network can learn them. */
export function memoryDataSet(count: number, side: number, channels: 1 | 3, classes: number): DataSet {
  const length = side * side * channels
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes)
  const noise = uniform(77, count * length)
  const pixels = Float32Array.from(noise, (u, i) => {
    const label = labels[Math.floor(i / length)]!
    return 0.6 * ((label + 0.5) / classes) + 0.4 * u
  })
  return {
    specification: { path: 'memory', format: 'npy', transforms: { gray: false } },
    hash: `memory ${count} ${side} ${channels} ${classes}`,
    count,
    classNames: Array.from({ length: classes }, (_, i) => `class ${i}`),
    labels,
    height: side,
    width: side,
    channels,
    read(indices) {
      const result = new Float32Array(indices.length * length)
      for (let i = 0; i < indices.length; i++) {
        result.set(pixels.subarray(indices[i]! * length, (indices[i]! + 1) * length), i * length)
      }
      return Promise.resolve(result)
    },
    readParts: (indices, crop) => {
      const result = new Float32Array(indices.length * length)
      const whole = { height: side, width: side, outputHeight: side, outputWidth: side, top: 0, left: 0 }
      for (let i = 0; i < indices.length; i++) {
        const picture = { pixels, offset: indices[i]! * length, height: side, width: side, channels }
        result.set(randomPart(picture, whole, crop, indices[i]!).pixels, i * length)
      }
      return Promise.resolve(result)
    },
    close: () => Promise.resolve(),
  }
}
