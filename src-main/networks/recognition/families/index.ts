/** All families, in the order in which they are tried; it decides between candidates that fit equally well. */
import { cifarResNet } from './cifar-resnet'
import type { Family } from './family'
import { huggingFaceResNet } from './huggingface-resnet'
import { multiTaskVgg } from './multi-task-vgg'
import { preActResNet } from './preact-resnet'
import { jarvisResNet, torchvisionResNet } from './resnet'
import { resNeXt } from './resnext'
import { vggFamily } from './vgg'
import { deepMindWideResNet, wideResNet } from './wide-resnet'

const FAMILIES: readonly Family[] = [
  jarvisResNet,
  torchvisionResNet,
  huggingFaceResNet,
  cifarResNet,
  preActResNet,
  wideResNet,
  deepMindWideResNet,
  resNeXt,
]

/** The families that may explain a dictionary with these names. */
export function familiesFor(names: readonly string[]): readonly Family[] {
  const special = multiTaskVgg(names)
  return [...(special ? [special] : []), ...FAMILIES, vggFamily(names)]
}
