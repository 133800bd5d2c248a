/** What the contract says about sweeps. */
import { askedSweep } from './asked'
import { sweepMessages, sweepRequests } from './look'
import { sweepPlanSchema, sweepRequestSchema, sweepResultSchema } from './study'
import {
  accuracyTaskSchema,
  componentsTaskSchema,
  keepTaskSchema,
  similaritiesTaskSchema,
  trainTaskSchema,
} from './tasks'
import { sweepUnits } from './units'
import { sweepMethods } from './window'
import type { KindContract } from '../kind'

export const sweepContract = {
  kind: 'sweep',
  request: sweepRequestSchema,
  plan: sweepPlanSchema,
  result: sweepResultSchema,
  asked: askedSweep,
  tasks: [trainTaskSchema, componentsTaskSchema, keepTaskSchema, accuracyTaskSchema, similaritiesTaskSchema],
  units: sweepUnits,
  methods: sweepMethods,
  requests: sweepRequests,
  messages: sweepMessages,
  pictures: [],
} as const satisfies KindContract
