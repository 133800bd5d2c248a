/** `halfpower neural tuning`, `neural manifold` and `neural similarity`: what a population of neurons responds to. */
import { scalingSchema } from '../../../contract/kinds/neural/results'
import { neuralDocument, neuralTable } from '../../../studies/neural/document'
import { imageRows, imagesOf } from '../../../studies/command/rows'
import { addRows } from './measuring'
import { print, printJson } from '../output'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import { count, oneOf, positives, required, seed } from '../../../studies/command/values'
import type { Command } from 'commander'
import type { StudyRequestInput } from '../../../contract/plans'
import type { ImageOptions } from '../../../studies/command/rows'
import type { CommandContext } from '../program'

interface CommonOptions {
  batch?: number
  title?: string
  device?: string
  threads?: number
  json?: boolean
}

interface TuningOptions extends CommonOptions {
  rule?: 'peak' | 'phase-mean'
  frequencies?: number[]
}

interface ShownOptions extends CommonOptions, ImageOptions {
  dataset?: string
  split?: string
  scaling?: 'none' | 'sd'
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

type Question = Extract<StudyRequestInput, { kind: 'neural' }>['question']

/** @param neural the group of commands about populations */
export function addNeuralMeasures(neural: Command, context: CommandContext): void {
  tuning(neural, context)
  manifold(neural, context)
  similarity(neural, context)
}

function tuning(neural: Command, context: CommandContext): void {
  withCommon(
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
    withCommon(
      neural.command('manifold'),
      'what the leading components of the responses to images see (methods N.4)',
    ),
    1000,
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
    withCommon(
      neural.command('similarity'),
      'how alike the layers of models and the population represent images (methods N.5)',
    ),
    500,
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

function withCommon(command: Command, description: string): Command {
  return command
    .description(description)
    .argument('<dir>', 'the project')
    .argument('<population>', 'the population: its id, name or the beginning of its id')
    .option('--batch <images>', 'images per step (64)', count('batch size', 4096))
    .option('--title <title>', 'title of the study')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
}

function withShown(command: Command, usual: number): Command {
  return addRows(command, imageRows(usual))
    .option('--dataset <dataset>', 'the images to show; a recording has its own')
    .option('--split <part>', 'their part (test; where there is none, val)')
    .option(
      '--scaling <kind>',
      'none, or sd: each neuron divided by its standard deviation over the images',
      oneOf('scaling', scalingSchema.options),
    )
    .option('--seed <number>', 'of resamples, random rotation and splits of repeats (0)', seed('seed'))
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

const STEPS: Readonly<Record<Question['kind'], string>> = {
  tuning: 'Gratings',
  manifold: 'Manifold',
  similarity: 'Similarity',
}

async function measure(
  context: CommandContext,
  dir: string,
  options: CommonOptions,
  request: Extract<StudyRequestInput, { kind: 'neural' }>,
): Promise<void> {
  await withProject(context, options, dir, 'write', async (workbench) => {
    const info = await runStudy(workbench, request, STEPS[request.question.kind], resumeWith(dir))
    context.finish(exitCodeOf(info))
    const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'neural')
    if (options.json) printJson({ ...neuralDocument(result), state: info.state })
    else print(neuralTable(result))
  })
}
