/** `halfpower fourier-map`. */
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/fourier-map/study'
import { fourierMapOptions } from '../../contract/kinds/fourier-map/options'
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
import { count, positive, seeds } from '../command/values'
import type { CommonOptions, StudyCommand } from '../command/command'
import type { ImageOptions, ModelOptions, PartOptions } from '../command/rows'

interface FourierMapOptions
  extends ModelOptions, PartOptions, ImageOptions, Omit<CommonOptions, 'threads' | 'jobs' | 'json'> {
  norm?: number | undefined
  extent?: number | undefined
  seed?: number[] | undefined
  batch?: number | undefined
}

export const fourierMapCommand: StudyCommand<'fourier-map', FourierMapOptions> = {
  name: 'fourier-map',
  description: 'measure how sensitive models are to every direction of the spectrum',
  step: 'Fourier map',
  rows: {
    ...modelRows,
    ...partRows,
    norm: rowOf(fourierMapOptions.norm, positive('norm')),
    extent: rowOf(fourierMapOptions.extent, count('extent', 100_000)),
    ...imageRows(USUAL_IMAGES),
    seed: rowOf(fourierMapOptions.seed, seeds('sign seed')),
    ...batchRow(fourierMapOptions.batchSize),
    ...commonRows,
  },
  instead: IMAGES_INSTEAD,
  request: ({ norm, extent, seed, batch, title, device, ...said }) => {
    if (seed !== undefined && seed.length !== 1)
      throw new UserError('usage', 'Give one sign seed with --sign-seed: another one is another study.')
    return {
      kind: 'fourier-map',
      ...measuredOf(said),
      ...imagesOf(said),
      ...{ norm, extent, seed: seed?.[0], batchSize: batch, title, device },
    }
  },
  said: (request) => ({
    ...request,
    ...measuredSaid(request),
    seed: [request.seed],
    batch: request.batchSize,
  }),
}
