/**
 * Whether the means of a normaliser stand in the order blue, green, red: those of a known data set turned around
 * (OpenCV's and Caffe's order). Such a network was given its images in that order, and red first gives other answers.
 */

/** Means of [0,1] in the order red, green, blue; gray ones would say nothing. */
const KNOWN: readonly (readonly [name: string, mean: readonly number[]])[] = [
  ['ImageNet', [0.485, 0.456, 0.406]],
  ['ImageNet (Caffe)', [0.48501, 0.45796, 0.4076]],
  ['CIFAR-10', [0.4914, 0.4822, 0.4465]],
  ['CIFAR-100', [0.5071, 0.4865, 0.4409]],
  ['Tiny ImageNet', [0.4802, 0.4481, 0.3975]],
  ['VGGFace', [0.5066, 0.4108, 0.367]],
  ['VGGFace2', [0.5141, 0.4074, 0.3588]],
  ['COCO', [0.4711, 0.4475, 0.4079]],
]
/** Of [0,1]: what rounding and other crops change. */
const NEAR = 0.006

/**
 * @param means one per channel, of pixels from 0 to 1
 * @returns whose means they are turned around; null for every other
 */
export function blueFirst(means: ArrayLike<number>): string | null {
  if (means.length !== 3) return null
  const isNear = (mean: readonly number[]): boolean =>
    mean.every((value, channel) => Math.abs(value - means[channel]!) <= NEAR)
  if (KNOWN.some(([, mean]) => isNear(mean))) return null
  return KNOWN.find(([, mean]) => isNear([...mean].reverse()))?.[0] ?? null
}
