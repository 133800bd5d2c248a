/** What `halfpower sweep` may be told about drawing networks to a population of neurons (methods N.6). */
import { UserError } from '../../contract/errors'
import { SCALING_HELP, scalingSchema } from '../../contract/kinds/neural/scaling'
import { USUAL_TERM, neuralControlSchema } from '../../contract/kinds/sweep/neural'
import { count, manyOf, numbers, oneOf, positives } from '../command/values'
import type { Scaling } from '../../contract/kinds/neural/scaling'
import type { NeuralControl } from '../../contract/kinds/sweep/neural'
import type { SweepRequest } from '../../contract/kinds/sweep/study'
import type { AskAny, OptionRows } from '../command/command'

export interface NeuralOptions {
  neural?: string | undefined
  coTrain?: string | undefined
  neuralSf?: number[] | undefined
  alpha?: number[] | undefined
  control?: NeuralControl[] | undefined
  layers?: string | undefined
  neuralImages?: number | undefined
  neuralBatch?: number | undefined
  neuralScaling?: Scaling | undefined
}

export const neuralRows: OptionRows<NeuralOptions> = {
  neural: {
    flags: '--neural <populations>',
    help: 'draw the networks to the similarities of a population of neurons (methods N.6); several between commas: each gives models',
  },
  coTrain: {
    flags: '--co-train <populations>',
    help: 'learn the responses of a population beside the classification (methods N.7); several between commas: each gives models',
  },
  neuralSf: {
    flags: '--neural-sf <list>',
    help: 'preferred frequencies in cycles/degree, each of a simulated population that is otherwise the one of --neural or --co-train (or mouse-like, where none is named), and gives models',
    read: positives('preferred frequency'),
  },
  alpha: {
    flags: '--alpha <list>',
    help: 'weights of that term, each gives models; 0: without it',
    read: numbers('α'),
    usual: USUAL_TERM.alphas.join(','),
  },
  control: {
    flags: '--control <list>',
    help: "whose similarities: none (the population's), shuffled, pixels, blurred; each gives models",
    read: manyOf('control', neuralControlSchema.options),
    usual: USUAL_TERM.controls.join(','),
  },
  layers: {
    flags: '--layers <list>',
    help: 'layers that are drawn to them, e.g. section1,section4 (all sections); with --co-train the one that is read (section3)',
  },
  neuralImages: {
    flags: '--neural-images <images>',
    help: 'images whose similarities or responses are known',
    read: count('number of images', 5000),
    usual: USUAL_TERM.images,
  },
  neuralBatch: {
    flags: '--neural-batch <images>',
    help: 'of them in each step',
    read: count('number of images', 1024),
    usual: USUAL_TERM.batchSize,
  },
  neuralScaling: {
    flags: '--scaling <kind>',
    formerly: '--neural-scaling',
    help: SCALING_HELP,
    read: oneOf('scaling', scalingSchema.options),
    usual: USUAL_TERM.scaling,
  },
}

/** Populations of the preferred frequencies are simulated where they are not there yet, and then named. */
export async function simulateSeries<Options extends NeuralOptions>(
  ask: AskAny,
  said: Options,
): Promise<Options> {
  const { neural, coTrain, neuralSf } = said
  if (neuralSf === undefined) return said
  const made = await ask('population.series', { like: neural ?? coTrain, preferred: neuralSf })
  const names = made.map(({ id }) => id).join(',')
  return {
    ...said,
    ...(coTrain === undefined ? { neural: names } : { coTrain: names }),
    neuralSf: undefined,
  }
}

export function neuralOf(said: NeuralOptions) {
  if (said.neural !== undefined && said.coTrain !== undefined)
    throw new UserError(
      'usage',
      'Networks are drawn to similarities (--neural) or learn responses (--co-train), not both: give one of them.',
    )
  // The series of preferred frequencies is made before its populations can be named.
  const neural = said.neural ?? said.coTrain ?? (said.neuralSf === undefined ? undefined : 'mouse-like')
  const { alpha, control, layers, neuralImages, neuralBatch, neuralScaling } = said
  if (neural === undefined) {
    const alone = Object.entries({
      '--alpha': alpha,
      '--control': control,
      '--layers': layers,
      '--neural-images': neuralImages,
      '--neural-batch': neuralBatch,
      '--scaling': neuralScaling,
    }).find(([, value]) => value !== undefined)
    if (alone)
      throw new UserError(
        'usage',
        `${alone[0]} is about a population of neurons: say which with --neural or --co-train.`,
      )
    return undefined
  }
  const [population, ...others] = neural.split(',').flatMap((word) => word.trim() || [])
  if (population === undefined)
    throw new UserError(
      'usage',
      'No population is named: give one, or several between commas, with --neural or --co-train.',
    )
  return {
    population,
    ...(others.length === 0 ? {} : { others }),
    ...(said.coTrain === undefined ? {} : { method: 'co-training' as const }),
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
  const names = [neural.population, ...(neural.others ?? [])].join(',')
  return {
    ...(neural.method === 'similarity' ? { neural: names } : { coTrain: names }),
    alpha: neural.alphas,
    control: neural.controls,
    layers: neural.layers?.join(','),
    neuralImages: neural.images,
    neuralBatch: neural.batchSize,
    neuralScaling: neural.scaling,
  }
}
