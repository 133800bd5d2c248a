/**
 * Gray images as the published gray sets have them: the corruption acts on the colours, and what it leaves is reduced
 * to gray with the weights of the data sets (methods B.1, F.2), without rounding to bytes in between, as torchvision
 * reduces CIFAR-10-C. Independent noise of the three channels is averaged by that: its standard deviation shrinks to
 * √Σw² = 0.669 of what one channel has. Noise that is drawn on the gray pixel itself is stronger by the inverse.
 */
import type { DataSet } from '../datasets/data-set'
import { sha256 } from '../datasets/hash'
import { GRAY_WEIGHTS } from '../contract/images/gray-weights'

/** Colour images as gray ones. Closing the result leaves `data` open. */
export function reducedToGray(data: DataSet): DataSet {
  const [red, green, blue] = GRAY_WEIGHTS
  return view(data, 'reduced to gray', 1, (colour) => {
    const gray = new Float32Array(colour.length / 3)
    for (let i = 0, j = 0; i < gray.length; i++, j += 3)
      gray[i] = red * colour[j]! + green * colour[j + 1]! + blue * colour[j + 2]!
    return gray
  })
}

/** Gray images as three equal channels; colour ones as they are. Closing the result leaves `data` open. */
export function asColour(data: DataSet): DataSet {
  if (data.channels === 3) return data
  return view(data, 'three equal channels', 3, (gray) => {
    const colour = new Float32Array(3 * gray.length)
    for (let i = 0; i < gray.length; i++) colour.fill(gray[i]!, 3 * i, 3 * i + 3)
    return colour
  })
}

function view(
  data: DataSet,
  what: string,
  channels: 1 | 3,
  change: (values: Float32Array) => Float32Array,
): DataSet {
  const { specification, count, classNames, labels, height, width } = data
  return {
    ...{ specification, count, classNames, labels, height, width, channels },
    hash: sha256(JSON.stringify(['halfpower view', what, data.hash])),
    read: async (indices) => change(await data.read(indices)),
    async close() {},
  }
}
