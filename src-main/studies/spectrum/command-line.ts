/** The words of `halfpower spectrum` for a request. */
import { settingsWords } from '../attack/command-line'
import { option } from '../planning/command-line'
import type { SpectrumRequest } from '../../contract/kinds/spectrum/study'

export function spectrumWords(folder: string, request: SpectrumRequest): string[] {
  return [
    ...['halfpower', 'spectrum', folder],
    ...option('--attack', request.attack),
    ...(request.settings ? settingsWords(request.settings) : []),
    ...option('--points', request.points, 100),
    ...option('--title', request.title),
    ...option('--model', request.models.join(',')),
  ]
}
