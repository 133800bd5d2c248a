/** What `halfpower sweep` may be told about drawing networks to a population of neurons (methods N.6). */
import { UserError } from '../../contract/errors'
import { scalingSchema } from '../../contract/kinds/neural/results'
import { neuralControlSchema } from '../../contract/kinds/sweep/neural'
import { count, manyOf, numbers, oneOf } from '../command/values'
import type { NeuralControl } from '../../contract/kinds/sweep/neural'
import type { SweepRequest } from '../../contract/kinds/sweep/study'
import type { OptionRows } from '../command/command'

export interface NeuralOptions {
  neural?: string | undefined
  alpha?: number[] | undefined
  control?: NeuralControl[] | undefined
  layers?: string | undefined
  neuralImages?: number | undefined
  neuralBatch?: number | undefined
  neuralScaling?: 'none' | 'sd' | undefined
}

export const neuralRows: OptionRows<NeuralOptions> = {
  neural: {
    flags: '--neural <population>',
    help: 'draw the networks to the similarities of a population of neurons (methods N.6)',
  },
  alpha: {
    flags: '--alpha <list>',
    help: 'weights of that term, each gives models; 0: without it',
    read: numbers('α'),
    usual: 10,
  },
  control: {
    flags: '--control <list>',
    help: "whose similarities: none (the population's), shuffled, pixels, blurred; each gives models",
    read: manyOf('control', neuralControlSchema.options),
    usual: 'none',
  },
  layers: {
    flags: '--layers <list>',
    help: 'layers that are drawn to them, e.g. section1,section4 (all sections)',
  },
  neuralImages: {
    flags: '--neural-images <images>',
    help: 'images whose similarities are known',
    read: count('number of images', 5000),
    usual: 4000,
  },
  neuralBatch: {
    flags: '--neural-batch <images>',
    help: 'of them in each step',
    read: count('number of images', 1024),
    usual: 64,
  },
  neuralScaling: {
    flags: '--neural-scaling <kind>',
    help: 'sd: each neuron divided by its standard deviation, or none',
    read: oneOf('scaling', scalingSchema.options),
    usual: 'sd',
  },
}

export function neuralOf(said: NeuralOptions) {
  const { neural, alpha, control, layers, neuralImages, neuralBatch, neuralScaling } = said
  if (neural === undefined) {
    const alone = Object.entries({
      '--alpha': alpha,
      '--control': control,
      '--layers': layers,
      '--neural-images': neuralImages,
      '--neural-batch': neuralBatch,
      '--neural-scaling': neuralScaling,
    }).find(([, value]) => value !== undefined)
    if (alone)
      throw new UserError('usage', `${alone[0]} is about a population of neurons: say which with --neural.`)
    return undefined
  }
  return {
    population: neural,
    alphas: alpha,
    controls: control,
    layers: layers?.split(',').filter((word) => word !== ''),
    images: neuralImages,
    batchSize: neuralBatch,
    scaling: neuralScaling,
  }
}

/** The other way round: what is to be typed for it. */
export function neuralSaid(neural: SweepRequest['neural']): NeuralOptions {
  if (neural === undefined) return {}
  return {
    neural: neural.population,
    alpha: neural.alphas,
    control: neural.controls,
    layers: neural.layers?.join(','),
    neuralImages: neural.images,
    neuralBatch: neural.batchSize,
    neuralScaling: neural.scaling,
  }
}
