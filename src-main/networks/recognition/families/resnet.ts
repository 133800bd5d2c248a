/** ResNet-18 to 152 of four sections, under jarvis's names (which are ours), torchvision's, or kuangliu's. */
import type { ArchitectureName } from '../../../contract/architectures'
import { fromTorchvisionName, toTorchvisionName } from '../../torchvision-names'
import { axis, countDistinct, has } from './family'
import type { Family, Proposal, Shapes } from './family'
import { resNetStructures } from './resnet-readings'

interface Kind {
  architecture: ArchitectureName
  bottleneck: boolean
  blocks: readonly number[]
}

const KINDS: readonly Kind[] = [
  { architecture: 'resnet18', bottleneck: false, blocks: [2, 2, 2, 2] },
  { architecture: 'resnet34', bottleneck: false, blocks: [3, 4, 6, 3] },
  { architecture: 'resnet50', bottleneck: true, blocks: [3, 4, 6, 3] },
  { architecture: 'resnet101', bottleneck: true, blocks: [3, 4, 23, 3] },
  { architecture: 'resnet152', bottleneck: true, blocks: [3, 8, 36, 3] },
]

const SECTIONS = [0, 1, 2, 3]
const JARVIS =
  /^(?:conv0\.[01]|sections\.[0-3]\.\d+\.(?:layer[0-2]|shortcut)\.[01]|fc)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/
const TORCHVISION =
  /^(?:conv1|bn1|layer[1-4]\.\d+\.(?:conv[1-3]|bn[1-3]|(?:downsample|shortcut)\.[01])|fc|linear)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/

export const jarvisResNet: Family = {
  names: "jarvis's names of a ResNet",
  readOut: 'fc',
  canonical: (name) => (JARVIS.test(name) ? name : null),
  own: (canonical) => canonical,
  propose: (shapes) => (has(shapes, /^sections\./) ? [jarvisProposal(shapes)] : []),
}

export const torchvisionResNet: Family = {
  names: "torchvision's names of a ResNet",
  readOut: 'fc',
  canonical(name) {
    if (!TORCHVISION.test(name)) return null
    return fromTorchvisionName(name.replace(/^linear\./, 'fc.').replace('.shortcut.', '.downsample.'))
  },
  own: (canonical) => toTorchvisionName(canonical) ?? canonical,
  // Files of the CIFAR ResNets have such names, too (cifar-resnet.ts); what is missing or too much tells them apart.
  propose: (shapes) => (has(shapes, /^sections\./) ? readings(shapes) : []),
}

/** jarvis's code is one: its names leave nothing open. */
function jarvisProposal(shapes: Shapes): Proposal {
  const { structure, reasons, kernel } = nearest(shapes)
  const what =
    structure.stem === 'cifar'
      ? 'the small stem (stride 1, no pooling)'
      : 'the ImageNet stem (stride 2 and max pooling)'
  return {
    structure,
    reasons: [...reasons, `The first convolution is ${kernel}×${kernel}: ${what}, as in jarvis.`],
  }
}

/** Under torchvision's names there is code of several kinds. */
function readings(shapes: Shapes): Proposal[] {
  const { structure, reasons, kernel, bottleneck } = nearest(shapes)
  return resNetStructures(structure.stem, bottleneck).map((details) => ({
    structure: { ...structure, ...details },
    reasons: [
      ...reasons,
      `The first convolution is ${kernel}×${kernel}; pooling, strides and activation are not in the weights.`,
    ],
  }))
}

interface Nearest extends Proposal {
  kernel: number
  bottleneck: boolean
}

function nearest(shapes: Shapes): Nearest {
  const bottleneck = has(shapes, /^sections\.\d\.\d+\.layer2\./)
  const blocks = SECTIONS.map((section) =>
    countDistinct(shapes, new RegExp(`^sections\\.${section}\\.(\\d+)\\.`)),
  )
  const apart = (kind: Kind): number =>
    kind.blocks.reduce((sum, count, section) => sum + Math.abs(count - blocks[section]!), 0)
  const kind = KINDS.filter((candidate) => candidate.bottleneck === bottleneck).reduce((best, candidate) =>
    apart(candidate) < apart(best) ? candidate : best,
  )
  const kernel = axis(shapes, 'conv0.0.weight', 2, 3)
  const width = axis(shapes, 'conv0.0.weight', 0, axis(shapes, 'sections.0.0.layer0.0.weight', 0, 64))
  const classes = axis(shapes, 'fc.weight', 0, 1000)
  const stem = kernel >= 7 ? 'imagenet' : 'cifar'
  return {
    structure: {
      architecture: kind.architecture,
      width,
      stem,
      classes,
      inputs: axis(shapes, 'conv0.0.weight', 1, 3),
    },
    reasons: [`${blocks.join(', ')} ${bottleneck ? 'bottleneck' : 'basic'} blocks in four sections.`],
    kernel,
    bottleneck,
  }
}
