/**
 * From a question as it is typed (names of models and of a class) to one by id and index, or a refusal in one sentence.
 */
import { UserError } from '../../contract/errors'
import { plainName } from '../../contract/images/class-names'
import type { ConfidenceRange, GalleryChoice, GallerySort } from '../../contract/images/gallery'
import type { Project } from '../../project/project'

interface Question {
  model: string | null
  beside: string | null
  class: string | null
  outcome: string | null
  besideOutcome: string | null
  confidence: ConfidenceRange | null
  sort: GallerySort
  /** As the file with the answers knows them. */
  only: GalleryChoice['only']
}

interface OfStudy {
  study: string
  /** Ids. */
  models: readonly string[]
  classNames: readonly string[]
}

/** Classes that a refusal names. */
const NAMED = 12

export async function galleryChoice(
  project: Project,
  { study, models, classNames }: OfStudy,
  question: Question,
): Promise<GalleryChoice> {
  const idOf = async (typed: string | null): Promise<string | null> => {
    if (typed === null) return null
    const { id } = await project.models.find(typed)
    if (!models.includes(id))
      throw new UserError('usage', `The model "${id}" is not in the study "${study}".`)
    return id
  }
  const model = await idOf(question.model)
  const beside = await idOf(question.beside)
  if (beside !== null && model === null)
    throw new UserError('usage', `Beside which model is "${beside}" to stand? Name a first one, too.`)
  if (beside !== null && beside === model)
    throw new UserError(
      'usage',
      `The model "${beside}" cannot stand beside itself: name two different models.`,
    )
  if (question.besideOutcome !== null && beside === null)
    throw new UserError(
      'usage',
      `The outcome "${question.besideOutcome}" of a second model was asked, and no second model named.`,
    )
  if (question.sort === 'largest-difference' && beside === null)
    throw new UserError('usage', 'The order by the largest difference needs two models: name a second one.')
  return {
    model,
    beside,
    label: question.class === null ? null : labelOf(question.class, classNames, study),
    outcome: question.outcome,
    besideOutcome: question.besideOutcome,
    confidence: question.confidence,
    sort: question.sort,
    only: question.only,
  }
}

/** Exactly, or else without regard to case, spaces and hyphens where that leaves one. */
function labelOf(typed: string, classNames: readonly string[], study: string): number {
  const exact = classNames.indexOf(typed)
  if (exact >= 0) return exact
  const alike = classNames.flatMap((name, label) => (plainName(name) === plainName(typed) ? [label] : []))
  if (alike.length === 1) return alike[0]!
  const named = classNames.slice(0, NAMED).map((name) => `"${name}"`)
  const more = classNames.length > NAMED ? ` and ${classNames.length - NAMED} more` : ''
  throw new UserError(
    'usage',
    `The images of "${study}" have no class "${typed}": they have ${named.join(', ')}${more}.`,
  )
}

/** Images by index, of which there is one group. */
export function onlyImages(images: readonly number[] | null): GalleryChoice['only'] {
  return images === null ? null : images.map((image) => ({ group: 0, image }))
}
