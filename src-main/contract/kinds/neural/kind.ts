/** What the contract says about measurements of populations. */
import { askedNeural } from './asked'
import { neuralPlanSchema, neuralRequestSchema, neuralResultSchema } from './study'
import { neuralTaskSchemas } from './tasks'
import { neuralUnits } from './units'
import { neuralMethods } from './window'
import type { KindContract } from '../kind'

export const neuralContract = {
  kind: 'neural',
  request: neuralRequestSchema,
  plan: neuralPlanSchema,
  result: neuralResultSchema,
  asked: askedNeural,
  tasks: neuralTaskSchemas,
  units: neuralUnits,
  methods: neuralMethods,
  requests: [],
  messages: [],
  pictures: [],
} as const satisfies KindContract
