/** `halfpower sweep`. */
import { TRAINABLE_ARCHITECTURES, USUAL_ARCHITECTURE, usualWidth } from '../../contract/architectures'
import { sweepRequestSchema } from '../../contract/kinds/sweep/study'
import { FINE_TUNING_RECIPE, RECIPES, USUAL_RECIPE } from '../../training/recipe'
import { commonRows } from '../command/rows'
import {
  count,
  counts,
  numbers,
  oneOf,
  positive,
  positives,
  required,
  seeds,
  sigmas,
} from '../command/values'
import { usualOf } from '../../contract/studies/option'
import { neuralOf, neuralRows, neuralSaid, simulateSeries } from './neural-options'
import { startFromOf, startFromRows, startFromSaid } from './start-from-options'
import type { TrainableArchitecture } from '../../contract/architectures'
import type { StudyCommand } from '../command/command'
import type { NeuralOptions } from './neural-options'
import type { StartFromOptions } from './start-from-options'

interface SweepOptions extends NeuralOptions, StartFromOptions {
  dataset?: string | undefined
  sigma?: (number | null)[] | undefined
  pca?: number[] | undefined
  noise?: number[] | undefined
  architecture?: TrainableArchitecture | undefined
  width?: number | undefined
  depth?: number | undefined
  widen?: number | undefined
  stem?: 'cifar' | 'imagenet' | undefined
  mean?: number[] | undefined
  std?: number[] | undefined
  seeds?: number[] | undefined
  recipe?: string | undefined
  epochs?: number | undefined
  batch?: number | undefined
  rate?: number | undefined
  trainLimit?: number | undefined
  testLimit?: number | undefined
  testDataset?: string | undefined
  blockEpochs?: number | undefined
  title?: string | undefined
  device?: string | undefined
}

const fields = sweepRequestSchema.shape

export const sweepCommand: StudyCommand<'sweep', SweepOptions> = {
  name: 'sweep',
  description: 'train one model per blur σ and training seed',
  step: 'Training',
  rows: {
    dataset: { flags: '--dataset <dataset>', help: 'the data set to train on' },
    sigma: {
      flags: '--sigma <list>',
      help: 'standard deviations of the blur in pixels, e.g. none,0.5,1',
      read: sigmas,
    },
    pca: {
      flags: '--pca <list>',
      help: 'numbers of principal components to project onto, e.g. 64,128',
      read: counts('number of components'),
    },
    noise: {
      flags: '--noise <list>',
      help: 'σ of Gaussian noise on the image, of intensities in [0,1], trained with it, e.g. 0.05,0.1',
      read: positives('noise σ'),
    },
    architecture: {
      flags: '--architecture <name>',
      help: `one of ${TRAINABLE_ARCHITECTURES.join(', ')}`,
      read: oneOf('architecture', TRAINABLE_ARCHITECTURES),
      usualWords: `${USUAL_ARCHITECTURE}; with --from the model's`,
    },
    width: {
      flags: '--width <channels>',
      help: "channels of the first section (64, the paper's; 16 in cifar-resnet and the wide ResNets)",
      read: count('width', 1024),
    },
    depth: {
      flags: '--depth <layers>',
      help: 'of cifar-resnet (20) and the wide ResNets (28)',
      read: count('depth', 1202),
    },
    widen: {
      flags: '--widen <factor>',
      help: 'of the wide ResNets (10)',
      read: count('widening factor', 64),
    },
    stem: {
      flags: '--stem <kind>',
      help: 'cifar (3×3) or imagenet (7×7 and pooling); by the image size',
      read: oneOf('stem', ['cifar', 'imagenet']),
    },
    mean: { flags: '--mean <list>', help: 'normaliser, one number per channel', read: numbers('mean') },
    std: {
      flags: '--std <list>',
      help: 'normaliser, one number per channel',
      read: numbers('standard deviation'),
    },
    seeds: {
      flags: '--training-seeds <list>',
      formerly: '--seeds',
      help: 'training seeds: one network each, three or more to know what chance does',
      read: seeds('training seed'),
      usual: usualOf(fields.seeds),
    },
    ...startFromRows,
    ...neuralRows,
    recipe: {
      flags: '--recipe <name>',
      help: `one of ${Object.keys(RECIPES).join(', ')}`,
      usualWords: `${USUAL_RECIPE}; with --from ${FINE_TUNING_RECIPE}`,
    },
    epochs: {
      flags: '--epochs <number>',
      help: "epochs (the recipe's)",
      read: count('number of epochs', 10_000),
    },
    batch: {
      flags: '--batch <images>',
      help: "images per step (the recipe's)",
      read: count('batch size', 65_536),
    },
    rate: {
      flags: '--rate <number>',
      help: "largest learning rate (the recipe's)",
      read: positive('learning rate'),
    },
    trainLimit: {
      flags: '--train-limit <images>',
      help: 'only so many training images',
      read: count('limit'),
    },
    testLimit: { flags: '--test-limit <images>', help: 'only so many test images', read: count('limit') },
    testDataset: {
      flags: '--test-dataset <dataset>',
      help: 'another data set to measure clean accuracy on (of the same one: its part test; where there is none, val)',
    },
    blockEpochs: {
      flags: '--block-epochs <number>',
      help: 'epochs between two saves',
      read: count('number of epochs', 10_000),
      usual: usualOf(fields.blockEpochs),
    },
    ...commonRows,
  },
  before: simulateSeries,
  request: ({ dataset, sigma, pca, noise, batch, rate, testDataset, ...same }) => {
    const dataSet = required(dataset, '--dataset <dataset>')
    const needsSigma = (pca ?? noise) === undefined
    return {
      kind: 'sweep',
      dataSet,
      sigmas: needsSigma ? required(sigma, '--sigma <list>') : (sigma ?? []),
      components: pca,
      noises: noise,
      batchSize: batch,
      learningRate: rate,
      testDataSet: testDataset,
      architecture: same.architecture,
      width: same.width,
      depth: same.depth,
      widen: same.widen,
      stem: same.stem,
      mean: same.mean,
      std: same.std,
      seeds: same.seeds,
      ...startFromOf(same),
      neural: neuralOf(same),
      recipe: same.recipe,
      epochs: same.epochs,
      trainLimit: same.trainLimit,
      testLimit: same.testLimit,
      blockEpochs: same.blockEpochs,
      title: same.title,
      device: same.device,
    }
  },
  said: ({ dataSet, sigmas, components, noises, batchSize, learningRate, testDataSet, neural, ...same }) => ({
    ...same,
    ...neuralSaid(neural),
    ...startFromSaid(same),
    dataset: dataSet,
    sigma: sigmas,
    pca: components,
    noise: noises,
    width: same.width === usualWidth(same.architecture ?? USUAL_ARCHITECTURE) ? undefined : same.width,
    batch: batchSize,
    rate: learningRate,
    testDataset: testDataSet,
  }),
}
