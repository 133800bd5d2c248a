/**
 * What a study asks. A *request* is what a person or a wizard says, with everything optional that has a
 * default; the workbench turns it into a *plan*, which says everything: it is stored as
 * `studies/ID/plan.json`, and the same plan always expands into the same units.
 */
import { z } from 'zod'
import { KIND_NAMES, kindSchemas } from './kinds/kinds'
import { idSchema, noteSchema } from './primitives'
import { shown } from './shown'

export const studyKindSchema = z.enum(KIND_NAMES)
export type StudyKindName = z.infer<typeof studyKindSchema>

export const planSchema = z.discriminatedUnion('kind', kindSchemas('plan'))
export type Plan = z.infer<typeof planSchema>
export type PlanOf<Kind extends StudyKindName> = Extract<Plan, { kind: Kind }>

/** Plans that measure models on images. */
export type MeasuringPlan = Exclude<Plan, { kind: 'sweep' | 'neural' }>

export const planFileSchema = z.object({
  format: z.literal('halfpower plan'),
  version: z.literal(2),
  id: idSchema,
  title: z.string().min(1).overwrite(shown),
  /** What its user writes about it; it reaches the methods text. Absent: nothing. */
  note: noteSchema.exactOptional(),
  plan: planSchema,
})
export type PlanFile = z.infer<typeof planFileSchema>

export const studyRequestSchema = z.discriminatedUnion('kind', kindSchemas('request'))
/** As a way in writes it: defaults may be left out. */
export type StudyRequestInput = z.input<typeof studyRequestSchema>
/** As the workbench reads it: defaults filled in. */
export type StudyRequest = z.output<typeof studyRequestSchema>
export type RequestInputOf<Kind extends StudyKindName> = Extract<StudyRequestInput, { kind: Kind }>
export type RequestOf<Kind extends StudyKindName> = Extract<StudyRequest, { kind: Kind }>

/** Ids of the data sets that a study looks at: of its images, and of those that its models are trained on. */
export function dataSetsOf(plan: Plan): string[] {
  const choices = plan.kind === 'sweep' ? [plan.train, plan.test] : [plan.data]
  return [...new Set(choices.flatMap((choice) => (choice === null ? [] : [choice.dataSet])))]
}
