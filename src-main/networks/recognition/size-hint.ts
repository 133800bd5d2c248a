/** Which input size a network was made for, in pixels, as far as a file says; never more than a hint. */
import type { CheckpointValue } from '../../checkpoints/checkpoint'
import type { RecognisedConfiguration } from './recognition'

export interface SizeHint {
  size: number
  why: string
}

const TASKS: readonly (readonly [pattern: RegExp, size: number])[] = [
  [/tiny[-_ ]?imagenet/i, 64],
  [/imagenet|ilsvrc/i, 224],
  [/cifar|svhn/i, 32],
  [/mnist/i, 28],
]
const CLASSES: Readonly<Record<number, number>> = { 10: 32, 100: 32, 200: 64, 1000: 224 }

/**
 * @param notes plain values of the file
 * @param implied what the shapes of the read-out demand (VGG), or what the architecture was made for
 */
export function sizeHint(
  configuration: RecognisedConfiguration,
  notes: Readonly<Record<string, CheckpointValue>>,
  implied: number | undefined,
): SizeHint | null {
  const exact = configuration.readOut === 'linear' && configuration.readOutPooling === null
  if (exact && implied !== undefined) {
    return {
      size: implied,
      why: `The first layer of the read-out takes as many values as ${implied} px give.`,
    }
  }
  for (const [name, value] of Object.entries(notes)) {
    if (typeof value !== 'string' || !/(?:^|\.)(?:task|data_?set|data)$/i.test(name)) continue
    const task = TASKS.find(([pattern]) => pattern.test(value))
    if (task) return { size: task[1], why: `The file says ${name} "${value}".` }
  }
  const { architecture, classes, stem, readOut } = configuration
  const usual = CLASSES[classes]
  if (readOut === 'convolution' && usual === undefined)
    return { size: 64, why: 'Networks with this read-out were trained on Tiny ImageNet (Safarani 2021).' }
  if (stem === 'imagenet') {
    const size = usual === 64 ? 64 : 224
    return { size, why: `The first convolution is 7×7 with stride 2, as for images of ${size} px.` }
  }
  if (usual !== undefined && !(usual === 224 && implied !== undefined)) {
    return { size: usual, why: `${classes} classes, as in a common data set of ${usual} px.` }
  }
  return implied === undefined
    ? { size: 32, why: 'The first convolution is 3×3 with stride 1, as for small images.' }
    : { size: implied, why: `${architecture} was made for ${implied} px.` }
}
