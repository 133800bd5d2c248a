/** On which images the clean accuracies of a sweep were measured, in words that stand beside its numbers. */
import { measuredPart, unusedPart } from '../../contract/images/measured-parts'
import { startFromWords } from '../../contract/kinds/sweep/start-from'
import { hasBatchNormalisation } from './plan-start-from'
import { imagesFrom, placeOf } from '../../contract/images/words'
import type { DataSetFile } from '../../contract/data-set'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { Recipe } from '../../training/recipe'

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

/** What has to be said of all models of a sweep, beside its numbers and wherever theirs stand. */
export function sweepNotices({
  from,
  recipe,
  network,
}: Pick<SweepPlan, 'from' | 'recipe' | 'network'>): string[] {
  const normalised = hasBatchNormalisation(network)
  const pieces = piecesNotice(recipe, normalised)
  return [
    ...(from === undefined ? [] : startFromWords(from, normalised)),
    ...(pieces === null ? [] : [pieces]),
  ]
}

/**
 * What is to be known of a step whose images do not go through the network all at once; null: nothing.
 * @param normalised whether the network has batch normalisation
 */
function piecesNotice({ batchSize, microBatch }: Recipe, normalised: boolean): string | null {
  if (microBatch === undefined || !normalised) return null
  return `Each step learnt from ${batchSize} images, ${microBatch} at a time (--micro-batch): batch normalisation normalised over those ${microBatch} alone, so that this is another training than with whole batches.`
}
