/** `halfpower filter`. */
import { USUAL_IMAGES } from '../../contract/kinds/filter/study'
import { filterKindSchema, filterRequestSchema } from '../../contract/kinds/filter/study'
import {
  batchRow,
  commonRows,
  imageRows,
  imagesOf,
  measuredOf,
  measuredSaid,
  modelRows,
  partRows,
} from '../command/rows'
import { count, cutOffs, manyOf } from '../command/values'
import { usualOf } from '../command/words'
import type { FilterKindName } from '../../contract/kinds/filter/study'
import type { CommonOptions, StudyCommand } from '../command/command'
import type { ImageOptions, ModelOptions, PartOptions } from '../command/rows'

interface FilterOptions
  extends ModelOptions, PartOptions, ImageOptions, Omit<CommonOptions, 'threads' | 'json'> {
  filters?: FilterKindName[] | undefined
  cutOffs?: number[] | undefined
  naturalness: boolean
  naturalnessImages?: number | undefined
  batch?: number | undefined
}

const fields = filterRequestSchema.shape

export const filterCommand: StudyCommand<'filter', FilterOptions> = {
  name: 'filter',
  description: 'measure accuracy on low- and high-passed images, and how natural they are',
  step: 'Filtered images',
  rows: {
    ...modelRows,
    ...partRows,
    filters: {
      flags: '--filters <list>',
      help: 'which filters',
      read: manyOf('filter', filterKindSchema.options),
      usual: usualOf(fields.filters),
    },
    cutOffs: {
      flags: '--cut-offs <list>',
      help: 'in fractions of Nyquist (those at which hybrids are mixed)',
      read: cutOffs,
    },
    ...imageRows(USUAL_IMAGES),
    naturalness: { flags: '--no-naturalness', help: 'without histograms and spectra' },
    naturalnessImages: {
      flags: '--naturalness-images <images>',
      help: 'images of histograms and spectra',
      read: count('number of images'),
      usual: usualOf(fields.naturalnessImages),
    },
    ...batchRow(usualOf(fields.batchSize)),
    ...commonRows,
  },
  request: ({ filters, cutOffs, naturalness, naturalnessImages, batch, title, device, ...said }) => ({
    kind: 'filter',
    ...measuredOf(said),
    ...imagesOf(said),
    ...{ filters, cutOffs, naturalness, naturalnessImages, batchSize: batch, title, device },
  }),
  said: (request) => ({ ...request, ...measuredSaid(request), batch: request.batchSize }),
}
