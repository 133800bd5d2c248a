/** The units of an attack study, as the job process is asked for them. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { countSchema, hashSchema } from '../../primitives'
import { normSchema } from './methods'
import { attackSettingsSchema } from './study'

/** Perturbations of one block of images of one model. */
export const attackTaskSchema = z.object({
  kind: z.literal('attack'),
  model: weightsSchema,
  images: imagesSchema,
  /** In the whole part. */
  indices: z.array(countSchema).min(1),
  /** Null: untargeted. */
  targets: z.array(countSchema).nullable(),
  settings: attackSettingsSchema,
  /** Files of blocks of another model, whose perturbations of the same images and targets are begun with; absent: none are. */
  startFrom: z.array(z.string()).exactOptional(),
  /** As the plan's (study.ts). */
  startVersion: z.literal(2).exactOptional(),
})

/** What the guards say about one model: on a few clean images, without gradients, and with twice the samples. */
export const guardTaskSchema = z.object({
  kind: z.literal('attack guards'),
  model: weightsSchema,
  images: imagesSchema,
  indices: z.array(countSchema).min(1),
  targets: z.array(countSchema).nullable(),
  settings: attackSettingsSchema,
  /** JSON file of the block that begins with these images. */
  block: z.string(),
})

/** Sizes and guards of one model, from all its blocks. */
export const attackSummaryTaskSchema = z.object({
  kind: z.literal('attack summary'),
  norm: normSchema,
  method: attackSettingsSchema.shape.method,
  /** JSON files of the blocks in order, and of the guards. */
  blocks: z.array(z.string()).min(1),
  guards: z.string(),
  /** Hashes of the whole study's images and targets, for the result. */
  subset: hashSchema,
  targets: hashSchema,
})

export type AttackTask = z.infer<typeof attackTaskSchema>
export type GuardTask = z.infer<typeof guardTaskSchema>
export type AttackSummaryTask = z.infer<typeof attackSummaryTaskSchema>
