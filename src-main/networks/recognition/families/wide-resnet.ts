/** WideResNets: the usual one under RobustBench's names (TRADES's), and DeepMind's under its own. */
import { axis, countDistinct } from './family'
import type { Family, Proposal, Shapes } from './family'

const NAMES =
  /^(?:conv1|bn1|block[1-3]\.layer\.\d+\.(?:conv[12]|bn[12]|convShortcut)|fc)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/
const DEEPMIND =
  /^(?:init_conv|batchnorm|layer\.[0-2]\.block\.\d+\.(?:conv_[01]|batchnorm_[01]|shortcut)|logits)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/

function structure(
  shapes: Shapes,
  section: (index: number) => string,
  names: { stem: string; first: string; linear: string },
) {
  const blocks = [0, 1, 2].map((index) => countDistinct(shapes, new RegExp(`^${section(index)}\\.(\\d+)\\.`)))
  const width = axis(shapes, names.stem, 0, 16)
  const sectionWidth = axis(shapes, names.first, 0, 10 * width)
  const depth = 6 * Math.max(...blocks) + 4
  return {
    whole: Math.min(...blocks) > 0,
    blocks,
    fields: {
      width,
      stem: 'cifar' as const,
      classes: axis(shapes, names.linear, 0, 10),
      depth,
      widen: Math.max(1, Math.round(sectionWidth / width)),
      inputs: axis(shapes, names.stem, 1, 3),
    },
    reason: `${blocks.join(', ')} blocks in three sections, which is depth ${depth} (6n + 4); the first is ${sectionWidth} channels wide behind a stem of ${width}.`,
  }
}

export const wideResNet: Family = {
  names: 'the names of a WideResNet',
  readOut: 'fc',
  canonical: (name) => (NAMES.test(name) ? name : null),
  own: (canonical) => canonical,
  propose(shapes) {
    const found = structure(shapes, (index) => `block${index + 1}\\.layer`, {
      stem: 'conv1.weight',
      first: 'block1.layer.0.conv1.weight',
      linear: 'fc.weight',
    })
    if (!found.whole) return []
    return [
      { structure: { architecture: 'wide-resnet', ...found.fields }, reasons: [found.reason], size: 32 },
    ]
  },
  aside: (name) =>
    name.startsWith('sub_block1.') ? 'a second first section that TRADES’s code makes and never runs' : null,
}

export const deepMindWideResNet: Family = {
  names: "DeepMind's names of a WideResNet",
  readOut: 'logits',
  canonical: (name) => (DEEPMIND.test(name) ? name : null),
  own: (canonical) => canonical,
  propose(shapes) {
    const found = structure(shapes, (index) => `layer\\.${index}\\.block`, {
      stem: 'init_conv.weight',
      first: 'layer.0.block.0.conv_0.weight',
      linear: 'logits.weight',
    })
    if (!found.whole) return []
    const proposal = (activation: 'silu' | 'relu', reason: string): Proposal => ({
      structure: { architecture: 'deepmind-wide-resnet', ...found.fields, activation },
      reasons: [found.reason, reason],
      size: 32,
    })
    return [
      proposal(
        'silu',
        'The activation is not in the weights: here Swish (SiLU), as in the published models of Gowal 2020 and Rebuffi 2021. ReLU is offered too; compare their accuracies.',
      ),
      proposal(
        'relu',
        'The activation is not in the weights: here ReLU, the default of DeepMind’s code. Swish is offered too; compare their accuracies.',
      ),
    ]
  },
}
