/** What the contract says about Fourier maps. */
import { askedFourierMap } from './asked'
import { fourierMapMessages, fourierMapPictures, fourierMapRequests } from './look'
import { fourierMapPlanSchema, fourierMapRequestSchema, fourierMapResultSchema } from './study'
import { fourierRowTaskSchema } from './tasks'
import { fourierMapUnits } from './units'
import { fourierMapMethods } from './window'
import type { KindContract } from '../kind'

export const fourierMapContract = {
  kind: 'fourier-map',
  request: fourierMapRequestSchema,
  plan: fourierMapPlanSchema,
  result: fourierMapResultSchema,
  asked: askedFourierMap,
  tasks: [fourierRowTaskSchema],
  units: fourierMapUnits,
  methods: fourierMapMethods,
  requests: fourierMapRequests,
  messages: fourierMapMessages,
  pictures: fourierMapPictures,
} as const satisfies KindContract
