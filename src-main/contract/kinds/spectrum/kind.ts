/** What the contract says about studies of the spectra of perturbations. */
import { askedAttack } from '../attack/asked'
import { spectrumMessages, spectrumRequests } from './look'
import { spectrumPlanSchema, spectrumRequestSchema, spectrumResultSchema } from './study'
import { spectrumTaskSchema } from './tasks'
import { spectrumUnits } from './units'
import { spectrumMethods } from './window'
import type { KindContract } from '../kind'
import type { SpectrumPlan } from './study'

export const spectrumContract = {
  kind: 'spectrum',
  request: spectrumRequestSchema,
  plan: spectrumPlanSchema,
  result: spectrumResultSchema,
  asked: ({ attack }: SpectrumPlan) => askedAttack(attack),
  tasks: [spectrumTaskSchema],
  units: spectrumUnits,
  methods: spectrumMethods,
  requests: spectrumRequests,
  messages: spectrumMessages,
  pictures: [],
} as const satisfies KindContract
