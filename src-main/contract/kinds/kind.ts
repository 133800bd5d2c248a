/** What the contract says about one kind of study; its folder has one of these, and kinds.ts collects them. */
import type { z } from 'zod'

type Discriminated = z.core.$ZodTypeDiscriminable & z.ZodType

export interface KindContract {
  /** What it is called in requests, plans and results. */
  kind: string
  /** What somebody asks, the plan that is made of it, and what is found. */
  request: Discriminated
  plan: Discriminated
  result: Discriminated
  /** What tells two of its plans of the same models and data set apart, in one short phrase. */
  asked(plan: object): string
  /** Its units, as the job process is asked for them. */
  tasks: readonly Discriminated[]
  /** What each of them leaves in its result besides arrays, by the kind of the task. */
  units: Readonly<Record<string, z.ZodType>>
  /** What a window asks beyond the result, by name; absent: nothing. */
  methods?: Readonly<Record<`${string}.${string}`, { input: z.ZodType; output: z.ZodType }>>
  /** What the job process is asked beyond units, and what it says to that. */
  requests: readonly Discriminated[]
  messages: readonly Discriminated[]
  /** Pictures that can be made of its images. */
  pictures: readonly Discriminated[]
}
