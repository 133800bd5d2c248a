/** What `halfpower attack` and `halfpower spectrum` may be told about perturbations: the same options, read alike. */
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/attack/study'
import { ATTACK_METHODS } from '../../contract/kinds/attack/methods'
import { attackSettingsRequestSchema } from '../../contract/kinds/attack/study'
import { batchRow, commonRows, imageRows, imagesOf, partRows } from '../command/rows'
import { count, normName, notNegative, oneOf, positive, probability, required, seed } from '../command/values'
import { usualOf } from '../command/words'
import type { z } from 'zod'
import type { AttackMethodName, NormName } from '../../contract/kinds/attack/methods'
import type { OptionRows } from '../command/command'
import type { ImageOptions, PartOptions } from '../command/rows'

export interface AttackSettingsOptions extends PartOptions, ImageOptions {
  norm?: NormName | undefined
  method?: AttackMethodName | undefined
  untargeted?: boolean | undefined
  targets?: string | undefined
  targetMode?: 'element-wise' | 'class-wise' | undefined
  targetsSeed?: number | undefined
  margin?: number | undefined
  confidence?: number | undefined
  epsilon?: number | undefined
  seed?: number | undefined
  samples?: number | undefined
  batch?: number | undefined
  device?: string | undefined
}

type Settings = z.input<typeof attackSettingsRequestSchema>
const fields = attackSettingsRequestSchema.shape

export const attackSettingsRows: OptionRows<AttackSettingsOptions> = {
  ...partRows,
  norm: { flags: '--norm <norm>', help: 'how a perturbation is measured: l2 or linf', read: normName },
  method: {
    flags: '--method <method>',
    help: `how it is looked for: ${ATTACK_METHODS.join(', ')}`,
    read: oneOf('method', ATTACK_METHODS),
    usual: usualOf(fields.method),
  },
  untargeted: { flags: '--untargeted', help: 'to any other class (to the target class)' },
  targets: {
    flags: '--targets <file>',
    help: 'CSV image,target of data-set indices: its images are the subset',
  },
  targetMode: {
    flags: '--target-mode <mode>',
    help: 'element-wise (the labels rearranged) or class-wise (one target per class)',
    read: oneOf('target mode', ['element-wise', 'class-wise']),
    usual: 'element-wise',
  },
  targetsSeed: {
    flags: '--targets-seed <number>',
    help: 'target seed: which targets are drawn',
    read: seed('target seed'),
    usual: 0,
  },
  ...imageRows(USUAL_IMAGES, '--targets'),
  margin: {
    flags: '--margin <logits>',
    help: 'by how much the target must exceed every other class',
    read: notNegative('margin'),
    usual: usualOf(fields.margin),
  },
  confidence: {
    flags: '--confidence <p>',
    help: 'smallest probability of the winning class, e.g. 0.5 (none)',
    read: probability,
  },
  epsilon: {
    flags: '--epsilon <size>',
    help: 'largest size; needed by fgsm and pgd (as small as possible)',
    read: positive('ε'),
  },
  seed: {
    flags: '--seed <number>',
    help: 'attack seed: its starting points',
    read: seed('attack seed'),
    usual: usualOf(fields.seed),
  },
  samples: {
    flags: '--samples <number>',
    help: 'passes averaged per question, for stochastic models (8 for those)',
    read: count('number of samples', 1000),
  },
  ...batchRow(usualOf(fields.batchSize), 'images per step and per unit', 1000),
  device: commonRows.device,
}

/** The options as a request says them. UserError('usage') for what is missing, or excludes each other. */
export function attackSettingsOf(said: AttackSettingsOptions): Settings {
  const { targets, targetMode, targetsSeed } = said
  const dataSet = required(said.dataset, '--dataset <dataset>')
  const norm = required(said.norm, '--norm l2|linf')
  if (targets !== undefined && (targetMode !== undefined || targetsSeed !== undefined))
    throw new UserError(
      'usage',
      'Give either --targets, or --target-mode and --targets-seed: a file needs no target seed.',
    )
  if (said.untargeted && (targets ?? targetMode ?? targetsSeed) !== undefined)
    throw new UserError(
      'usage',
      'Untargeted perturbations have no targets: leave out --untargeted or the targets.',
    )
  return {
    dataSet,
    split: said.split,
    norm,
    method: said.method,
    goal: said.untargeted ? 'untargeted' : undefined,
    targets:
      targets !== undefined
        ? { kind: 'file', file: targets }
        : targetMode !== undefined || targetsSeed !== undefined
          ? { kind: targetMode ?? 'element-wise', seed: targetsSeed }
          : undefined,
    ...imagesOf(said),
    margin: said.margin,
    confidence: said.confidence,
    epsilon: said.epsilon,
    seed: said.seed,
    samples: said.samples,
    batchSize: said.batch,
    device: said.device,
  }
}

/** The other way round: what is to be typed for these settings. */
export function attackSettingsSaid(
  settings: z.output<typeof attackSettingsRequestSchema>,
): AttackSettingsOptions {
  const { dataSet, goal, targets, confidence, epsilon, batchSize, ...same } = settings
  return {
    ...same,
    dataset: dataSet,
    ...(goal === 'untargeted'
      ? { untargeted: true }
      : targets.kind === 'file'
        ? { targets: targets.file }
        : { targets: undefined, targetMode: targets.kind, targetsSeed: targets.seed }),
    confidence: confidence ?? undefined,
    epsilon: epsilon ?? undefined,
    batch: batchSize,
  }
}
