/**
 * How long a study takes here: costs of single things were measured on one processor (studies/estimate/costs.ts), and
 * what studies of the same kind took in this project corrects them. Nothing is computed for it.
 */
import { UserError } from '../../contract/errors'
import { durationOf } from '../../jobs/durations'
import { factsOf } from '../../studies/facts'
import { coreHoursOf } from '../../studies/estimate/estimate'
import { expand } from '../../studies/kinds'
import type { StudyKindName } from '../../contract/plans'
import type { Project } from '../../project/project'
import type { Unit } from '../../studies/study'

/** Seconds that a unit takes, by what is known of it beforehand. */
export interface Pace {
  /** Whose units took it. */
  study: string
  /** Seconds per core-hour of the table; null: no such unit was finished. */
  perCoreHour: number | null
  /** Seconds per unit of work (a forward pass of one image) where the table knows nothing; null: none was finished. */
  perWork: number | null
}

/** Studies that are looked at before it is given up. */
const LOOKED_AT = 3

/** Of the newest finished study of the kind whose log says how long its units took. */
export async function paceOf(project: Project, kind: StudyKindName, except: string): Promise<Pace | null> {
  const done = (await project.studies.list())
    .filter((info) => info.kind === kind && info.state === 'done' && info.id !== except)
    .sort((a, b) => (b.finished ?? '').localeCompare(a.finished ?? ''))
  for (const { id } of done.slice(0, LOOKED_AT)) {
    // One that can no longer be read says nothing about the machine.
    const pace = await paceFrom(project, id).catch((error: unknown) => {
      if (error instanceof UserError) return null
      throw error
    })
    if (pace !== null) return pace
  }
  return null
}

async function paceFrom(project: Project, study: string): Promise<Pace | null> {
  const plan = (await project.studies.plan(study))?.plan
  if (plan === undefined) return null
  const taken = new Map<string, number>()
  for (const { unit, seconds, level } of await project.studies.log(study))
    if (unit !== undefined && seconds !== undefined && level === 'info') taken.set(unit, seconds)
  const units = expand(plan, await factsOf(project, plan)).filter(({ key }) => taken.has(key))
  return paceOfUnits(study, units, taken)
}

/** @param taken seconds by key */
export function paceOfUnits(
  study: string,
  units: readonly Unit[],
  taken: ReadonlyMap<string, number>,
): Pace | null {
  const known = { seconds: 0, amount: 0 }
  const unknown = { seconds: 0, amount: 0 }
  for (const unit of units) {
    const hours = coreHoursOf(unit)
    const sum = hours === null ? unknown : known
    sum.seconds += taken.get(unit.key) ?? 0
    sum.amount += hours ?? unit.work
  }
  const rate = ({ seconds, amount }: typeof known): number | null =>
    amount > 0 && seconds > 0 ? seconds / amount : null
  const [perCoreHour, perWork] = [rate(known), rate(unknown)]
  return perCoreHour === null && perWork === null ? null : { study, perCoreHour, perWork }
}

/**
 * Of these units; null where nothing is known of any of them.
 * @param threads that compute each where no study says how fast
 * @param atATime how many are computed side by side
 */
export function secondsOf(
  units: readonly Unit[],
  pace: Pace | null,
  threads: number,
  atATime = 1,
): number | null {
  if (units.length === 0) return 0
  const seconds = new Map<string, number>()
  let knowsSome = false
  for (const unit of units) {
    const hours = coreHoursOf(unit)
    const found =
      hours !== null
        ? hours * (pace?.perCoreHour ?? 3600 / Math.max(1, threads))
        : pace?.perWork == null
          ? null
          : unit.work * pace.perWork
    seconds.set(unit.key, found ?? 0)
    if (found !== null) knowsSome = true
  }
  return knowsSome ? durationOf(units, seconds, atATime) : null
}
