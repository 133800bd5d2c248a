/** What the contract says about studies of low- and high-passed images. */
import { askedFilter } from './asked'
import { filterPictures } from './look'
import { filterPlanSchema, filterRequestSchema, filterResultSchema } from './study'
import { filterTaskSchema, imageStatisticsTaskSchema } from './tasks'
import { filterUnits } from './units'
import { filterMethods } from './window'
import type { KindContract } from '../kind'

export const filterContract = {
  kind: 'filter',
  request: filterRequestSchema,
  plan: filterPlanSchema,
  result: filterResultSchema,
  asked: askedFilter,
  tasks: [filterTaskSchema, imageStatisticsTaskSchema],
  units: filterUnits,
  methods: filterMethods,
  requests: [],
  messages: [],
  pictures: filterPictures,
} as const satisfies KindContract
