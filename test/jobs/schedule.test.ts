/** Which unit comes next where several are computed at a time. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Schedule } from '../../src-main/jobs/schedule'
import type { Schedulable } from '../../src-main/jobs/schedule'

const none = new Set<string>()

/** Trainings of so many blocks, one after another in the study, each block of so much work. */
function chains(lengths: readonly number[], work = 1): Schedulable[] {
  return lengths.flatMap((length, chain) =>
    Array.from({ length }, (_, block) => ({
      key: `${chain}.${block}`,
      needs: block === 0 ? [] : [`${chain}.${block - 1}`],
      work,
    })),
  )
}

/** Computes all in as many places, each unit as long as its work: when each unit began, and when the last one ended. */
function computed(
  units: readonly Schedulable[],
  places: number,
): { began: Map<string, number>; end: number } {
  const schedule = new Schedule(units, none, places)
  const running: { place: number; unit: Schedulable; until: number }[] = []
  const idle = Array.from({ length: places }, (_, place) => place)
  const last: (string | null)[] = idle.map(() => null)
  const began = new Map<string, number>()
  let now = 0
  while (schedule.size > 0) {
    for (const place of idle.splice(0)) {
      const unit = schedule.next(last[place]!)
      if (unit === null) idle.push(place)
      else {
        began.set(unit.key, now)
        running.push({ place, unit, until: now + unit.work })
      }
    }
    running.sort((a, b) => a.until - b.until)
    const done = running.shift()
    if (!done) throw new Error('Nothing runs, and something is left.')
    now = done.until
    schedule.finish(done.unit.key)
    last[done.place] = done.unit.key
    idle.push(done.place)
  }
  return { began, end: now }
}

describe('the schedule', () => {
  it('goes in the order of the study, one at a time', () => {
    const units = chains([2, 3, 1])
    const schedule = new Schedule(units, new Set(['1.0']), 1)
    const order: string[] = []
    for (let unit = schedule.next(null); unit !== null; unit = schedule.next(unit.key)) {
      order.push(unit.key)
      schedule.finish(unit.key)
    }
    expect(order).toEqual(['0.0', '0.1', '1.1', '1.2', '2.0'])
    expect(schedule.size).toBe(0)
  })

  it('shares five trainings of ten blocks between two as evenly as can be', () => {
    const { end } = computed(chains([10, 10, 10, 10, 10]), 2)
    // Training after training in each place would take 30.
    expect(end).toBe(25)
  })

  it('shares thirteen trainings between eight as evenly as can be', () => {
    const { end } = computed(chains(Array.from({ length: 13 }, () => 48)), 8)
    // At most one block more than if the last could be cut in two; training after training would take 96.
    expect(end).toBeLessThanOrEqual((13 * 48) / 8 + 1)
  })

  it('begins no third training while two are computed and nothing is late', () => {
    const { began } = computed(chains([10, 10, 10, 10]), 2)
    expect([...began].filter(([, time]) => time < 10).every(([key]) => /^[01]\./.test(key))).toBe(true)
  })

  it('begins the longest training first', () => {
    const { end } = computed(chains([1, 1, 1, 1, 4]), 2)
    expect(end).toBe(4)
  })

  it('gives up what needs what has failed, and nothing else', () => {
    const units = [...chains([3, 1]), { key: 'all', needs: ['0.2', '1.0'], work: 1 }]
    const schedule = new Schedule(units, none, 2)
    expect(schedule.next(null)?.key).toBe('0.0')
    expect(
      schedule
        .fail('0.0')
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['0.1', '0.2', 'all'])
    expect(schedule.next(null)?.key).toBe('1.0')
    schedule.finish('1.0')
    expect([schedule.next(null), schedule.size]).toEqual([null, 0])
  })

  it('hands out again what is given back', () => {
    const schedule = new Schedule(chains([1]), none, 2)
    expect([schedule.next(null)?.key, schedule.next(null)]).toEqual(['0.0', null])
    schedule.giveBack('0.0')
    expect([schedule.size, schedule.next(null)?.key]).toEqual([1, '0.0'])
  })

  it('computes every unit once, each behind its needs, and never longer than one more unit per place would', () => {
    const graph = fc
      .array(
        fc.record({ work: fc.integer({ min: 0, max: 9 }), needs: fc.array(fc.nat(), { maxLength: 3 }) }),
        {
          minLength: 1,
          maxLength: 40,
        },
      )
      .map((all) =>
        all.map(({ work, needs }, i) => ({
          key: String(i),
          needs: i === 0 ? [] : needs.map((need) => String(need % i)),
          work,
        })),
      )
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 6 }), (units, places) => {
        const { began, end } = computed(units, places)
        expect(began.size).toBe(units.length)
        const ended = new Map(units.map(({ key, work }) => [key, began.get(key)! + work]))
        for (const { key, needs } of units)
          for (const need of needs) expect(began.get(key)!).toBeGreaterThanOrEqual(ended.get(need)!)
        const longest = new Map<string, number>()
        for (const { key, needs, work } of units)
          longest.set(key, work + Math.max(0, ...needs.map((need) => longest.get(need)!)))
        const total = units.reduce((sum, { work }) => sum + work, 0)
        // Graham's bound for any schedule that leaves nobody idle.
        expect(end).toBeLessThanOrEqual(
          total / places + (1 - 1 / places) * Math.max(...longest.values()) + 1e-9,
        )
      }),
    )
  })
})
