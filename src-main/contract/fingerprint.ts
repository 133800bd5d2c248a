/**
 * What decides the last bits of a result besides its key: two computers that differ in any of it may train two
 * networks under one key. It stands in a result as its provenance, and in no key.
 */
import { z } from 'zod'
import { positiveCountSchema } from './primitives'

export const fingerprintSchema = z.object({
  device: z.string(),
  /** Of the library that computes. */
  version: z.string(),
  /** Channels per block of ONNX Runtime's internal layout; null: none here. */
  block: positiveCountSchema.nullable(),
  threads: positiveCountSchema.nullable(),
  /** Architecture and model, e.g. `x64, AMD EPYC 7763 64-Core Processor`. */
  processor: z.string(),
  /**
   * What computes where it is not the processor: card, driver and libraries, e.g. `NVIDIA A100, driver 535.104.05, …`.
   * Null: unknown, so that nothing computed on it counts as computed on the same. Absent: the processor computes.
   */
  accelerator: z.string().nullable().exactOptional(),
  /**
   * ONNX operators that the processor computed because the card's library lacks them; of a result only. Absent: none, or
   * the processor computes everything. It follows from the rest and the graph, and decides nothing.
   */
  onProcessor: z.array(z.string()).exactOptional(),
  /** Images at a time, where memory was too small for as many as the plan says. Absent: as many as that. */
  batch: positiveCountSchema.exactOptional(),
})
export type Fingerprint = z.infer<typeof fingerprintSchema>

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
  return [
    `${device} ${version}`,
    block === null ? 'no blocks' : `blocks of ${block}`,
    ...(threads === null ? [] : [`${threads} ${threads === 1 ? 'thread' : 'threads'}`]),
    processor,
    ...(accelerator === undefined ? [] : [accelerator ?? 'card and driver unknown']),
    ...(onProcessor === undefined ? [] : [`by the processor: ${onProcessor.join(' ')}`]),
    ...(batch === undefined ? [] : [`${batch} images at a time for want of memory`]),
  ].join(', ')
}
