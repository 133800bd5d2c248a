/** PreActResNet-18, under kuangliu's names, which RobustBench has too. */
import { axis, has } from './family'
import type { Family, Proposal } from './family'

const NAMES =
  /^(?:conv1|bn|layer[1-4]\.\d+\.(?:conv[12]|bn[12]|shortcut\.0)|linear|fc)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/

export const preActResNet: Family = {
  names: 'the names of a PreActResNet',
  readOut: 'linear',
  canonical: (name) => (NAMES.test(name) ? name.replace(/^fc\./, 'linear.') : null),
  own: (canonical) => canonical,
  propose(shapes) {
    if (!has(shapes, /^layer4\./)) return []
    // A block's first normalisation is as wide as its input here and as its output in a ResNet.
    const first = shapes.get('layer2.0.bn1.weight')?.[0]
    const before = shapes.get('layer2.0.conv1.weight')?.[1]
    if (first === undefined || first !== before) return []
    const finalNormalisation = has(shapes, /^bn\./)
    const proposal = (shortcutInput: 'input' | 'activation', reason: string): Proposal => ({
      structure: {
        architecture: 'preact-resnet18',
        width: axis(shapes, 'conv1.weight', 0, 64),
        stem: 'cifar',
        classes: axis(shapes, 'linear.weight', 0, 10),
        shortcutInput,
        finalNormalisation,
        inputs: axis(shapes, 'conv1.weight', 1, 3),
      },
      reasons: [
        'Batch normalisation before the convolution in each block: pre-activation.',
        finalNormalisation
          ? 'A batch normalisation before the read-out.'
          : 'No batch normalisation before the read-out.',
        reason,
      ],
      size: 32,
    })
    // The weights are the same in both; RobustBench has both (PreActBlock and PreActBlockV2).
    const activation = proposal(
      'activation',
      'What a projecting shortcut reads is not in the weights: here the first activation, as in kuangliu’s code and in RobustBench’s PreActBlockV2 (Rice2020, Kireev2021). The other way is offered too; compare their accuracies.',
    )
    const input = proposal(
      'input',
      'What a projecting shortcut reads is not in the weights: here the block’s input, as in RobustBench’s PreActBlock (Wong2020, Andriushchenko2020). The other way is offered too; compare their accuracies.',
    )
    return finalNormalisation ? [activation, input] : [input, activation]
  },
}
