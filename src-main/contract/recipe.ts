import { z } from 'zod'
export const recipeSchema = z.looseObject({ epochs: z.int().min(1), batchSize: z.int().min(1) })
