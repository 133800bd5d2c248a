/**
 * What decides the last bits of a result besides its key: two computers that differ in any of it may train two
 * networks under one key. It stands in a result as its provenance, and in no key.
 */
import { z } from 'zod'
import { positiveCountSchema } from './primitives'
import { shown } from './shown'

export const fingerprintSchema = z.object({
  device: z.string().max(100),
  /** Of the library that computes. */
  version: z.string().max(100),
  /** Channels per block of ONNX Runtime's internal layout; null: none here. */
  block: positiveCountSchema.nullable(),
  threads: positiveCountSchema.nullable(),
  /** Architecture and model, e.g. `x64, AMD EPYC 7763 64-Core Processor`. */
  processor: z.string().max(500),
  /**
   * What computes where it is not the processor: card, driver and libraries, e.g. `NVIDIA A100, driver 535.104.05, …`.
   * Null: unknown, so that nothing computed on it counts as computed on the same. Absent: the processor computes.
   */
  accelerator: z.string().max(1000).nullable().exactOptional(),
  /**
   * ONNX operators that the processor computed because the card's library lacks them; of a result only. Absent: none, or
   * the processor computes everything. It follows from the rest and the graph, and decides nothing.
   */
  onProcessor: z.array(z.string().max(100)).max(500).exactOptional(),
  /** Images at a time, where memory was too small for as many as the plan says. Absent: as many as that. */
  batch: positiveCountSchema.exactOptional(),
})
export type Fingerprint = z.infer<typeof fingerprintSchema>

/** So many operators are named in a sentence. */
const MOST_NAMED = 20

/** For a sentence, e.g. `onnxruntime-cpu 1.24.3, blocks of 8, 2 threads, x64, AMD EPYC`. */
export function fingerprintInWords({
  device,
  version,
  block,
  threads,
  processor,
  accelerator,
  onProcessor,
  batch,
}: Fingerprint): string {
  const named = onProcessor?.slice(0, MOST_NAMED).join(' ')
  const more = (onProcessor?.length ?? 0) - MOST_NAMED
  const words = [
    `${device} ${version}`,
    block === null ? 'no blocks' : `blocks of ${block}`,
    ...(threads === null ? [] : [`${threads} ${threads === 1 ? 'thread' : 'threads'}`]),
    processor,
    ...(accelerator === undefined ? [] : [accelerator ?? 'card and driver unknown']),
    ...(named === undefined ? [] : [`by the processor: ${named}${more > 0 ? ` and ${more} more` : ''}`]),
    ...(batch === undefined ? [] : [`${batch} images at a time for want of memory`]),
  ]
  // A result may be somebody else's.
  return shown(words.join(', '))
}
