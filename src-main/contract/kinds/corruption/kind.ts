/** What the contract says about studies of common corruptions. */
import { askedCorruption } from './asked'
import { corruptionMessages, corruptionPictures, corruptionRequests } from './look'
import { corruptionPlanSchema, corruptionRequestSchema, corruptionResultSchema } from './study'
import {
  corruptionTaskSchema,
  corruptedImagesTaskSchema,
  corruptionMeansTaskSchema,
  corruptionSpectrumTaskSchema,
} from './tasks'
import { corruptionUnits } from './units'
import { corruptionMethods } from './window'
import type { KindContract } from '../kind'

export const corruptionContract = {
  kind: 'corruption',
  request: corruptionRequestSchema,
  plan: corruptionPlanSchema,
  result: corruptionResultSchema,
  asked: askedCorruption,
  tasks: [
    corruptionTaskSchema,
    corruptedImagesTaskSchema,
    corruptionMeansTaskSchema,
    corruptionSpectrumTaskSchema,
  ],
  units: corruptionUnits,
  methods: corruptionMethods,
  requests: corruptionRequests,
  messages: corruptionMessages,
  pictures: corruptionPictures,
} as const satisfies KindContract
