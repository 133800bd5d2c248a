/** How many units at a time, with how many threads: from the plan and the computer, and what was asked for. */
import { describe, expect, it } from 'vitest'
import { jobsFor, threadsFor, widthOf } from '../../src-main/jobs/side-by-side'
import { makeUnit } from '../../src-main/studies/study'
import type { Unit } from '../../src-main/studies/study'

const COMPUTER = { cores: 8, memory: 64e9 }
const CHOSEN = { threads: null, jobs: null }

function unit(name: string, needs: Unit[] = []): Unit {
  return makeUnit({
    methodVersion: 1,
    device: 'onnxruntime-cpu',
    settings: { name },
    label: name,
    work: 1,
    needs: needs.map(({ key }) => key),
    arrays: null,
    temporary: false,
    task: { kind: 'reversal', seeds: [[name]], bootstrap: { resamples: 1, seed: 0 } },
  })
}

/** So many trainings of three blocks, and something that needs them all. */
function sweep(runs: number): Unit[] {
  const blocks = Array.from({ length: runs }, (_, run) => {
    const first = unit(`${run}, 1`)
    const second = unit(`${run}, 2`, [first])
    return [first, second, unit(`${run}, 3`, [second])]
  })
  return [
    ...blocks.flat(),
    unit(
      'all',
      blocks.map((chain) => chain[2]!),
    ),
  ]
}

describe('units at a time', () => {
  it('counts what does not wait for one another', () => {
    expect([1, 3, 13].map((runs) => widthOf(sweep(runs)))).toEqual([1, 3, 13])
  })

  it('chooses one for each core, or for each chain, and shares the threads', () => {
    const found = [1, 3, 13].map((runs) => {
      const threads = threadsFor(CHOSEN, sweep(runs), 'onnxruntime-cpu', COMPUTER)
      return [threads, jobsFor(CHOSEN, threads, sweep(runs), 'onnxruntime-cpu', COMPUTER, 64e9)]
    })
    expect(found).toEqual([
      [8, 1],
      [2, 3],
      [1, 8],
    ])
  })

  it('takes no more than there is memory for: of all of it for threads, of what is free for how many', () => {
    const units = sweep(13)
    const small = { cores: 8, memory: 2.1e9 }
    const threads = threadsFor(CHOSEN, units, 'onnxruntime-cpu', small)
    expect(threads).toBe(2)
    expect(jobsFor(CHOSEN, threads, units, 'onnxruntime-cpu', small, 2.1e9)).toBe(4)
    expect(jobsFor(CHOSEN, threads, units, 'onnxruntime-cpu', small, 1e9)).toBe(2)
    expect(jobsFor(CHOSEN, threads, units, 'onnxruntime-cpu', small, 1e8)).toBe(1)
  })

  it('does what is asked for', () => {
    const units = sweep(13)
    const of = (wanted: { threads: number | null; jobs: number | null }): number[] => {
      const threads = threadsFor(wanted, units, 'onnxruntime-cpu', COMPUTER)
      return [threads, jobsFor(wanted, threads, units, 'onnxruntime-cpu', COMPUTER, 64e9)]
    }
    expect(of({ threads: null, jobs: 1 })).toEqual([8, 1])
    expect(of({ threads: null, jobs: 3 })).toEqual([2, 3])
    expect(of({ threads: 4, jobs: null })).toEqual([4, 2])
    expect(of({ threads: 4, jobs: 8 })).toEqual([4, 8])
    expect(of({ threads: null, jobs: 100 })).toEqual([1, 100])
  })

  it('goes on with the threads of a study that was begun with all of them one at a time', () => {
    expect(jobsFor(CHOSEN, 8, sweep(13), 'onnxruntime-cpu', COMPUTER, 64e9)).toBe(1)
  })

  it('shares no card between several unless it is asked to', () => {
    expect(threadsFor(CHOSEN, sweep(13), 'onnxruntime-cuda', COMPUTER)).toBe(8)
    expect(jobsFor(CHOSEN, 1, sweep(13), 'onnxruntime-cuda', COMPUTER, 64e9)).toBe(1)
    expect(jobsFor({ threads: null, jobs: 2 }, 1, sweep(13), 'onnxruntime-cuda', COMPUTER, 64e9)).toBe(2)
  })
})
