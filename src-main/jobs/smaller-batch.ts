/**
 * Computing with less memory: the same unit with half the images at a time, where what is found of an image depends on
 * that image alone. How many go through a network together then decides nothing but, on some devices, last bits; a result
 * says so in its provenance. Training is another matter: its batch is part of what is learnt.
 */
import type { UnitTask } from '../contract/tasks'

/** @returns null where the batch cannot be smaller, or decides the result; else the task and its new batch */
export function withSmallerBatch(task: UnitTask): { task: UnitTask; batch: number } | null {
  switch (task.kind) {
    case 'hybrid':
    case 'hybrid refinement':
    case 'evaluate':
    case 'corruption':
    case 'filter':
    case 'fourier row': {
      const batch = Math.floor(task.batchSize / 2)
      return batch < 1 ? null : { task: { ...task, batchSize: batch }, batch }
    }
    case 'attack': {
      const batch = Math.floor(task.settings.batchSize / 2)
      return batch < 1 ? null : { task: { ...task, settings: { ...task.settings, batchSize: batch } }, batch }
    }
    default:
      return null
  }
}

/** Why no smaller batch was tried, and what can be done instead. */
export function memorySentence({ kind }: UnitTask): string {
  const remedy =
    'close other programs, or use a computer with more memory, and resume the study; what was finished is kept.'
  if (kind === 'train')
    return `There is not enough memory to train with this batch, and another one would train another network, so it was not made smaller. Start a new study with fewer images at a time (--micro-batch) or a smaller batch (--batch), or ${remedy}`
  return `There is not enough memory, not even for the smallest batch that this can be computed with: ${remedy}`
}
