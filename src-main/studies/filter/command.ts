/** `halfpower filter`. */
import { USUAL_IMAGES } from '../../contract/kinds/filter/study'
import { filterKindSchema, filterOptions } from '../../contract/kinds/filter/options'
import {
  IMAGES_INSTEAD,
  batchRow,
  commonRows,
  imageRows,
  imagesOf,
  measuredOf,
  measuredSaid,
  modelRows,
  partRows,
  rowOf,
} from '../command/rows'
import { count, cutOffs, manyOf } from '../command/values'
import type { FilterKindName } from '../../contract/kinds/filter/study'
import type { CommonOptions, StudyCommand } from '../command/command'
import type { ImageOptions, ModelOptions, PartOptions } from '../command/rows'

interface FilterOptions
  extends ModelOptions, PartOptions, ImageOptions, Omit<CommonOptions, 'threads' | 'jobs' | 'json'> {
  filters?: FilterKindName[] | undefined
  cutOffs?: number[] | undefined
  naturalness: boolean
  naturalnessImages?: number | undefined
  batch?: number | undefined
}

export const filterCommand: StudyCommand<'filter', FilterOptions> = {
  name: 'filter',
  description: 'measure accuracy on low- and high-passed images, and how natural they are',
  step: 'Filtered images',
  rows: {
    ...modelRows,
    ...partRows,
    filters: rowOf(filterOptions.filters, manyOf('filter', filterKindSchema.options)),
    cutOffs: rowOf(filterOptions.cutOffs, cutOffs),
    ...imageRows(USUAL_IMAGES),
    naturalness: rowOf(filterOptions.naturalness),
    naturalnessImages: rowOf(filterOptions.naturalnessImages, count('number of images')),
    ...batchRow(filterOptions.batchSize),
    ...commonRows,
  },
  instead: IMAGES_INSTEAD,
  request: ({ filters, cutOffs, naturalness, naturalnessImages, batch, title, device, ...said }) => ({
    kind: 'filter',
    ...measuredOf(said),
    ...imagesOf(said),
    ...{ filters, cutOffs, naturalness, naturalnessImages, batchSize: batch, title, device },
  }),
  said: (request) => ({ ...request, ...measuredSaid(request), batch: request.batchSize }),
}
