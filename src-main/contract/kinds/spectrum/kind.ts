/** What the contract says about studies of the spectra of perturbations. */
import { spectrumMessages, spectrumRequests } from './look'
import { spectrumPlanSchema, spectrumRequestSchema, spectrumResultSchema } from './study'
import { spectrumTaskSchema } from './tasks'
import { spectrumMethods } from './window'
import type { KindContract } from '../kind'

export const spectrumContract = {
  kind: 'spectrum',
  request: spectrumRequestSchema,
  plan: spectrumPlanSchema,
  result: spectrumResultSchema,
  tasks: [spectrumTaskSchema],
  methods: spectrumMethods,
  requests: spectrumRequests,
  messages: spectrumMessages,
  pictures: [],
} as const satisfies KindContract
