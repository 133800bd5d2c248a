/**
 * What a sweep says where its networks go on from a model that is there already, behind another front end (methods B.4).
 * The paper's ImageNet models are such ones.
 */
import { z } from 'zod'
import { countSchema, hashSchema, idSchema, positiveCountSchema } from '../../primitives'

/** What a request may say; all of it but `from` itself means something only beside it. */
export const startFromRequest = {
  /** The model whose weights every run begins with, by id, name or unique beginning of the id. */
  from: z.string().min(1).optional(),
  /** Its last layer is replaced by a new one though it would fit. */
  newReadOut: z.boolean().optional(),
  /** Name of a section: its parameters, and those of everything before it, get no step. */
  freezeUntil: z.string().min(1).optional(),
  /** Training images over which the running statistics of the kept weights are found anew. */
  reestimate: positiveCountSchema.optional(),
}

/**
 * What becomes of the layer that makes the logits. `kept`: as it is. `reordered`: row i of the new one is row `order[i]`
 * of the model's. `new`: drawn with the training seed, because it was asked for, or because of the number or the names
 * of the classes.
 */
export const readOutChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('kept'), byPosition: z.literal(true).exactOptional() }),
  z.object({ kind: z.literal('reordered'), order: z.array(countSchema) }),
  z.object({ kind: z.literal('new'), because: z.enum(['asked', 'number of classes', 'names of classes']) }),
])
export type ReadOutChange = z.infer<typeof readOutChangeSchema>

export const startFromPlanSchema = z.object({
  model: idSchema,
  /** What it is called. */
  name: z.string(),
  /** SHA-256 of its weights when the plan was made. */
  weights: hashSchema,
  /** Blur of the model itself, which the runs do not have; null: none. */
  sigma: z.number().nullable(),
  /** Classes that the model tells apart. */
  classes: positiveCountSchema,
  readOut: readOutChangeSchema,
  /** The section up to which nothing is learnt. */
  freezeUntil: z.string().exactOptional(),
  reestimate: positiveCountSchema.exactOptional(),
  /** It may have learnt from images that this sweep keeps apart for validation. */
  sawValidation: z.literal(true).exactOptional(),
})
export type StartFrom = z.infer<typeof startFromPlanSchema>

/** What a model remembers of it. */
export const startFromOfModelSchema = startFromPlanSchema.omit({
  ...{ name: true, sigma: true, classes: true, sawValidation: true },
})
export type StartFromOfModel = z.infer<typeof startFromOfModelSchema>

/** The warning that the paper gives of its own such models (methods B.4), where one has little room. */
export const TUNED_BEFORE = 'biased towards the tuning of those weights'

/**
 * What has to be said beside every number of such a sweep, one sentence each.
 * @param normalised whether the network has batch normalisation
 */
export function startFromWords(
  {
    model,
    sigma,
    classes,
    readOut,
    freezeUntil,
    reestimate,
    sawValidation,
  }: Omit<StartFrom, 'name' | 'weights'>,
  normalised: boolean,
): string[] {
  const before = sigma === null ? 'without a blur' : `behind a blur of σ = ${sigma}`
  const statistics = normalised
    ? `; their batch normalisation still normalises with each batch, and its running statistics follow the images behind the new front end`
    : ''
  return [
    `These models go on from the weights of "${model}", which were learnt ${before}: what is measured of them is ${TUNED_BEFORE} (Li et al. 2023).`,
    ...(sawValidation
      ? [
          `"${model}" may have learnt from images that were kept apart here to choose an epoch: accuracy on those is too high.`,
        ]
      : []),
    ...readOutWords(model, classes, readOut),
    ...(freezeUntil === undefined
      ? []
      : [`The layers up to and including "${freezeUntil}" keep the weights of "${model}"${statistics}.`]),
    ...(reestimate === undefined
      ? []
      : [
          `The running statistics of the kept weights were found anew, as their mean over batches of ${reestimate} training images without augmentation; the epoch was chosen with those of the training.`,
        ]),
  ]
}

function readOutWords(model: string, classes: number, change: ReadOutChange): string[] {
  switch (change.kind) {
    case 'kept':
      return change.byPosition
        ? [`The classes of "${model}" and of the images were matched by position: one side has numbers only.`]
        : []
    case 'reordered':
      return [`The last layer of "${model}" was brought into the order of the images' classes.`]
    case 'new': {
      const why = {
        asked: 'because that was asked for',
        'number of classes': `because "${model}" tells ${classes} classes apart and the images have another number`,
        'names of classes': `because the images have other classes than "${model}"`,
      }[change.because]
      return [`The last layer is a new one, drawn with the training seed, ${why}.`]
    }
    default:
      throw change satisfies never
  }
}
