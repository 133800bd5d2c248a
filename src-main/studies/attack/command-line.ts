/** The words of `halfpower attack` for a request. */
import { DEFAULT_MARGIN } from '../../contract/kinds/attack/methods'
import { imageWords, option } from '../planning/command-line'
import type { AttackRequest } from '../../contract/kinds/attack/study'

export function attackWords(folder: string, request: AttackRequest): string[] {
  return [
    ...['halfpower', 'attack', folder],
    ...settingsWords(request),
    ...option('--title', request.title),
    ...option('--model', request.models.join(',')),
  ]
}

export function settingsWords(request: Omit<AttackRequest, 'kind' | 'title' | 'models'>): string[] {
  const { targets } = request
  return [
    ...['--dataset', request.dataSet],
    ...option('--split', request.split),
    ...['--norm', request.norm === 'L2' ? 'l2' : 'linf'],
    ...option('--method', request.method, 'minimal'),
    ...(request.goal === 'untargeted' ? ['--untargeted'] : targetWords(targets)),
    ...imageWords(request),
    ...option('--margin', request.margin, DEFAULT_MARGIN),
    ...option('--confidence', request.confidence ?? undefined),
    ...option('--epsilon', request.epsilon ?? undefined),
    ...option('--seed', request.seed, 0),
    ...option('--samples', request.samples),
    ...option('--batch', request.batchSize, 50),
    ...option('--device', request.device),
  ]
}

function targetWords(targets: AttackRequest['targets']): string[] {
  return targets.kind === 'file'
    ? option('--targets', targets.file)
    : [...option('--target-mode', targets.kind, 'element-wise'), ...option('--targets-seed', targets.seed, 0)]
}
