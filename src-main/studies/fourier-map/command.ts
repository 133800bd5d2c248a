/** `halfpower fourier-map`. */
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/fourier-map/study'
import { fourierMapRequestSchema } from '../../contract/kinds/fourier-map/study'
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
import { count, positive, seeds } from '../command/values'
import { usualOf } from '../command/words'
import type { CommonOptions, StudyCommand } from '../command/command'
import type { ImageOptions, ModelOptions, PartOptions } from '../command/rows'

interface FourierMapOptions
  extends ModelOptions, PartOptions, ImageOptions, Omit<CommonOptions, 'threads' | 'json'> {
  norm?: number | undefined
  extent?: number | undefined
  seed?: number[] | undefined
  batch?: number | undefined
}

const fields = fourierMapRequestSchema.shape

export const fourierMapCommand: StudyCommand<'fourier-map', FourierMapOptions> = {
  name: 'fourier-map',
  description: 'measure how sensitive models are to every direction of the spectrum',
  step: 'Fourier map',
  rows: {
    ...modelRows,
    ...partRows,
    norm: {
      flags: '--norm <number>',
      help: 'L2 norm of the perturbation per channel (4 below 128 pixels, 15.7 from there on: published for CIFAR-10 and ImageNet, in colour)',
      read: positive('norm'),
    },
    extent: {
      flags: '--extent <cycles>',
      help: 'largest frequency along each axis, in cycles per image',
      read: count('extent', 100_000),
    },
    ...imageRows(USUAL_IMAGES),
    seed: {
      flags: '--seed <number>',
      help: 'sign seed: the random signs',
      read: seeds('sign seed'),
      usual: usualOf(fields.seed),
    },
    ...batchRow(usualOf(fields.batchSize)),
    ...commonRows,
  },
  request: ({ norm, extent, seed, batch, title, device, ...said }) => {
    if (seed !== undefined && seed.length !== 1)
      throw new UserError('usage', 'Give one sign seed with --seed: another one is another study.')
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
