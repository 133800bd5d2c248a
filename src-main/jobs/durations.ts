/**
 * How long a study takes on so many cores: its units are put through the schedule of a run (schedule.ts) with the seconds
 * that each took, as the log has them, or is expected to take. Pure.
 */
import { coreHoursOf } from '../studies/estimate/estimate'
import { widthOf } from './side-by-side'
import { Schedule } from './schedule'
import type { LogLine } from '../contract/studies'
import type { StudyDuration } from '../contract/studies/estimate'
import type { Unit } from '../studies/study'

export interface UnitSeconds {
  /** Seconds of each unit, by key. */
  seconds: ReadonlyMap<string, number>
  /** Of them, units whose own time was measured. */
  measured: number
  /** Of them, units of which nothing is known: none of their kind was measured, and none is in docs/budget.md. */
  unknown: number
}

/**
 * @param measured seconds by key, of those that were computed; another takes as long for its work as those of its kind did,
 *   or where there are none, as one core did when that was measured (docs/budget.md)
 */
export function unitSeconds(units: readonly Unit[], measured: ReadonlyMap<string, number>): UnitSeconds {
  const rates = new Map<string, { work: number; seconds: number }>()
  for (const { key, task, work } of units) {
    const took = measured.get(key)
    if (took === undefined) continue
    const rate = rates.get(task.kind) ?? { work: 0, seconds: 0 }
    rates.set(task.kind, { work: rate.work + work, seconds: rate.seconds + took })
  }
  let unknown = 0
  const seconds = new Map<string, number>()
  for (const unit of units) {
    const rate = rates.get(unit.task.kind)
    const told =
      measured.get(unit.key) ?? (rate && rate.work > 0 ? (unit.work * rate.seconds) / rate.work : null)
    const hours = told === null ? coreHoursOf(unit) : null
    if (told === null && hours === null) unknown++
    seconds.set(unit.key, told ?? (hours ?? 0) * 3600)
  }
  return { seconds, measured: units.filter(({ key }) => measured.has(key)).length, unknown }
}

/**
 * @param log of the study, which has the seconds of its units
 * @param threads that they were computed with; null: nothing was computed
 */
export function durationsFor(
  units: readonly Unit[],
  log: readonly LogLine[],
  threads: number | null,
  cores: readonly number[],
): { durations: StudyDuration[]; notices: string[] } {
  const took = new Map(
    log.flatMap(({ unit, seconds }) =>
      unit !== undefined && seconds !== undefined ? [[unit, seconds] as const] : [],
    ),
  )
  const { seconds, measured, unknown } = unitSeconds(units, took)
  const each = measured === 0 ? 1 : (threads ?? 1)
  return {
    durations: durationsOn(units, seconds, each, cores),
    notices: [
      `Durations are of the whole study, simulated: ${measured} of ${units.length} units as long as they took here${measured < units.length ? ', the others by what is known of their kind' : ''}, with ${each === 1 ? 'one thread' : `${each} threads`} each; that cores slow one another down (memory, disk) is in them only as far as it was in those times.`,
      ...(unknown === 0 ? [] : [`Of ${unknown} units no time is known: they count as nothing.`]),
    ],
  }
}

/**
 * The whole study, on each number of cores, with the threads that its times are of.
 * @param threads of each unit
 */
export function durationsOn(
  units: readonly Unit[],
  seconds: ReadonlyMap<string, number>,
  threads: number,
  cores: readonly number[],
): StudyDuration[] {
  const width = widthOf(units)
  return cores.map((each) => {
    const atATime = Math.max(1, Math.min(width, Math.floor(each / threads)))
    return { cores: each, atATime, threads, seconds: durationOf(units, seconds, atATime) }
  })
}

/** Seconds from the beginning to the end, so many units at a time; what is needed and not among them is finished. */
export function durationOf(
  units: readonly Unit[],
  seconds: ReadonlyMap<string, number>,
  places: number,
): number {
  const schedule = new Schedule(units, new Set(), places)
  const running: { place: number; key: string; until: number }[] = []
  const idle = Array.from({ length: places }, (_, place) => place)
  const last = idle.map((): string | null => null)
  for (let now = 0; ;) {
    for (const place of idle.splice(0)) {
      const unit = schedule.next(last[place]!)
      if (unit === null) idle.push(place)
      else running.push({ place, key: unit.key, until: now + seconds.get(unit.key)! })
    }
    const next = running.reduce((first, one, i) => (one.until < running[first]!.until ? i : first), 0)
    const [ended] = running.splice(next, 1)
    if (ended === undefined) return now
    now = ended.until
    schedule.finish(ended.key)
    last[ended.place] = ended.key
    idle.push(ended.place)
  }
}
