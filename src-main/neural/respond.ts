/** How many images a responder is shown at once: what bounds the memory of everything that asks populations. */
import type { Responder } from './population'

/** Values of a read-out of one image that are in memory at once, about: four taps of 64 channels (sensorium/responder.ts). */
const PER_NEURON = 256
/** 2^26 values, a quarter of a GiB. */
const AT_ONCE = 2 ** 26

export function batchOf({ neurons }: Pick<Responder, 'neurons'>): number {
  return Math.max(1, Math.min(64, Math.floor(AT_ONCE / (PER_NEURON * neurons))))
}
