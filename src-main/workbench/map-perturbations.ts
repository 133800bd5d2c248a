/** What the Map shows of perturbations: per model the median ε and f_0.5 of its newest studies, in each norm. */
import { NORM_UNITS } from '../contract/attack-methods'
import { attackSizes } from '../studies/attack/attack'
import { attackInWords } from '../studies/attack/words'
import { factsOf } from './facts'
import { resultOf } from './study-service'
import type { NormName } from '../contract/attack-methods'
import type { Plan } from '../contract/plans'
import type { MapPoint } from '../contract/window'
import type { Project } from '../project/project'

export type MapPerturbations = Pick<MapPoint, 'medianEpsilon' | 'f_half'>

/** Per model; filled study by study, oldest first, so that what comes later replaces what was there. */
export class PerturbationPoints {
  readonly #points = new Map<string, MapPerturbations>()

  of(model: string): MapPerturbations {
    return this.#points.get(model) ?? empty()
  }

  /** A study that reads a model or data set that is gone has nothing to show; its own page says why. */
  async heed(project: Project, study: string, plan: Plan): Promise<void> {
    if (plan.kind === 'attack') await this.#sizes(project, study, plan).catch(() => undefined)
    if (plan.kind === 'spectrum') await this.#halfPowers(project, study, plan).catch(() => undefined)
  }

  async #sizes(project: Project, study: string, plan: Extract<Plan, { kind: 'attack' }>): Promise<void> {
    const look = { result: (key: string) => project.results.read(key) }
    const { norm } = plan.settings
    // At a fixed ε something within it is found, not the smallest: its size says nothing about the model.
    if (plan.settings.epsilon !== null) return
    for (const { id, median, mean, count, success } of await attackSizes(
      plan,
      await factsOf(project, plan),
      look,
    ))
      this.#point(id).medianEpsilon[norm] = {
        ...median,
        mean,
        images: count,
        unit: NORM_UNITS[norm],
        success,
        study,
        caption: attackInWords(plan.settings),
      }
  }

  async #halfPowers(
    project: Project,
    study: string,
    plan: Extract<Plan, { kind: 'spectrum' }>,
  ): Promise<void> {
    const result = await resultOf(project, study, plan)
    if (result.kind !== 'spectrum') return
    const norm: NormName = result.norm
    for (const { id, f_half } of result.models)
      this.#point(id).f_half[norm] = { ...f_half, study, caption: result.caption }
  }

  #point(model: string): MapPerturbations {
    const point = this.of(model)
    this.#points.set(model, point)
    return point
  }
}

function empty(): MapPerturbations {
  return { medianEpsilon: { L2: null, Linf: null }, f_half: { L2: null, Linf: null } }
}
