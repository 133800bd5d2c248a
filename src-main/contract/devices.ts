/**
 * What is said about compute devices.
 */
import { z } from 'zod'

export const deviceReportSchema = z.object({
  name: z.string(),
  /** What it computes on, in words; says where it is experimental. */
  description: z.string(),
  available: z.boolean(),
  /** Why not, in one sentence with the remedy; null when available. */
  reason: z.string().nullable(),
  /** What does not work as it should on an available device, in one sentence; null when nothing or not checked. */
  complaint: z.string().nullable(),
  /** Outcome of the correctness self-test against stored references; null when it was not run. */
  selfTest: z.enum(['passed', 'failed']).nullable(),
  /** Images per second of a fixed attack step; null when it was not measured. */
  imagesPerSecond: z.number().nullable(),
})
export type DeviceReport = z.infer<typeof deviceReportSchema>
