/** What the contract says about studies of minimal perturbations. */
import { askedAttack } from './asked'
import { attackMessages, attackPictures, attackRequests } from './look'
import { attackPlanSchema, attackRequestSchema, attackResultSchema } from './study'
import { attackTaskSchema, guardTaskSchema, attackSummaryTaskSchema } from './tasks'
import { attackUnits } from './units'
import { attackMethods } from './window'
import type { KindContract } from '../kind'

export const attackContract = {
  kind: 'attack',
  request: attackRequestSchema,
  plan: attackPlanSchema,
  result: attackResultSchema,
  asked: askedAttack,
  tasks: [attackTaskSchema, guardTaskSchema, attackSummaryTaskSchema],
  units: attackUnits,
  methods: attackMethods,
  requests: attackRequests,
  messages: attackMessages,
  pictures: attackPictures,
} as const satisfies KindContract
