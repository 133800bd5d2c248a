/** `halfpower sweep`: trains one model per σ and training seed. */
import type { Command } from 'commander'
import { TRAINABLE_ARCHITECTURES } from '../../../contract/architectures'
import { RECIPES } from '../../../training/recipe'
import { print, printJson } from '../output'
import { sweepDocument, sweepTable } from '../../../studies/sweep/document'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import { neuralControlSchema } from '../../../contract/kinds/sweep/neural'
import { scalingSchema } from '../../../contract/kinds/neural/results'
import { UserError } from '../../../contract/errors'
import {
  count,
  counts,
  manyOf,
  numbers,
  oneOf,
  positive,
  positives,
  required,
  seeds,
  sigmas,
} from '../values'
import type { NeuralControl } from '../../../contract/kinds/sweep/neural'
import type { TrainableArchitecture } from '../../../contract/architectures'
import type { CommandContext } from '../program'

interface SweepOptions {
  dataset?: string
  testDataset?: string
  architecture: TrainableArchitecture
  width?: number
  depth?: number
  widen?: number
  stem?: 'cifar' | 'imagenet'
  mean?: number[]
  std?: number[]
  sigma?: (number | null)[]
  pca?: number[]
  noise?: number[]
  seeds?: number[]
  neural?: string
  alpha?: number[]
  control?: NeuralControl[]
  layers?: string
  neuralImages?: number
  neuralBatch?: number
  neuralScaling?: 'none' | 'sd'
  recipe?: string
  epochs?: number
  batch?: number
  rate?: number
  trainLimit?: number
  testLimit?: number
  blockEpochs?: number
  title?: string
  device?: string
  threads?: number
  json?: boolean
}

export function addSweepCommand(program: Command, context: CommandContext): void {
  program
    .command('sweep')
    .description('train one model per blur σ and training seed')
    .argument('<dir>', 'the project')
    .option('--dataset <dataset>', 'the data set to train on')
    .option('--sigma <list>', 'standard deviations of the blur in pixels, e.g. none,0.5,1', sigmas)
    .option(
      '--pca <list>',
      'numbers of principal components to project onto, e.g. 64,128',
      counts('number of components'),
    )
    .option(
      '--noise <list>',
      'σ of Gaussian noise on the image, of intensities in [0,1], trained with it, e.g. 0.05,0.1',
      positives('noise σ'),
    )
    .option(
      '--architecture <name>',
      `one of ${TRAINABLE_ARCHITECTURES.join(', ')}`,
      oneOf('architecture', TRAINABLE_ARCHITECTURES),
      'resnet18',
    )
    .option(
      '--width <channels>',
      "channels of the first section (64, the paper's; 16 in cifar-resnet and the wide ResNets)",
      count('width', 1024),
    )
    .option('--depth <layers>', 'of cifar-resnet (20) and the wide ResNets (28)', count('depth', 1202))
    .option('--widen <factor>', 'of the wide ResNets (10)', count('widening factor', 64))
    .option(
      '--stem <kind>',
      'cifar (3×3) or imagenet (7×7 and pooling); by the image size',
      oneOf('stem', ['cifar', 'imagenet']),
    )
    .option('--mean <list>', 'normaliser, one number per channel', numbers('mean'))
    .option('--std <list>', 'normaliser, one number per channel', numbers('standard deviation'))
    .option(
      '--training-seeds, --seeds <list>',
      'training seeds: one network each, three or more to know what chance does (0)',
      seeds('training seed'),
    )
    .option(
      '--neural <population>',
      'draw the networks to the similarities of a population of neurons (methods N.6)',
    )
    .option('--alpha <list>', 'weights of that term, each gives models; 0: without it (10)', numbers('α'))
    .option(
      '--control <list>',
      "whose similarities: none (the population's), shuffled, pixels, blurred; each gives models (none)",
      manyOf('control', neuralControlSchema.options),
    )
    .option('--layers <list>', 'layers that are drawn to them, e.g. section1,section4 (all sections)')
    .option(
      '--neural-images <images>',
      'images whose similarities are known (4000)',
      count('number of images', 5000),
    )
    .option('--neural-batch <images>', 'of them in each step (64)', count('number of images', 1024))
    .option(
      '--neural-scaling <kind>',
      'sd: each neuron divided by its standard deviation, or none (sd)',
      oneOf('scaling', scalingSchema.options),
    )
    .option('--recipe <name>', `one of ${Object.keys(RECIPES).join(', ')} (blur-net-0.4)`)
    .option('--epochs <number>', "epochs (the recipe's)", count('number of epochs', 10_000))
    .option('--batch <images>', "images per step (the recipe's)", count('batch size', 65_536))
    .option('--rate <number>', "largest learning rate (the recipe's)", positive('learning rate'))
    .option('--train-limit <images>', 'only so many training images', count('limit'))
    .option('--test-limit <images>', 'only so many test images', count('limit'))
    .option(
      '--test-dataset <dataset>',
      'another data set to measure clean accuracy on (of the same one: its part test; where there is none, val)',
    )
    .option('--block-epochs <number>', 'epochs between two saves (1)', count('number of epochs', 10_000))
    .option('--title <title>', 'title of the study')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: SweepOptions) => {
      const dataSet = required(options.dataset, '--dataset <dataset>')
      const sigma =
        (options.pca ?? options.noise) === undefined
          ? required(options.sigma, '--sigma <list>')
          : (options.sigma ?? [])
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = {
          kind: 'sweep' as const,
          dataSet,
          testDataSet: options.testDataset,
          architecture: options.architecture,
          width: options.width,
          depth: options.depth,
          widen: options.widen,
          stem: options.stem,
          mean: options.mean,
          std: options.std,
          sigmas: sigma,
          components: options.pca,
          noises: options.noise,
          seeds: options.seeds,
          neural: neuralOf(options),
          recipe: options.recipe,
          epochs: options.epochs,
          batchSize: options.batch,
          learningRate: options.rate,
          trainLimit: options.trainLimit,
          testLimit: options.testLimit,
          blockEpochs: options.blockEpochs,
          title: options.title,
          device: options.device,
        }
        const info = await runStudy(workbench, request, 'Training', resumeWith(dir))
        context.finish(exitCodeOf(info))
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'sweep')
        if (options.json) printJson({ ...sweepDocument(result), state: info.state })
        else print(sweepTable(result))
      })
    })
}

function neuralOf(options: SweepOptions) {
  const { neural, alpha, control, layers, neuralImages, neuralBatch, neuralScaling } = options
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
