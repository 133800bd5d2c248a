/** How long a study takes on so many cores, from the times of its units. */
import { describe, expect, it } from 'vitest'
import { durationsFor } from '../../src-main/jobs/durations'
import { makeUnit } from '../../src-main/studies/study'
import type { LogLine } from '../../src-main/contract/studies'
import type { Unit } from '../../src-main/studies/study'

function unit(name: string, work: number, needs: Unit[] = []): Unit {
  return makeUnit({
    methodVersion: 1,
    device: 'onnxruntime-cpu',
    settings: { name },
    label: name,
    work,
    needs: needs.map(({ key }) => key),
    arrays: null,
    temporary: false,
    task: { kind: 'reversal', seeds: [[name]], bootstrap: { resamples: 1, seed: 0 } },
  })
}

/** Four trainings of three blocks of 100 s, and 50 s that need them all. */
const runs = Array.from({ length: 4 }, (_, run) => {
  const first = unit(`${run}, 1`, 10)
  const second = unit(`${run}, 2`, 10, [first])
  return [first, second, unit(`${run}, 3`, 10, [second])]
})
const all = unit(
  'all',
  5,
  runs.map((run) => run[2]!),
)
const units = [...runs.flat(), all]

function took(some: readonly Unit[], seconds: (unit: Unit) => number): LogLine[] {
  return some.map((each) => ({
    time: '2026-01-01T00:00:00.000Z',
    level: 'info',
    message: each.label,
    unit: each.key,
    seconds: seconds(each),
  }))
}

const log = took(units, (each) => (each === all ? 50 : 100))
const seconds = (found: ReturnType<typeof durationsFor>): number[] =>
  found.durations.map((each) => each.seconds)

describe('durations', () => {
  it('follow from the times of the units and how many can be computed at a time', () => {
    const found = durationsFor(units, log, 1, [1, 2, 3, 4, 128])
    expect(seconds(found)).toEqual([1250, 650, 450, 350, 350])
    expect(found.durations.map(({ atATime }) => atATime)).toEqual([1, 2, 3, 4, 4])
  })

  it('take the threads that the times are of', () => {
    const found = durationsFor(units, log, 2, [2, 8])
    expect(found.durations).toEqual([
      { cores: 2, atATime: 1, threads: 2, seconds: 1250 },
      { cores: 8, atATime: 4, threads: 2, seconds: 350 },
    ])
  })

  it('tell what was not computed from what was of its kind, by its work', () => {
    const found = durationsFor(
      units,
      took(units.slice(0, 3), () => 100),
      1,
      [1],
    )
    expect(seconds(found)).toEqual([1250])
    expect(found.notices[0]).toMatch(/^Durations are of the whole study, simulated: 3 of 13 units/)
  })

  it('say of how many units no time is known', () => {
    expect(durationsFor(units, [], null, [2]).notices.at(-1)).toBe(
      'Of 13 units no time is known: they count as nothing.',
    )
  })
})
