/**
 * The learning rate at any step of a training run: a pure function of the recipe and the position, so
 * that a resumed run needs no saved schedule.
 */
import type { Recipe, Schedule } from './recipe'

/** Where a run is: `step` within the epoch, both counted from 0. */
export interface Position {
  epoch: number
  step: number
  stepsPerEpoch: number
}

/** Learning rate (per step, no unit) at a position; `recipe.learningRate` is the largest it takes. */
export function learningRateAt(
  recipe: Pick<Recipe, 'learningRate' | 'epochs' | 'schedule'>,
  at: Position,
): number {
  const { learningRate, epochs, schedule } = recipe
  switch (schedule.kind) {
    case 'constant':
      return learningRate
    case 'cyclic': {
      // Methods B.2, cyclic_scheduler of jarvis 0.4; 0.3 with 24 epochs, 2 cycles, 3 phases is the same.
      const within = at.epoch % (schedule.phaseEpochs * schedule.phases)
      return learningRate * schedule.gamma ** Math.floor(within / schedule.phaseEpochs)
    }
    case 'cosine':
      // PyTorch's CosineAnnealingLR over all epochs, down to 0.
      return blend('cosine', learningRate, 0, at.epoch / epochs)
    case 'one-cycle':
      return oneCycle(
        learningRate,
        schedule,
        at.epoch * at.stepsPerEpoch + at.step,
        epochs * at.stepsPerEpoch,
      )
    default:
      return schedule satisfies never
  }
}

/** PyTorch's OneCycleLR: up to the peak at step rise·total − 1, down to the end at step total − 1. */
function oneCycle(
  peak: number,
  schedule: Extract<Schedule, { kind: 'one-cycle' }>,
  step: number,
  total: number,
): number {
  const start = peak / schedule.startDivisor
  const end = start / schedule.endDivisor
  const top = Math.max(0, schedule.rise * total - 1)
  if (step <= top) return blend(schedule.anneal, start, peak, top === 0 ? 1 : step / top)
  return blend(schedule.anneal, peak, end, Math.min(1, (step - top) / (total - 1 - top)))
}

/** From one value to another while `part` goes from 0 to 1. */
function blend(kind: 'cosine' | 'linear', from: number, to: number, part: number): number {
  return kind === 'linear'
    ? from + (to - from) * part
    : to + ((from - to) / 2) * (1 + Math.cos(Math.PI * part))
}
