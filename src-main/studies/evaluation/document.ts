/** Clean accuracy as a document for scripts and as a table for people. */
import { intervalLine, intervalWords } from '../../contract/interval-words'
import { accuracyWords, imagesLines, table, weightsCell } from '../document/text'
import type { EvaluationResult } from '../../contract/kinds/evaluation/study'

export function evaluationTable(result: EvaluationResult): string {
  const numbers = table(
    ['model', 'weights', 'clean accuracy [95 %]', 'images'],
    result.models.map((model) => [
      model.id,
      weightsCell(model),
      accuracyWords(model.accuracy),
      `${model.accuracy.count}`,
    ]),
  )
  const interval = result.models.length === 0 ? '' : `\n${intervalLine(intervalWords('accuracy'))}`
  return `${numbers}${interval}${imagesLines(result.which)}`
}

export function evaluationDocument({
  study,
  which,
  models,
  missing,
}: EvaluationResult): Record<string, unknown> {
  return { study, which, models, missing, interval: `clean accuracy: ${intervalWords('accuracy')}` }
}
