/**
 * Whether a training step fits into the memory of this computer, before the first one is made: one that does not fit ends
 * hours later, or takes the computer along. Said of processors only; how much memory a graphics card has is not known here.
 */
import { totalmem } from 'node:os'
import { UserError } from '../../contract/errors'
import { fittingMicroBatch, trainingMemory } from '../../networks/step-memory'
import type { SweepPlan } from '../../contract/kinds/sweep/study'

/** Memory that this process may use, in bytes: a container may allow less than the computer has. */
export function memoryHere(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem()
}

/** @throws UserError('usage') where a step needs more than there is, with what would fit */
export function checkMemory(
  { network, sigmas, recipe, device }: Pick<SweepPlan, 'network' | 'sigmas' | 'recipe' | 'device'>,
  memory: number = memoryHere(),
): void {
  if (!device.endsWith('-cpu')) return
  const configuration = { ...network, sigma: sigmas.find((sigma) => sigma !== null) ?? null }
  const images = recipe.microBatch ?? recipe.batchSize
  const needed = trainingMemory(configuration, recipe)
  if (needed <= memory) return
  const fits = fittingMicroBatch(configuration, recipe.batchSize, memory)
  const remedy =
    fits === null
      ? 'use a narrower network, smaller images, or a computer with more memory'
      : `give --micro-batch ${fits}, which needs about ${gigabytes(trainingMemory(configuration, { ...recipe, microBatch: fits }))} GB, or fewer`
  throw new UserError(
    'usage',
    `A training with ${images} images of ${network.size}×${network.size} pixels at a time needs about ${gigabytes(needed)} GB of memory, and this computer has ${gigabytes(memory)} GB: ${remedy}.`,
  )
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1)
}
