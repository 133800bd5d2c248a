/** What the contract says about measurements of populations. */
import { neuralPlanSchema, neuralRequestSchema, neuralResultSchema } from './study'
import { neuralTaskSchemas } from './tasks'
import { neuralMethods } from './window'
import type { KindContract } from '../kind'

export const neuralContract = {
  kind: 'neural',
  request: neuralRequestSchema,
  plan: neuralPlanSchema,
  result: neuralResultSchema,
  tasks: neuralTaskSchemas,
  methods: neuralMethods,
  requests: [],
  messages: [],
  pictures: [],
} as const satisfies KindContract
