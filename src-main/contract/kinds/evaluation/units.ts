/** What the unit of a study of clean accuracy leaves in its result: the shape of `data`. */
import { z } from 'zod'
import { passAccuracySchema } from '../../model'
import { withPossibleAccuracy } from '../../possible-accuracy'

/** Its arrays are predicted, confidence, label [images]. */
export const evaluateDataSchema = z.object({ accuracy: passAccuracySchema })

export const evaluationUnits = { evaluate: withPossibleAccuracy(evaluateDataSchema) } as const
