/** What `halfpower attack` and `halfpower spectrum` may be told about perturbations: the same options, read alike. */
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/attack/study'
import { ATTACK_METHODS } from '../../contract/kinds/attack/methods'
import { attackOptions, targetOptions } from '../../contract/kinds/attack/options'
import { IMAGES_INSTEAD, batchRow, commonRows, imageRows, imagesOf, partRows, rowOf } from '../command/rows'
import { count, normName, notNegative, oneOf, positive, probability, required, seed } from '../command/values'
import type { z } from 'zod'
import type { AttackMethodName, NormName } from '../../contract/kinds/attack/methods'
import type { attackSettingsRequestSchema } from '../../contract/kinds/attack/study'
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

/** What a changed option takes the place of. */
export const SETTINGS_INSTEAD = {
  ...IMAGES_INSTEAD,
  targets: ['targetMode', 'targetsSeed', 'perClass', 'subsetSeed', 'untargeted'],
  targetMode: ['targets', 'untargeted'],
  targetsSeed: ['targets', 'untargeted'],
  untargeted: ['targets', 'targetMode', 'targetsSeed'],
} as const

export const attackSettingsRows: OptionRows<AttackSettingsOptions> = {
  ...partRows,
  norm: rowOf(attackOptions.norm, normName),
  method: rowOf(attackOptions.method, oneOf('method', ATTACK_METHODS)),
  untargeted: { flags: '--untargeted', help: 'to any other class (to the target class)' },
  targets: rowOf(targetOptions.targets),
  targetMode: rowOf(targetOptions.targetMode, oneOf('target mode', ['element-wise', 'class-wise'])),
  targetsSeed: rowOf(targetOptions.targetsSeed, seed('target seed')),
  ...imageRows(USUAL_IMAGES, '--targets'),
  margin: rowOf(attackOptions.margin, notNegative('margin')),
  confidence: rowOf(attackOptions.confidence, probability),
  epsilon: rowOf(attackOptions.epsilon, positive('ε')),
  seed: rowOf(attackOptions.seed, seed('attack seed')),
  samples: rowOf(attackOptions.samples, count('number of samples', 1000)),
  ...batchRow(attackOptions.batchSize, 1000),
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
