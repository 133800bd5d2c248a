/** What the contract says about studies of clean accuracy. */
import { askedEvaluation } from './asked'
import { evaluationPlanSchema, evaluationRequestSchema, evaluationResultSchema } from './study'
import { evaluateTaskSchema } from './tasks'
import { evaluationUnits } from './units'
import type { KindContract } from '../kind'

export const evaluationContract = {
  kind: 'evaluation',
  request: evaluationRequestSchema,
  plan: evaluationPlanSchema,
  result: evaluationResultSchema,
  asked: askedEvaluation,
  tasks: [evaluateTaskSchema],
  units: evaluationUnits,
  requests: [],
  messages: [],
  pictures: [],
} as const satisfies KindContract
