/** What the units of an attack study leave in their results: the shapes of `data`. */
import { z } from 'zod'
import { attackModelResultSchema, attackedImageSchema, imageStatusSchema, warningSchema } from './study'
import { hashSchema } from '../../primitives'

/** Of a block; its arrays are named in block-file.ts. */
export const blockDataSchema = z.object({
  images: z.array(attackedImageSchema),
  /** The attacks that were run, with everything that determines what they do. */
  attacks: z.array(
    z.object({
      name: z.string(),
      access: z.enum(['gradient', 'decision']),
      settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      /** Closest that it came per image, verified; null: not at all. */
      distances: z.array(z.number().nullable()),
    }),
  ),
  /** What `found_by` of the arrays counts into: attacks, and other ways to a perturbed image (data-set search). */
  foundBy: z.array(z.string()),
  /** Per image the largest entry of adversarial − clean, and of clean − adversarial; null where nothing was found. */
  signed: z.object({ plus: z.array(z.number().nullable()), minus: z.array(z.number().nullable()) }),
})
export type BlockData = z.infer<typeof blockDataSchema>

export const guardDataSchema = z.object({ warnings: z.array(warningSchema) })

/** Of a model: its result without what the project knows (name, group) and what the blocks hold (the images). */
export const attackSummaryDataSchema = attackModelResultSchema
  .omit({ id: true, group: true, images: true })
  .extend({ subset: hashSchema, targets: hashSchema })
export type AttackSummaryData = z.infer<typeof attackSummaryDataSchema>

/** Statuses as the arrays hold them: the place in this list. */
export const STATUSES = imageStatusSchema.options

export const attackUnits = {
  attack: blockDataSchema,
  'attack guards': guardDataSchema,
  'attack summary': attackSummaryDataSchema,
} as const
