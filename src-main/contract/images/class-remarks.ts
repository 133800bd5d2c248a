/** What the user of a study should know about how its classes were brought together: in the log and beside results. */
import { classMatchWords } from './class-names'
import type { ModelChoice } from '../studies/choices'
import type { Plan } from '../plans'

/** One sentence each; none where all names are the same, in the same order. */
export function classRemarks(plan: Plan): string[] {
  if (plan.kind === 'sweep') {
    const words = classMatchWords(plan.testClasses)
    return words === null || plan.test === null
      ? []
      : [`Training images "${plan.train.dataSet}" and test images "${plan.test.dataSet}": ${words}.`]
  }
  return plan.data === null ? [] : modelClassRemarks(plan.data.dataSet, plan.models)
}

/** How the classes of models meet those of the images, one sentence for each way. */
export function modelClassRemarks(dataSet: string, choices: readonly ModelChoice[]): string[] {
  // One sentence for all models that were matched in the same way.
  const models = new Map<string, string[]>()
  for (const { id, classes } of choices) {
    const words = classMatchWords(classes)
    if (words !== null) models.set(words, [...(models.get(words) ?? []), id])
  }
  return [...models].map(
    ([words, ids]) => `"${dataSet}" and ${ids.map((id) => `"${id}"`).join(', ')}: ${words}.`,
  )
}
