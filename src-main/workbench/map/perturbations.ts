/** What the Map shows of perturbations: per model the median ε and f_0.5 of its newest studies, in each norm. */
import { NORM_UNITS } from '../../contract/kinds/attack/methods'
import { attackSizes } from '../../studies/attack/attack'
import { attackInWords, startInWords } from '../../studies/attack/words'
import { factsOf } from '../../studies/facts'
import { knownAnswer, knownResultOf } from '../studies/known-results'
import { readableResult } from '../../studies/readable-result'
import type { ThingsOfProject } from '../../studies/facts'
import type { NormName } from '../../contract/kinds/attack/methods'
import type { Plan } from '../../contract/plans'
import type { MapPoint } from '../../contract/map-point'
import type { Project } from '../../project/project'

export type MapPerturbations = Pick<MapPoint, 'medianEpsilon' | 'f_half'>
type Sizes = MapPoint['medianEpsilon']
type HalfPower = NonNullable<MapPoint['f_half'][NormName]>

/** Of one norm, by model. */
interface HalfPowers {
  smallest: Map<string, HalfPower>
  /** Of perturbations within a fixed ε. */
  fixed: Map<string, HalfPower>
}

/** Per model; filled study by study, oldest first, so that what comes later replaces what was there. */
export class PerturbationPoints {
  readonly #sizes = new Map<string, Sizes>()
  readonly #halfPowers: Record<NormName, HalfPowers> = { L2: none(), Linf: none() }

  /** To be asked when every study has been heeded: what stands beside what hangs on all of them. */
  of(model: string): MapPerturbations {
    return {
      medianEpsilon: this.#sizes.get(model) ?? { L2: null, Linf: null },
      f_half: {
        L2: halfPowerOf(this.#halfPowers.L2, model),
        Linf: halfPowerOf(this.#halfPowers.Linf, model),
      },
    }
  }

  /** @param onLost told of each stored result that cannot be read */
  async heed(
    project: Project,
    study: string,
    plan: Plan,
    things: ThingsOfProject,
    onLost: () => void,
  ): Promise<void> {
    if (plan.kind === 'attack') await this.#heedSizes(project, study, plan, things, onLost)
    if (plan.kind === 'spectrum') await this.#heedHalfPowers(project, study, plan, things, onLost)
  }

  async #heedSizes(
    project: Project,
    study: string,
    plan: Extract<Plan, { kind: 'attack' }>,
    things: ThingsOfProject,
    onLost: () => void,
  ): Promise<void> {
    const { norm } = plan.settings
    // At a fixed ε something within it is found, not the smallest: its size says nothing about the model.
    if (plan.settings.epsilon !== null) return
    const sizes = await knownAnswer(project, study, plan, things, onLost, async (told) =>
      attackSizes(plan, await factsOf(project, plan, things), {
        result: (key: string) => readableResult(project, key, told),
      }),
    )
    for (const { id, median, mean, count, success } of sizes)
      this.#sizes.set(id, {
        ...(this.#sizes.get(id) ?? { L2: null, Linf: null }),
        [norm]: {
          ...median,
          mean,
          images: count,
          unit: NORM_UNITS[norm],
          success,
          study,
          caption: `${attackInWords(plan.settings)}${startInWords(plan)}`,
        },
      })
  }

  async #heedHalfPowers(
    project: Project,
    study: string,
    plan: Extract<Plan, { kind: 'spectrum' }>,
    things: ThingsOfProject,
    onLost: () => void,
  ): Promise<void> {
    const result = await knownResultOf(project, study, plan, things, onLost)
    if (result.kind !== 'spectrum') return
    const { smallest, fixed } = this.#halfPowers[result.norm]
    const { epsilon } = plan.attack.settings
    for (const { id, f_half } of result.models) {
      const found = { ...f_half, study, caption: result.caption }
      if (epsilon === null) smallest.set(id, found)
      else fixed.set(id, { ...found, fixedEpsilon: epsilon })
    }
  }
}

/**
 * f_0.5 of the smallest perturbations, however old; those within a fixed ε, which have another spectrum, stand on an
 * axis among themselves only.
 */
function halfPowerOf({ smallest, fixed }: HalfPowers, model: string): HalfPower | null {
  const own = smallest.get(model)
  if (own) return own
  const within = fixed.get(model)
  if (!within) return null
  if (![...smallest.values()].some(({ value }) => value !== null)) return within
  return {
    ...within,
    ...{ value: null, low: null, high: null, exact: null, perImage: null },
    sentence: `its f_0.5 is of perturbations within a fixed ε = ${within.fixedEpsilon!}, which cannot stand among those of smallest perturbations; measure the spectrum of its smallest ones.`,
  }
}

function none(): HalfPowers {
  return { smallest: new Map(), fixed: new Map() }
}
