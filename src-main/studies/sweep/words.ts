/** On which images the clean accuracies of a sweep were measured, in words that stand beside its numbers. */
import { measuredPart, unusedPart } from '../../contract/measured-parts'
import { imagesFrom, placeOf } from '../measured-images'
import type { DataSetFile } from '../../contract/data-set'
import type { SweepPlan } from '../../contract/kinds/sweep/study'

/**
 * @param file what the models were trained on
 * @returns one or two sentences
 */
export function measuredOnWords(
  { train, test }: Pick<SweepPlan, 'train' | 'test'>,
  file: Pick<DataSetFile, 'parts'> | undefined,
): string {
  const parts = file?.parts ?? []
  if (test === null) {
    const passed = measuredPart(parts)
    return `Clean accuracy: on the images of ${placeOf(train)} that were kept apart for validation, which chose the epoch, too.${
      passed ? ` Its part "${passed.split}" takes no part.` : ''
    }`
  }
  const unused = test.dataSet === train.dataSet ? unusedPart(parts) : undefined
  const noTest = test.dataSet === train.dataSet && test.split?.toLowerCase() !== 'test'
  return `Clean accuracy: on ${imagesFrom(test)}${noTest ? ', because there is no test part' : ''}.${
    unused ? ` Its part "${unused.split}" takes no part.` : ''
  }`
}
