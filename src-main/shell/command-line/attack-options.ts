/** What `halfpower attack` and `halfpower spectrum` may be told about perturbations: the same options, read alike. */
import type { Command } from 'commander'
import { ATTACK_METHODS } from '../../contract/kinds/attack/methods'
import { UserError } from '../../contract/errors'
import { DEFAULT_IMAGES } from '../../contract/image-selection'
import { addImageOptions, imageRequestOf } from './image-options'
import { count, normName, notNegative, oneOf, positive, probability, seed } from './values'
import type { attackSettingsRequestSchema } from '../../contract/kinds/attack/study'
import type { AttackMethodName, NormName } from '../../contract/kinds/attack/methods'
import type { ImageOptions } from './image-options'
import type { z } from 'zod'

export interface AttackOptions extends ImageOptions {
  dataset?: string
  split?: string
  norm?: NormName
  method?: AttackMethodName
  untargeted?: boolean
  targets?: string
  targetMode?: 'element-wise' | 'class-wise'
  targetsSeed?: number
  margin?: number
  confidence?: number
  epsilon?: number
  seed?: number
  samples?: number
  batch?: number
  device?: string
}

export function addAttackOptions(command: Command): Command {
  return addImageOptions(command, DEFAULT_IMAGES.attack, '--targets')
    .option('--dataset <dataset>', 'the data set')
    .option('--split <part>', 'its part (test; where there is none, val)')
    .option('--norm <norm>', 'how a perturbation is measured: l2 or linf', normName)
    .option(
      '--method <method>',
      `how it is looked for: ${ATTACK_METHODS.join(', ')} (minimal)`,
      oneOf('method', ATTACK_METHODS),
    )
    .option('--untargeted', 'to any other class (to the target class)')
    .option('--targets <file>', 'CSV image,target of data-set indices: its images are the subset')
    .option(
      '--target-mode <mode>',
      'element-wise (the labels rearranged) or class-wise (one target per class)',
      oneOf('target mode', ['element-wise', 'class-wise']),
    )
    .option('--targets-seed <number>', 'target seed: which targets are drawn (0)', seed('target seed'))
    .option(
      '--margin <logits>',
      'by how much the target must exceed every other class (0.01)',
      notNegative('margin'),
    )
    .option('--confidence <p>', 'smallest probability of the winning class, e.g. 0.5 (none)', probability)
    .option('--epsilon <size>', 'largest size; needed by fgsm and pgd (as small as possible)', positive('ε'))
    .option('--seed <number>', 'attack seed: its starting points (0)', seed('attack seed'))
    .option(
      '--samples <number>',
      'passes averaged per question, for stochastic models (8 for those)',
      count('number of samples', 1000),
    )
    .option('--batch <images>', 'images per step and per unit (50)', count('batch size', 1000))
    .option('--device <name>', 'compute device (the best of this machine)')
}

type Settings = z.input<typeof attackSettingsRequestSchema>

/** The options as a request says them. UserError('usage') for options that exclude each other. */
export function attackSettingsOf(options: AttackOptions, dataSet: string, norm: NormName): Settings {
  const { targets, targetMode, targetsSeed } = options
  if (targets !== undefined && (targetMode !== undefined || targetsSeed !== undefined))
    throw new UserError(
      'usage',
      'Give either --targets, or --target-mode and --targets-seed: a file needs no target seed.',
    )
  if (options.untargeted && (targets ?? targetMode ?? targetsSeed) !== undefined)
    throw new UserError(
      'usage',
      'Untargeted perturbations have no targets: leave out --untargeted or the targets.',
    )
  return {
    dataSet,
    split: options.split,
    norm,
    method: options.method,
    goal: options.untargeted ? 'untargeted' : undefined,
    targets:
      targets !== undefined
        ? { kind: 'file', file: targets }
        : targetMode !== undefined || targetsSeed !== undefined
          ? { kind: targetMode ?? 'element-wise', seed: targetsSeed }
          : undefined,
    ...imageRequestOf(options),
    margin: options.margin,
    confidence: options.confidence,
    epsilon: options.epsilon,
    seed: options.seed,
    samples: options.samples,
    batchSize: options.batch,
    device: options.device,
  }
}
