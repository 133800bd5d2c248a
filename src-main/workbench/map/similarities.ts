/** What the Map shows of populations of neurons: per model and population the most similar layer of the newest study, chosen fairly. */
import { canonicalJson } from '../../contract/json'
import { sha256 } from '../../project/keys'
import { imagesInWords, placeOf } from '../../contract/images/words'
import { imagesKey } from '../../studies/study'
import { knownResultOf } from '../studies/known-results'
import type { ThingsOfProject } from '../../studies/facts'
import type { NeuralPlan } from '../../contract/kinds/neural/study'
import type { MapSimilarity, MeasuringWork } from '../../contract/map-point'
import type { Plan } from '../../contract/plans'
import type { Project } from '../../project/project'

export class SimilarityPoints {
  /** By model, then by population. */
  readonly #found = new Map<string, Map<string, MapSimilarity>>()

  /**
   * Studies come in the order of the queue: what comes later replaces what was there.
   * @param onLost told of each stored result that cannot be read
   */
  async heed(
    project: Project,
    study: string,
    plan: Plan,
    things: ThingsOfProject,
    onLost: () => void,
  ): Promise<void> {
    if (plan.kind !== 'neural' || plan.question.kind !== 'similarity') return
    const result = await knownResultOf(project, study, plan, things, onLost)
    if (result.kind !== 'neural' || result.similarity === null) return
    const { population, similarity, models } = result
    const work = workOf(plan)
    for (const { id, chosen } of models) {
      // Of too few images no layer can be chosen fairly, and the highest of all would be too high.
      if (chosen === null) continue
      const own = this.#found.get(id) ?? new Map<string, MapSimilarity>()
      own.set(population.id, {
        ...{ study, population: population.id, name: population.name, ...chosen },
        scaling: similarity.scaling,
        images: similarity.images,
        work,
      })
      this.#found.set(id, own)
    }
  }

  of(model: string): { neural?: MapSimilarity[] } {
    const found = this.#found.get(model)
    return found ? { neural: [...found.values()] } : {}
  }
}

/** Everything but which models, and what changes no more than rounding. */
function workOf({ population, question, data, most }: NeuralPlan): MeasuringWork {
  const images = data === null ? null : imagesKey(data)
  const key = sha256(canonicalJson({ population: population.identity, question, images, most })).slice(0, 16)
  const shown = data === null ? 'the images of the recording' : `${imagesInWords(data)} of ${placeOf(data)}`
  return { key, words: `${shown}, shown to ${population.id}` }
}
