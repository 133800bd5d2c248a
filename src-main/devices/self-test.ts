/**
 * Judges the device that is selected: are the reference network's logits and input gradient right, and
 * how many images a second does an attack step on it take in.
 */
import { createReferenceNetwork, referenceImages, referenceTargets } from './reference-network'
import values from './reference-values.json'
import { flush } from './step'
import * as tf from './tf'

/** Largest allowed deviation, relative to the largest entry: float32 rounding of a few hundred sums. */
const TOLERANCE = 1e-4
const SPEED_BATCH = 64
const SPEED_STEPS = 5

/** Null when the device is right; otherwise a sentence that says what deviates and by how much. */
export async function selfTest(): Promise<string | null> {
  const network = createReferenceNetwork()
  const images = referenceImages(2)
  const targets = referenceTargets(2)
  const logits = network.logits(images)
  const gradient = network.inputGradient(images, targets)
  const gotLogits = await logits.data()
  const gotGradient = (await gradient.data()).filter((_, i) => i % 61 === 0)
  tf.dispose([images, targets, logits, gradient])
  network.dispose()
  const largestLogit = Math.max(...values.logits.map(Math.abs))
  const failures = [
    deviation('logits', gotLogits, values.logits, largestLogit),
    deviation('input gradient', gotGradient, values.gradientEvery61st, values.largestGradient),
  ].filter((sentence) => sentence !== null)
  return failures[0] ?? null
}

function deviation(what: string, got: ArrayLike<number>, wanted: number[], largest: number): string | null {
  if (got.length !== wanted.length)
    return `Its ${what} have ${got.length} entries instead of ${wanted.length}.`
  let worst = 0
  // Written so that NaN counts as a deviation.
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(got[i]! - wanted[i]!) / largest
    if (!(difference <= worst)) worst = difference
  }
  return worst <= TOLERANCE
    ? null
    : `Its ${what} deviate from the stored reference by ${worst.toExponential(1)} of the largest entry.`
}

/** Images per second of an attack step (gradient with respect to 64 images of 32×32), median of a few steps. */
export async function measureSpeed(): Promise<number> {
  const network = createReferenceNetwork()
  const images = referenceImages(SPEED_BATCH)
  const targets = referenceTargets(SPEED_BATCH)
  const seconds: number[] = []
  for (let step = 0; step <= SPEED_STEPS; step++) {
    const start = performance.now()
    const gradient = network.inputGradient(images, targets)
    flush()
    await gradient.data()
    gradient.dispose()
    // The first step compiles.
    if (step > 0) seconds.push((performance.now() - start) / 1000)
  }
  tf.dispose([images, targets])
  network.dispose()
  seconds.sort((a, b) => a - b)
  return Math.round(SPEED_BATCH / seconds[SPEED_STEPS >> 1]!)
}
