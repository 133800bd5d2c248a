/** Results under keys of earlier versions of a method, and of methods before it: found, and nothing else is. */
import { expect, it } from 'vitest'
import { madeEarlier } from '../../src-main/jobs/earlier-versions'
import { makeUnit } from '../../src-main/studies/study'
import type { Unit } from '../../src-main/studies/study'

/** A study of two blocks and what is made of them, with these versions of their methods. */
function study(block: number, end: number, images = 10): Unit[] {
  const common = { device: 'onnxruntime-cpu', work: 1, arrays: null, temporary: false } as const
  const task: Unit['task'] = { kind: 'reversal', seeds: [['x']], bootstrap: { resamples: 1, seed: 0 } }
  const blocks = [0, 1].map((number) =>
    makeUnit({
      ...common,
      ...{ methodVersion: block, settings: { number, images }, label: `block ${number}`, needs: [], task },
    }),
  )
  const needs = blocks.map(({ key }) => key)
  const last = makeUnit({
    ...common,
    ...{ methodVersion: end, settings: { blocks: needs, images }, label: 'end', needs, task },
  })
  return [...blocks, last]
}

function found(stored: readonly Unit[], asked: readonly Unit[]): Promise<string[]> {
  const keys = new Set(stored.map(({ key }) => key))
  const inspect = (key: string): Promise<never> =>
    Promise.resolve({ state: keys.has(key) ? 'whole' : 'missing' } as never)
  const gone = asked.filter(({ key }) => !keys.has(key))
  return madeEarlier({ inspect }, asked, gone).then((units) => units.map(({ label }) => label))
}

it('finds what only its own method, only those before it, or both have changed', async () => {
  expect(await found(study(1, 1), study(2, 1))).toEqual(['block 0', 'block 1', 'end'])
  expect(await found(study(1, 1), study(1, 3))).toEqual(['end'])
  expect(await found(study(1, 2), study(3, 4))).toEqual(['block 0', 'block 1', 'end'])
})

it('takes nothing for older that is gone, newer, or of other settings', async () => {
  expect(await found(study(1, 1).slice(1), study(2, 1))).toEqual(['block 1'])
  expect(await found(study(3, 1), study(2, 1))).toEqual([])
  expect(await found(study(1, 1, 20), study(2, 1))).toEqual([])
  expect(await found([], study(2, 2))).toEqual([])
})
