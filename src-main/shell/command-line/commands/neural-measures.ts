/** `halfpower neural tuning`, `neural manifold` and `neural similarity`: what a population of neurons responds to. */
import { SCALING_HELP, USUAL_SCALING, scalingSchema } from '../../../contract/kinds/neural/scaling'
import { imageRows, imagesOf } from '../../../studies/command/rows'
import { addRows } from './measuring'
import { addNeuralMaximal } from './neural-maximal'
import { measure, neuralCommand } from './neural-measuring'
import { count, oneOf, positives, required, seed } from '../../../studies/command/values'
import type { Command } from 'commander'
import type { Scaling } from '../../../contract/kinds/neural/scaling'
import type { ImageOptions } from '../../../studies/command/rows'
import type { CommandContext } from '../context'
import type { CommonOptions } from './neural-measuring'

interface TuningOptions extends CommonOptions {
  rule?: 'peak' | 'phase-mean'
  frequencies?: number[]
}

interface ShownOptions extends CommonOptions, ImageOptions {
  dataset?: string
  split?: string
  scaling?: Scaling
  seed?: number
}

interface ManifoldOptions extends ShownOptions {
  components?: number
}

interface SimilarityOptions extends ShownOptions {
  model?: string[]
  layers?: string
  spatialMean?: boolean
}

/** @param neural the group of commands about populations */
export function addNeuralMeasures(neural: Command, context: CommandContext): void {
  tuning(neural, context)
  manifold(neural, context)
  similarity(neural, context)
  addNeuralMaximal(neural, context)
}

function tuning(neural: Command, context: CommandContext): void {
  neuralCommand(
    neural.command('tuning'),
    'which spatial frequencies the neurons prefer, from gratings (methods N.3)',
  )
    .option(
      '--rule <rule>',
      'peak (largest response over orientation and phase) or phase-mean (at the best orientation)',
      oneOf('rule', ['peak', 'phase-mean']),
      'peak',
    )
    .option(
      '--frequencies <list>',
      'in cycles/degree, or in cycles/image where the population has no field of view (those of N.3)',
      positives('frequency'),
    )
    .action(async (dir: string, population: string, options: TuningOptions) => {
      await measure(context, dir, options, {
        ...common(population, options),
        question: {
          kind: 'tuning',
          rule: options.rule === 'phase-mean' ? 'phase mean' : 'peak',
          frequencies: options.frequencies ?? null,
        },
      })
    })
}

function manifold(neural: Command, context: CommandContext): void {
  withShown(
    neuralCommand(
      neural.command('manifold'),
      'what the leading components of the responses to images see (methods N.4)',
    ),
    1000,
    'none',
  )
    .option('--components <number>', 'leading components (10)', count('number of components', 200))
    .action(async (dir: string, population: string, options: ManifoldOptions) => {
      await measure(context, dir, options, {
        ...common(population, options),
        ...shown(options),
        question: {
          kind: 'manifold',
          components: options.components,
          scaling: options.scaling,
          seed: options.seed,
        },
      })
    })
}

function similarity(neural: Command, context: CommandContext): void {
  withShown(
    neuralCommand(
      neural.command('similarity'),
      'how alike the layers of models and the population represent images (methods N.5)',
    ),
    500,
    USUAL_SCALING,
  )
    .option('--model <models...>', 'models: ids, names, beginnings of ids, or all')
    .option('--layers <list>', 'layers, e.g. section1,section4,logits (the sections of each model)')
    .option('--spatial-mean', 'average each map over its places before it is compared')
    .action(async (dir: string, population: string, options: SimilarityOptions) => {
      const models = required(options.model, '--model <models...>')
      await measure(context, dir, options, {
        ...common(population, options),
        ...shown(options),
        models: models.flatMap((word) => word.split(',')).filter((word) => word !== ''),
        question: {
          kind: 'similarity',
          layers: options.layers?.split(',').filter((word) => word !== '') ?? null,
          scaling: options.scaling,
          spatialMean: options.spatialMean,
          seed: options.seed,
        },
      })
    })
}

function withShown(command: Command, usual: number, scaling: Scaling): Command {
  return addRows(command, imageRows(usual))
    .option('--dataset <dataset>', 'the images to show; a recording has its own')
    .option('--split <part>', 'their part (test; where there is none, val)')
    .option('--scaling <kind>', `${SCALING_HELP} (${scaling})`, oneOf('scaling', scalingSchema.options))
    .option(
      '--seed <number>',
      'resampling seed: of resamples, random rotation and splits of repeats (0)',
      seed('resampling seed'),
    )
}

const common = (population: string, { batch, title, device }: CommonOptions) => ({
  kind: 'neural' as const,
  population,
  batchSize: batch,
  title,
  device,
})

const shown = (options: ShownOptions) => ({
  dataSet: options.dataset,
  split: options.split,
  ...imagesOf(options),
})
