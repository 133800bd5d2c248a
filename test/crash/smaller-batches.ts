/** What is said of smaller batches when memory runs out: that what is found of an image depends on that image alone. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeNpz } from '../../src-main/checkpoints/npz'
import { withSmallerBatch } from '../../src-main/jobs/smaller-batch'
import { replies } from './rehearsal'
import type { UnitTask } from '../../src-main/contract/tasks'
import type { World } from './world'

export function smallerBatches(world: World): void {
  describe('with half the batch, and half of that', () => {
    it('every kind of unit that may have one finds the same of each image', async () => {
      const kinds = new Map<string, string>()
      const folder = join(world.home, 'smaller')
      await mkdir(folder, { recursive: true })
      for (const [key, { request, outcome }] of world.script.units) {
        if (kinds.has(request.task.kind)) continue
        let task: UnitTask = request.task
        for (let smaller = withSmallerBatch(task); smaller; smaller = withSmallerBatch(task)) {
          ;({ task } = smaller)
          const arraysPath = join(folder, `${key}-${smaller.batch}`)
          const messages = await replies((handler) => handler.real.handle({ ...request, task, arraysPath }))
          const last = messages.at(-1)
          if (last?.message !== 'unit result') throw new Error(JSON.stringify(last))
          const isSame =
            JSON.stringify(last.outcome.data) === JSON.stringify(outcome.data) &&
            last.outcome.arrays?.sha256 === outcome.arrays?.sha256
          kinds.set(
            request.task.kind,
            `${kinds.get(request.task.kind) ?? ''} ${smaller.batch}: ${isSame ? 'same bits' : 'other bits'}`,
          )
          expect(closeTo(last.outcome.data, outcome.data), `${request.task.kind}, ${smaller.batch}`).toBe(
            true,
          )
          if (outcome.arrays) {
            const [here, there] = await Promise.all(
              [arraysPath, world.arraysOf(key)].map(async (path) => decodeNpz(await readFile(path))),
            )
            for (const [name, { data }] of Object.entries(here!))
              expect(closeTo([...data], [...there![name]!.data]), `${request.task.kind}, ${name}`).toBe(true)
          }
        }
      }
      process.stdout.write(`batches of ${[...kinds].map((each) => each.join(':')).join('; ')}\n`)
      expect([...kinds.keys()].sort()).toEqual(
        ['attack', 'corruption', 'evaluate', 'filter', 'fourier row', 'hybrid'].sort(),
      )
    })
  })
}

/** The same but for last bits of single precision. */
function closeTo(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Object.is(a, b) || Math.abs(a - b) <= 2e-5 * Math.max(1, Math.abs(a), Math.abs(b))
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => closeTo((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  )
}
