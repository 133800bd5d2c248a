/**
 * How the units of a study become stages of array jobs. Pure.
 *
 * Units of which each has but the next to wait for (the blocks of epochs of one training, its weights, their accuracy)
 * are a chain, which one task computes from its beginning to its end; where it is longer than a task may be, the rest of
 * it is a later stage. What a chain waits for is in an earlier stage: all tasks of a stage can run at once.
 */
import { UserError } from '../../contract/errors'
import { dependentsOf } from '../finished'
import type { JobTask } from '../../contract/studies/cluster'
import type { Unit } from '../../studies/study'

/** Slurm takes array indices up to 1000 unless its administrator says otherwise. */
export const MOST_TASKS = 1000
/** Tasks of a stage where nobody has said how many units one takes. */
const USUAL_TASKS = 100

export interface Staged {
  /** In the order of their numbers, which begin at 1: each task is a range of them. */
  units: readonly { unit: Unit; stage: number; task: number }[]
  tasks: readonly JobTask[]
}

/**
 * @param units what is to be computed, in an order in which each comes behind those that it needs
 * @param perTask most units of a task; null: whole chains, and no more tasks than usual
 * @throws UserError('usage') where that gives more tasks than Slurm takes
 */
export function stagesOf(units: readonly Unit[], perTask: number | null): Staged {
  const levels = levelsOf(chainsOf(units, perTask ?? Infinity))
  const numbered: { unit: Unit; stage: number; task: number }[] = []
  const tasks: JobTask[] = []
  levels.forEach((chains, level) => {
    const stage = level + 1
    const count = chains.reduce((sum, chain) => sum + chain.length, 0)
    const inTasks = perTask === null ? usuallyPacked(chains, count) : packed(chains, perTask)
    inTasks.forEach((inTask, place) => {
      const task = place + 1
      const first = numbered.length + 1
      for (const unit of inTask) numbered.push({ unit, stage, task })
      tasks.push({ stage, task, first, last: numbered.length })
    })
    const { task } = tasks.at(-1)!
    if (task > MOST_TASKS)
      throw new UserError(
        'usage',
        `${count} units, ${perTask} per task, make ${task} tasks of stage ${stage}, and Slurm takes ${MOST_TASKS} in an array: give --per-task ${Math.ceil(count / MOST_TASKS)} or more, or leave it out.`,
      )
  })
  return { units: numbered, tasks }
}

/** Chains of at most so many units, in the order of their first units. */
export function chainsOf(units: readonly Unit[], most: number): Unit[][] {
  const here = new Set(units.map(({ key }) => key))
  const dependents = dependentsOf(units)
  const chains: Unit[][] = []
  const chainEndingWith = new Map<string, Unit[]>()
  for (const unit of units) {
    const before = unit.needs.filter((key) => here.has(key) && dependents.get(key)!.length === 1)
    const chain = before.length === 1 ? chainEndingWith.get(before[0]!) : undefined
    if (chain && chain.length < most) {
      chainEndingWith.delete(before[0]!)
      chain.push(unit)
      chainEndingWith.set(unit.key, chain)
    } else {
      const begun = [unit]
      chains.push(begun)
      chainEndingWith.set(unit.key, begun)
    }
  }
  return chains
}

/** Chains by how many others must be finished before, one after another. */
export function levelsOf(chains: readonly Unit[][]): Unit[][][] {
  const chainOf = new Map(chains.flatMap((chain) => chain.map(({ key }) => [key, chain] as const)))
  const known = new Map<Unit[], number>()
  const levels: Unit[][][] = []
  for (const chain of chains) {
    const level = levelOf(chain, chainOf, known)
    ;(levels[level] ??= []).push(chain)
  }
  return levels
}

/** Depth first on a list of its own: chains that are cut into many pieces may be deep. */
function levelOf(chain: Unit[], chainOf: ReadonlyMap<string, Unit[]>, known: Map<Unit[], number>): number {
  const waiting = [chain]
  for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
    const here = last
    const before = [...new Set(here.flatMap(({ needs }) => needs))]
      .map((key) => chainOf.get(key))
      .filter((other) => other !== undefined && other !== here) as Unit[][]
    const open = before.filter((other) => !known.has(other))
    if (open.length > 0) waiting.push(...open)
    else {
      known.set(here, Math.max(-1, ...before.map((other) => known.get(other)!)) + 1)
      waiting.pop()
    }
  }
  return known.get(chain)!
}

function usuallyPacked(chains: readonly Unit[][], count: number): Unit[][] {
  for (let most = Math.ceil(count / USUAL_TASKS); ; most *= 2) {
    const tasks = packed(chains, most)
    if (tasks.length <= MOST_TASKS) return tasks
  }
}

/** As many whole chains to a task as it takes units, at least one. */
function packed(chains: readonly Unit[][], most: number): Unit[][] {
  const tasks: Unit[][] = []
  for (const chain of chains) {
    const last = tasks.at(-1)
    if (last && last.length + chain.length <= most) last.push(...chain)
    else tasks.push([...chain])
  }
  return tasks
}
