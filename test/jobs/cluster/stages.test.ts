/** Units become stages of tasks: all of a stage can run at once, and no unit runs before what it needs. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_TASKS, stagesOf } from '../../../src-main/jobs/cluster/stages'
import type { Unit } from '../../../src-main/studies/study'

function unit(key: string, ...needs: string[]): Unit {
  return { key, needs, label: key } as unknown as Unit
}

/** Keys of each task, stage by stage. */
function tasksOf(units: readonly Unit[], perTask: number | null): string[][][] {
  const { units: numbered, tasks } = stagesOf(units, perTask)
  const stages: string[][][] = []
  for (const { stage, first, last } of tasks)
    (stages[stage - 1] ??= []).push(numbered.slice(first - 1, last).map((each) => each.unit.key))
  return stages
}

/** Two trainings of three blocks, their weights and accuracies; `shared` is needed by every block. */
const TRAININGS = ['a', 'b'].flatMap((run) => [
  unit(`${run}1`, 'shared'),
  unit(`${run}2`, `${run}1`, 'shared'),
  unit(`${run}3`, `${run}2`, 'shared'),
  unit(`${run}keep`, `${run}3`),
  unit(`${run}accuracy`, `${run}keep`),
])
const SWEEP = [unit('shared'), ...TRAININGS]

describe('stages', () => {
  it('a training is one task, and what all trainings need is a stage before', () => {
    expect(tasksOf(SWEEP, null)).toEqual([
      [['shared']],
      [
        ['a1', 'a2', 'a3', 'akeep', 'aaccuracy'],
        ['b1', 'b2', 'b3', 'bkeep', 'baccuracy'],
      ],
    ])
  })

  it('a training that is longer than a task goes on in the next stage', () => {
    expect(tasksOf(TRAININGS, 2)).toEqual([
      [
        ['a1', 'a2'],
        ['b1', 'b2'],
      ],
      [
        ['a3', 'akeep'],
        ['b3', 'bkeep'],
      ],
      [['aaccuracy', 'baccuracy']],
    ])
  })

  it('what needs many units is the stage behind them', () => {
    const units = [unit('m1'), unit('m2'), unit('m3'), unit('curve', 'm1', 'm2', 'm3')]
    expect(tasksOf(units, 2)).toEqual([[['m1', 'm2'], ['m3']], [['curve']]])
  })

  it('what is finished is waited for by nobody', () => {
    expect(tasksOf([unit('b', 'gone'), unit('c', 'gone')], 1)).toEqual([[['b'], ['c']]])
  })

  it('more tasks than Slurm takes are refused when they were asked for, and packed when not', () => {
    const many = Array.from({ length: 3 * MOST_TASKS }, (_, i) => unit(`u${i}`))
    expect(() => stagesOf(many, 1)).toThrow(
      /3000 units, 1 per task, make 3000 tasks of stage 1, and Slurm takes 1000 in an array: give --per-task 3 or more/,
    )
    expect(tasksOf(many, null)[0]).toHaveLength(100)
    const chains = Array.from({ length: 1500 }, (_, i) => [unit(`a${i}`), unit(`b${i}`, `a${i}`)]).flat()
    expect(tasksOf(chains, null)[0]!.length).toBeLessThanOrEqual(100)
  })

  it('of any study: each unit is in one task, behind what it needs, and tasks of a stage need nothing of each other', () => {
    const study = fc
      .array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
      .map((needs) =>
        needs.map((each, i) => unit(`u${i}`, ...new Set(each.filter((to) => to < i).map((to) => `u${to}`)))),
      )
    fc.assert(
      fc.property(study, fc.option(fc.integer({ min: 1, max: 5 })), (units, perTask) => {
        const { units: numbered, tasks } = stagesOf(units, perTask)
        expect(numbered.map((each) => each.unit.key).sort()).toEqual(units.map(({ key }) => key).sort())
        let next = 1
        for (const { first, last } of tasks) {
          if (first !== next || last < first) throw new Error('tasks are not the units one after another')
          if (perTask !== null && last - first + 1 > perTask) throw new Error('a task has too many units')
          next = last + 1
        }
        const at = new Map(numbered.map((each, i) => [each.unit.key, { ...each, place: i }]))
        for (const here of numbered)
          for (const key of here.unit.needs) {
            const need = at.get(key)!
            const before = need.stage < here.stage || (need.stage === here.stage && need.task === here.task)
            if (!before || need.place >= at.get(here.unit.key)!.place)
              throw new Error(`${here.unit.key} does not come behind ${key}`)
          }
      }),
    )
  })
})
