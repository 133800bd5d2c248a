/** The words of `halfpower sweep` for a request. */
import { usualWidth } from '../../contract/architectures'
import { option } from '../planning/command-line'
import type { StudyRequest } from '../../contract/plans'

type Sweep = Extract<StudyRequest, { kind: 'sweep' }>

export function sweepWords(folder: string, request: Sweep): string[] {
  const { architecture, width, seeds, recipe, blockEpochs } = request
  return [
    ...['halfpower', 'sweep', folder, '--dataset', request.dataSet],
    ...(request.sigmas.length === 0
      ? []
      : option('--sigma', request.sigmas.map((sigma) => sigma ?? 'none').join(','))),
    ...option('--pca', request.components?.join(',')),
    ...option('--noise', request.noises?.join(',')),
    ...option('--architecture', architecture, 'resnet18'),
    ...option('--width', width, usualWidth(architecture)),
    ...option('--depth', request.depth),
    ...option('--widen', request.widen),
    ...option('--stem', request.stem),
    ...option('--mean', request.mean?.join(',')),
    ...option('--std', request.std?.join(',')),
    ...option('--seeds', seeds.join(','), '0'),
    ...neuralWords(request.neural),
    ...option('--recipe', recipe, 'blur-net-0.4'),
    ...option('--epochs', request.epochs),
    ...option('--batch', request.batchSize),
    ...option('--rate', request.learningRate),
    ...option('--train-limit', request.trainLimit),
    ...option('--test-limit', request.testLimit),
    ...option('--test-dataset', request.testDataSet),
    ...option('--block-epochs', blockEpochs, 1),
    ...option('--title', request.title),
    ...option('--device', request.device),
  ]
}

function neuralWords(neural: Sweep['neural']): string[] {
  if (neural === undefined) return []
  return [
    ...['--neural', neural.population],
    ...option('--alpha', neural.alphas.join(','), '10'),
    ...option('--control', neural.controls.join(','), 'none'),
    ...option('--layers', neural.layers?.join(',')),
    ...option('--neural-images', neural.images, 4000),
    ...option('--neural-batch', neural.batchSize, 64),
    ...option('--neural-scaling', neural.scaling, 'sd'),
  ]
}
