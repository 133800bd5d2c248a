/**
 * How far a study is and how long it will take: pure bookkeeping over work done. Work that earlier runs
 * had finished counts for the fraction, but not for the speed; the speed is that of the recent past.
 */
import type { StudyProgress } from '../contract/studies'

/** Seconds of running before a time left is said. */
const PATIENCE = 3
/** Weight of the past forgets with this half-life, in seconds. */
const HALF_LIFE = 60

export class ProgressMeter {
  #doneBefore = 0
  #finished = 0
  /** Of each unit that is computed now. */
  readonly #current = new Map<string, number>()
  #speed: { work: number; seconds: number } = { work: 0, seconds: 0 }
  #last: { time: number; work: number }

  constructor(
    private readonly study: string,
    private readonly totalWork: number,
    /** Milliseconds; the clock is passed in so that tests need not wait. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#last = { time: now(), work: 0 }
  }

  /** A unit that an earlier run had finished. */
  skip(work: number): void {
    this.#doneBefore += work
  }

  /** How far a unit is, in its own work. @param key tells it from others that are computed at the same time */
  advance(work: number, key = ''): void {
    this.#current.set(key, work)
    this.#measure()
  }

  /** A unit is finished (or given up for good: then its work is no longer ahead either). */
  finish(work: number, key = ''): void {
    this.#current.delete(key)
    this.#finished += work
    this.#measure()
  }

  /** A unit that is computed again later from its beginning. */
  giveUp(key: string): void {
    this.#current.delete(key)
  }

  #measure(): void {
    const time = this.now()
    const seconds = (time - this.#last.time) / 1000
    const work = this.#made()
    const made = work - this.#last.work
    if (seconds < 0.25 || made < 0) return
    const kept = 0.5 ** (seconds / HALF_LIFE)
    this.#speed = { work: this.#speed.work * kept + made, seconds: this.#speed.seconds * kept + seconds }
    this.#last = { time, work }
  }

  #made(): number {
    let made = this.#finished
    for (const work of this.#current.values()) made += work
    return made
  }

  report(units: StudyProgress['units'], label: string, imagesPerSecond: number | null): StudyProgress {
    const done = this.#doneBefore + this.#made()
    const fraction = this.totalWork === 0 ? 1 : Math.min(1, done / this.totalWork)
    const { work, seconds } = this.#speed
    const secondsLeft =
      seconds < PATIENCE || work <= 0 ? null : (Math.max(0, this.totalWork - done) * seconds) / work
    return { study: this.study, fraction, units, label, imagesPerSecond, secondsLeft }
  }
}
