/** What the user of a study should know about how its classes were brought together: in the log and beside results. */
import { classMatchWords } from './class-names'
import type { Plan } from './plans'

/** One sentence each; none where all names are the same, in the same order. */
export function classRemarks(plan: Plan): string[] {
  if (plan.kind === 'sweep') {
    const words = classMatchWords(plan.testClasses)
    return words === null || plan.test === null
      ? []
      : [`Training images "${plan.train.dataSet}" and test images "${plan.test.dataSet}": ${words}.`]
  }
  // One sentence for all models that were matched in the same way.
  const models = new Map<string, string[]>()
  for (const { id, classes } of plan.models) {
    const words = classMatchWords(classes)
    if (words !== null) models.set(words, [...(models.get(words) ?? []), id])
  }
  return [...models].map(
    ([words, ids]) => `"${plan.data.dataSet}" and ${ids.map((id) => `"${id}"`).join(', ')}: ${words}.`,
  )
}
