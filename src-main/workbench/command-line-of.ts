/**
 * The command line that makes the same study as a request: what a wizard shows, so that the same can be
 * done again without it. What has its default is left out. The test feeds the words to the command line's
 * own parser and compares the requests.
 */
import { usualWidth } from '../contract/architectures'
import { studyId } from '../project/studies'
import { publications } from '../studies/kinds'
import { attackWords, spectrumWords } from './attack-command-line'
import { quoted } from '../project/quoted'
import { imageWords, option } from './command-line-words'
import { factsOf } from './facts'
import { planStudy } from './plan-study'
import { corruptionWords, filterWords, fourierMapWords } from './probe-command-line'
import type { StudyRequest } from '../contract/plans'
import type { FollowUpRequest } from '../contract/kinds/sweep/window'
import type { Desk } from './desk'

export { option } from './command-line-words'
export { quoted } from '../project/quoted'

type Sweep = Extract<StudyRequest, { kind: 'sweep' }>
type Hybrid = Extract<StudyRequest, { kind: 'hybrid' }>
type Evaluation = Extract<StudyRequest, { kind: 'evaluation' }>

export async function commandLineOf(
  desk: Desk,
  request: StudyRequest,
  then: FollowUpRequest | null,
): Promise<string> {
  const { project } = desk.open
  const commands = commandsOf(project.folder, request)
  if (then && request.kind === 'sweep') {
    // Names of models follow from the plan, so they are known before there are any.
    const { plan } = await planStudy(project, request, desk.help)
    const models = publications(studyId(plan), plan, await factsOf(project, plan)).map(({ id }) => id)
    commands.push(hybridWords(project.folder, { ...then, models }))
  }
  return commands.map((words) => words.map((word) => quoted(word)).join(' ')).join(' && ')
}

/** The words of each command that the request takes; all but evaluations of several models take one. */
export function commandsOf(folder: string, request: StudyRequest): string[][] {
  switch (request.kind) {
    case 'sweep':
      return [sweepWords(folder, request)]
    case 'hybrid':
      return [hybridWords(folder, request)]
    case 'evaluation':
      return request.models.map((model) => evaluationWords(folder, model, request))
    case 'attack':
      return [attackWords(folder, request)]
    case 'spectrum':
      return [spectrumWords(folder, request)]
    case 'corruption':
      return [corruptionWords(folder, request)]
    case 'filter':
      return [filterWords(folder, request)]
    case 'fourier-map':
      return [fourierMapWords(folder, request)]
    default:
      throw request satisfies never
  }
}

function sweepWords(folder: string, request: Sweep): string[] {
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

function hybridWords(folder: string, request: Omit<Hybrid, 'kind'>): string[] {
  const { pairsFile, seeds } = request
  return [
    ...['halfpower', 'hybrid', folder, '--dataset', request.dataSet],
    ...option('--split', request.split),
    ...option('--f-mix', typeof request.fMix === 'string' ? request.fMix : request.fMix?.join(',')),
    // A list of pairs needs no seeds, and refuses them.
    ...(pairsFile === undefined
      ? option('--seeds', seeds.join(','), '0,1,2,3')
      : option('--pairs', pairsFile)),
    ...imageWords(request),
    ...option('--batch', request.batchSize, 128),
    ...option('--title', request.title),
    ...option('--device', request.device),
    ...option('--model', request.models.join(',')),
  ]
}

function evaluationWords(folder: string, model: string, request: Evaluation): string[] {
  return [
    ...['halfpower', 'model', 'test', folder, model, '--dataset', request.dataSet],
    ...option('--split', request.split),
    ...imageWords(request),
    ...option('--batch', request.batchSize, 128),
    ...option('--device', request.device),
  ]
}
