/**
 * A training recipe as a scientist reads it: what each number is, and the schedule and the augmentation in
 * words. Pure.
 */
import { formatSignificant, plural } from '../../components/format'
import type { Augmentation, Recipe, Schedule } from '../../../src-main/contract/training/recipe'

export function scheduleWords(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'constant':
      return 'constant'
    case 'cyclic':
      return `cyclic: × ${schedule.gamma} every ${plural(schedule.phaseEpochs, 'epoch')}, from the start again after ${plural(schedule.phases, 'phase')}`
    case 'cosine':
      return 'falls as a cosine to 0'
    case 'one-cycle':
      return `one cycle: rises during ${formatSignificant(schedule.rise * 100)} % of the steps from 1/${schedule.startDivisor} of it, then falls (${schedule.anneal})`
    default:
      throw schedule satisfies never
  }
}

export function augmentationWords(augmentation: Augmentation | null): string {
  if (augmentation === null) return 'none'
  const { crop, flip, brightness, contrast, saturation } = augmentation
  const words: string[] = []
  if (crop?.kind === 'pad') {
    words.push(`shifts up to ${crop.pixels} pixels`)
    if (crop.rotation > 0) words.push(`rotations up to ±${crop.rotation}°`)
  } else if (crop) {
    words.push(`random parts of ${percent(crop.area[0])} to ${percent(crop.area[1])} of the area`)
  }
  if (flip) words.push('mirrored half of the time')
  const changes = [
    ['brightness', brightness],
    ['contrast', contrast],
    ['saturation', saturation],
  ] as const
  for (const [name, most] of changes) if (most > 0) words.push(`${name} ±${percent(most)}`)
  return words.length === 0 ? 'none' : words.join(', ')
}

/** Name and value of everything in a recipe, in the order in which it is read. */
export function recipeFacts(recipe: Recipe): { name: string; value: string }[] {
  return [
    { name: 'Epochs', value: String(recipe.epochs) },
    { name: 'Batch size', value: `${recipe.batchSize} images` },
    { name: 'Largest learning rate', value: formatSignificant(recipe.learningRate) },
    { name: 'Learning rate', value: scheduleWords(recipe.schedule) },
    { name: 'Momentum', value: formatSignificant(recipe.momentum) },
    { name: 'Weight decay', value: formatSignificant(recipe.weightDecay) },
    { name: 'Augmentation', value: augmentationWords(recipe.augmentation) },
    { name: 'Kept for validation', value: `${percent(recipe.validationFraction)} of the training images` },
  ]
}

function percent(fraction: number): string {
  return `${formatSignificant(fraction * 100)} %`
}
