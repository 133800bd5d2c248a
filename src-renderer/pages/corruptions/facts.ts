/** What figures of corruptions need to know of a study beside its numbers. Pure. */
import type { CorruptionFacts } from '../../../src-main/figures/corruption-model'
import type { ModelFile } from '../../../src-main/contract/model'

/** @param classNames how many the data set has; absent: it is not there any more */
export function corruptionFactsOf(
  {
    origin,
    images,
    precision,
    types,
    severities,
    models,
  }: Omit<CorruptionFacts, 'classes'> & { models: readonly { id: string }[] },
  all: readonly ModelFile[],
  classNames: number | undefined,
): CorruptionFacts {
  const first = all.find(({ id }) => id === models[0]?.id)
  const classes = first?.configuration.classes ?? classNames ?? 10
  return { origin, images, precision, types, severities, classes }
}
