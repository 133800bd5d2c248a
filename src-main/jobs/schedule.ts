/**
 * Which unit is computed next where several are computed side by side: decided from their needs and their work alone, so
 * that a simulation (durations.ts) decides as a run does. Pure; no unit's result depends on it.
 *
 * One at a time goes in the order of the study. Side by side, whoever has finished a unit goes on with what follows it (the
 * next epochs of the same training), so that few trainings are begun at a time; unless some unit's own chain is as long as
 * all that is left, shared out evenly: that one would be waited for in the end, so it comes first.
 */

/** What there is to know of a unit. */
export interface Schedulable {
  key: string
  /** Keys of units that must be finished before. */
  needs: readonly string[]
  /** How much there is to compute, in forward passes of one image. */
  work: number
}

export class Schedule<U extends Schedulable> {
  readonly #order = new Map<string, number>()
  readonly #units = new Map<string, U>()
  readonly #dependents = new Map<string, string[]>()
  /** Of each unit that is not finished: how many of its needs are not. */
  readonly #open = new Map<string, number>()
  /** Work of the longest chain that begins with a unit, itself included. */
  readonly #chain = new Map<string, number>()
  readonly #ready = new Set<string>()
  #left = 0

  /**
   * @param units each behind those that it needs
   * @param finished keys of those that need no computing
   * @param places how many are computed at a time, 1 or more
   */
  constructor(
    units: readonly U[],
    finished: ReadonlySet<string>,
    private readonly places: number,
  ) {
    const todo = units.filter(({ key }) => !finished.has(key))
    todo.forEach((unit, place) => {
      this.#order.set(unit.key, place)
      this.#units.set(unit.key, unit)
      this.#left += unit.work
      const needs = new Set(unit.needs.filter((key) => this.#units.has(key)))
      for (const need of needs) {
        const known = this.#dependents.get(need)
        if (known) known.push(unit.key)
        else this.#dependents.set(need, [unit.key])
      }
      this.#open.set(unit.key, needs.size)
      if (needs.size === 0) this.#ready.add(unit.key)
    })
    for (const { key, work } of todo.toReversed()) {
      const after = (this.#dependents.get(key) ?? []).map((dependent) => this.#chain.get(dependent)!)
      this.#chain.set(key, work + after.reduce((longest, chain) => Math.max(longest, chain), 0))
    }
  }

  /** Units that are neither finished nor given up. */
  get size(): number {
    return this.#open.size
  }

  /**
   * Takes a unit out; null while all that is left waits for others.
   * @param last key of what the same process has computed before
   */
  next(last: string | null): U | null {
    const key = this.places === 1 ? this.#first() : (this.#urgent() ?? this.#following(last) ?? this.#first())
    if (key === null) return null
    this.#ready.delete(key)
    return this.#units.get(key)!
  }

  /** Puts a unit back that was taken and not finished. */
  giveBack(key: string): void {
    this.#ready.add(key)
  }

  finish(key: string): void {
    this.#end(key)
    for (const dependent of this.#dependents.get(key) ?? []) {
      const open = this.#open.get(dependent)
      if (open === undefined) continue
      this.#open.set(dependent, open - 1)
      if (open === 1) this.#ready.add(dependent)
    }
  }

  /** Gives a unit up, and all that needs it. @returns these others */
  fail(key: string): U[] {
    this.#end(key)
    const fallen: U[] = []
    const falling = [key]
    for (let one = falling.pop(); one !== undefined; one = falling.pop())
      for (const dependent of this.#dependents.get(one) ?? []) {
        if (!this.#open.has(dependent)) continue
        this.#end(dependent)
        fallen.push(this.#units.get(dependent)!)
        falling.push(dependent)
      }
    return fallen
  }

  #end(key: string): void {
    if (!this.#open.delete(key)) return
    this.#ready.delete(key)
    this.#left -= this.#units.get(key)!.work
  }

  /** The one with the longest chain, where that is no shorter than an even share of what is left. */
  #urgent(): string | null {
    let longest: string | null = null
    for (const key of this.#ready)
      if (longest === null || this.#isBefore(key, longest, this.#chain.get(key)! - this.#chain.get(longest)!))
        longest = key
    return longest !== null && this.#chain.get(longest)! * this.places >= this.#left ? longest : null
  }

  #following(last: string | null): string | null {
    if (last === null) return null
    return (this.#dependents.get(last) ?? []).find((key) => this.#ready.has(key)) ?? null
  }

  #first(): string | null {
    let first: string | null = null
    for (const key of this.#ready) if (first === null || this.#isBefore(key, first, 0)) first = key
    return first
  }

  #isBefore(one: string, other: string, longer: number): boolean {
    return longer > 0 || (longer === 0 && this.#order.get(one)! < this.#order.get(other)!)
  }
}
