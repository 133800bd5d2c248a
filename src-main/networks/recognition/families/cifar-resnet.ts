/** The ResNets of three sections for CIFAR (20, 32, 44, 56, 110 …), under akamaster's or chenyaofo's names. */
import { axis, countDistinct, has } from './family'
import type { Family } from './family'

const NAMES =
  /^(?:conv1|bn1|layer[1-3]\.\d+\.(?:conv[12]|bn[12]|(?:shortcut|downsample)\.[01])|fc|linear)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/

export const cifarResNet: Family = {
  names: 'the names of the CIFAR ResNets',
  readOut: 'linear',
  canonical: (name) =>
    NAMES.test(name) ? name.replace(/^fc\./, 'linear.').replace('.downsample.', '.shortcut.') : null,
  own: (canonical) => canonical,
  propose(shapes) {
    const blocks = [1, 2, 3].map((section) =>
      countDistinct(shapes, new RegExp(`^layer${section}\\.(\\d+)\\.`)),
    )
    if (Math.max(...blocks) === 0) return []
    const depth = 6 * Math.max(...blocks) + 2
    const projects = has(shapes, /\.shortcut\./)
    return [
      {
        structure: {
          architecture: 'cifar-resnet',
          width: axis(shapes, 'conv1.weight', 0, 16),
          stem: 'cifar',
          classes: axis(shapes, 'linear.weight', 0, 10),
          depth,
          shortcut: projects ? 'B' : 'A',
          inputs: axis(shapes, 'conv1.weight', 1, 3),
        },
        reasons: [
          `${blocks.join(', ')} basic blocks in three sections, which is depth ${depth} (6n + 2).`,
          projects
            ? 'Shortcuts with weights: they project (option B).'
            : 'Shortcuts without weights (option A); which pixels they take and where the zeros of the new channels are is not in the file.',
        ],
        size: 32,
      },
    ]
  },
}
