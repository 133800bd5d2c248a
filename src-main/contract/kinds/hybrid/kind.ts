/** What the contract says about studies of hybrid images. */
import { askedHybrid } from './asked'
import { hybridMessages, hybridPictures, hybridRequests } from './look'
import { hybridPlanSchema, hybridRequestSchema, hybridResultSchema } from './study'
import { hybridTaskSchema, refinementTaskSchema, reversalTaskSchema } from './tasks'
import { hybridUnits } from './units'
import { hybridMethods } from './window'
import type { KindContract } from '../kind'

export const hybridContract = {
  kind: 'hybrid',
  request: hybridRequestSchema,
  plan: hybridPlanSchema,
  result: hybridResultSchema,
  asked: askedHybrid,
  tasks: [hybridTaskSchema, refinementTaskSchema, reversalTaskSchema],
  units: hybridUnits,
  methods: hybridMethods,
  requests: hybridRequests,
  messages: hybridMessages,
  pictures: hybridPictures,
} as const satisfies KindContract
