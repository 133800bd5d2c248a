/** ResNeXt-29 for CIFAR, under the names of Xuanyi Dong's code, which AugMix and RobustBench have. */
import { axis, countDistinct } from './family'
import type { Family } from './family'

const NAMES =
  /^(?:conv_1_3x3|bn_1|stage_[1-3]\.\d+\.(?:conv_reduce|bn_reduce|conv_conv|bn|conv_expand|bn_expand|downsample\.[01])|classifier)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/

export const resNeXt: Family = {
  names: 'the names of a CIFAR ResNeXt',
  readOut: 'classifier',
  canonical: (name) => (NAMES.test(name) ? name : null),
  own: (canonical) => canonical,
  propose(shapes) {
    const blocks = [1, 2, 3].map((section) =>
      countDistinct(shapes, new RegExp(`^stage_${section}\\.(\\d+)\\.`)),
    )
    if (Math.min(...blocks) === 0) return []
    const width = axis(shapes, 'conv_1_3x3.weight', 0, 64)
    const [channels = 128, perGroup = 32] = shapes.get('stage_1.0.conv_conv.weight') ?? []
    const cardinality = Math.max(1, Math.round(channels / Math.max(1, perGroup)))
    // A group has ⌊planes · baseWidth / 64⌋ channels, and planes are `width` in the first section.
    const baseWidth = Math.max(1, Math.ceil((64 * perGroup) / width))
    return [
      {
        structure: {
          architecture: 'resnext29',
          width,
          stem: 'cifar',
          classes: axis(shapes, 'classifier.weight', 0, 10),
          cardinality,
          baseWidth,
          inputs: axis(shapes, 'conv_1_3x3.weight', 1, 3),
        },
        reasons: [
          `${blocks.join(', ')} bottlenecks in three stages, which is depth ${9 * Math.max(...blocks) + 2} (9n + 2).`,
          `The grouped convolution of the first stage has ${channels} channels and reads ${perGroup} in each: ${cardinality} groups.`,
        ],
        size: 32,
      },
    ]
  },
}
