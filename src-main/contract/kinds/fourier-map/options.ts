/** What a Fourier map may be told: on the command line, in its form, in a request. */
import { z } from 'zod'
import { batchOption } from '../../studies/option'
import { positiveCountSchema, seedSchema } from '../../primitives'
import type { OptionTable } from '../../studies/option'

export const fourierMapOptions = {
  /** L2 norm of what is added to each channel of an image in [0,1]. Absent: the published one for the size. */
  norm: {
    schema: z.number().positive().max(1e4).optional(),
    flags: '--norm <number>',
    help: 'L2 norm of the perturbation per channel (4 below 128 pixels, 15.7 from there on: published for CIFAR-10 and ImageNet, in colour)',
    field: {
      as: 'number',
      label: 'Size of the perturbation',
      help: 'L2 norm of each channel, images in [0,1]. Empty: 4 below 128 pixels (as published for CIFAR-10, in colour at 32×32), 15.7 from 128 pixels on (as published for ImageNet, in colour at 224×224).',
      size: 10,
      placeholder: 'published',
      allowed: 'Give a positive number, or nothing for the published norm of this size.',
    },
  },
  /**
   * Largest frequency along each axis, in cycles per image. Absent: the whole plane, for images of 128 pixels and
   * more 31 (the 63×63 places that are published for ImageNet).
   */
  extent: {
    schema: positiveCountSchema.optional(),
    flags: '--extent <cycles>',
    help: 'largest frequency along each axis, in cycles per image',
    field: {
      as: 'number',
      label: 'Largest frequency',
      unit: 'cycles/image',
      help: 'Along each axis. Empty: the whole plane; from 128 pixels on 31.',
      size: 10,
      placeholder: 'whole plane',
      allowed: 'Give a whole number of cycles per image, 1 or more, or nothing for the whole plane.',
    },
  },
  /** Of the random sign per image and channel. */
  seed: {
    schema: seedSchema.default(0),
    flags: '--sign-seed <number>',
    formerly: '--seed',
    help: 'sign seed: the random signs',
    field: {
      as: 'number',
      label: 'Sign seed',
      help: 'Of the random signs.',
      size: 10,
      allowed: 'Give a whole number from 0 to 4294967295.',
    },
  },
  ...batchOption(),
} as const satisfies OptionTable
