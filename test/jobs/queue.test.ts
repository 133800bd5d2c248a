import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../src-main/contract/errors'
import { JobCrew } from '../../src-main/jobs/crew'
import { Queue } from '../../src-main/jobs/queue'
import { createProject, openProject } from '../../src-main/project/project'
import { makeUnit } from '../../src-main/studies/study'
import { DATA, DONE, scripted } from './scripted-process'
import type { EvaluationPlan } from '../../src-main/contract/kinds/evaluation/study'
import type { StudyStatusFile } from '../../src-main/contract/studies'
import type { Project } from '../../src-main/project/project'
import type { Unit } from '../../src-main/studies/study'
import type { ScriptedLaunch } from './scripted-process'

let home: string
let project: Project

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-queue-'))
  project = await createProject(join(home, 'p.halfpower'))
})
afterEach(async () => {
  await project.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const HASH = 'a'.repeat(64)
const plan: EvaluationPlan = {
  kind: 'evaluation',
  models: [{ id: 'm', weights: HASH }],
  data: { dataSet: 'd', split: null, hash: HASH, images: 10, limit: null },
  batchSize: 2,
  device: 'none',
}

/** A unit that does nothing but have a name. */
function unit(name: string, needs: Unit[] = []): Unit {
  return makeUnit({
    methodVersion: 1,
    device: 'none',
    settings: { name },
    label: name,
    work: 10,
    needs: needs.map((need) => need.key),
    arrays: null,
    temporary: false,
    task: {
      kind: 'reversal',
      seeds: [[name]],
      bootstrap: { resamples: 1, seed: 0 },
    },
  })
}

const nameOf = (request: { task: { kind: string; seeds?: string[][] } }): string =>
  request.task.seeds?.[0]?.[0] ?? ''

async function queueOf(
  units: Unit[],
  process: ScriptedLaunch,
  threads = 1,
  jobs = 1,
): Promise<{ queue: Queue; id: string; run: () => Promise<StudyStatusFile> }> {
  const { id } = await project.studies.add(plan, 'A study', units.length)
  const work = {
    id,
    device: 'none',
    threads,
    jobs: () => jobs,
    remarks: [],
    contents: { known: [], words: [] },
    units,
    publications: [],
  }
  const nothing = (): void => undefined
  const queue = new Queue(project, new JobCrew(process.launch), () => Promise.resolve(work), {
    onStatus: nothing,
    onProgress: nothing,
    onLog: nothing,
    onModel: nothing,
  })
  const run = async (): Promise<StudyStatusFile> => {
    await queue.enqueue(id)
    await queue.ended(id)
    return (await project.studies.status(id))!
  }
  return { queue, id, run }
}

describe('the queue', () => {
  it('computes every unit once, in order, and keeps the results', async () => {
    const computed: string[] = []
    const process = scripted((request, say) => {
      computed.push(nameOf(request))
      say(DONE)
    })
    const units = [unit('one'), unit('two')]
    const { run } = await queueOf(units, process)
    expect(await run()).toMatchObject({
      state: 'done',
      units: { total: 2, done: 2, failed: 0 },
      failures: [],
    })
    expect(computed).toEqual(['one', 'two'])
    expect(process.started()).toBe(1)
    expect(await project.results.read(units[0]!.key)).toMatchObject({
      key: units[0]!.key,
      data: DATA,
      inputs: units[0]!.inputs,
    })
    await run()
    expect(computed).toEqual(['one', 'two'])
  })

  it('fails a unit with its sentence, leaves out what needs it, and computes the rest', async () => {
    const process = scripted((request, say) => {
      say(
        nameOf(request) === 'one'
          ? { message: 'error', error: { kind: 'input', message: 'Image 7 is broken.' } }
          : DONE,
      )
    })
    const one = unit('one')
    const { run } = await queueOf([one, unit('after one', [one]), unit('other')], process)
    const status = await run()
    expect(status).toMatchObject({ state: 'failed', error: null, units: { total: 3, done: 1, failed: 2 } })
    expect(status.failures).toEqual([
      { key: one.key, label: 'one', error: { kind: 'input', message: 'Image 7 is broken.' } },
    ])
  })

  it('stops at a full disk, because the rest would fail too', async () => {
    const computed: string[] = []
    const process = scripted((request, say) => {
      computed.push(nameOf(request))
      say({ message: 'error', error: { kind: 'storage', message: 'The disk is full.' } })
    })
    const { run } = await queueOf([unit('one'), unit('two')], process)
    expect(await run()).toMatchObject({
      state: 'failed',
      error: { kind: 'storage', message: 'The disk is full.' },
    })
    expect(computed).toEqual(['one'])
  })

  it('tries a unit whose process died once more in a fresh one', async () => {
    let deaths = 0
    const process = scripted((request, say, die) => {
      if (nameOf(request) === 'two' && deaths++ === 0) die({ code: null, signal: 'SIGKILL', stderr: '' })
      else say(DONE)
    })
    const { run, id } = await queueOf([unit('one'), unit('two'), unit('three')], process)
    expect(await run()).toMatchObject({ state: 'done', units: { done: 3 } })
    expect(process.started()).toBe(2)
    expect(
      (await project.studies.log(id)).some(
        (line) => line.level === 'warning' && line.message.includes('SIGKILL'),
      ),
    ).toBe(true)
  })

  it('gives up a unit whose process dies twice, with one sentence', async () => {
    const process = scripted((request, say, die) => {
      if (nameOf(request) === 'one') die({ code: 134, signal: null, stderr: 'Aborted' })
      else say(DONE)
    })
    const { run } = await queueOf([unit('one'), unit('two')], process)
    const status = await run()
    expect(status).toMatchObject({ state: 'failed', units: { done: 1, failed: 1 } })
    expect(status.failures[0]?.error.message).toContain('(exit code 134, it was ended by SIGABRT')
  })

  it('pauses in the middle, survives a restart, and goes on with what is missing', async () => {
    const computed: string[] = []
    let stuck = true
    const process = scripted((request, say) => {
      computed.push(nameOf(request))
      if (nameOf(request) !== 'two' || !stuck) say(DONE)
    })
    const units = [unit('one'), unit('two')]
    const { queue, id } = await queueOf(units, process)
    await queue.enqueue(id)
    await vi.waitUntil(() => computed.includes('two'), { timeout: 120_000 })
    await queue.stop(id, 'paused')
    expect(await project.studies.status(id)).toMatchObject({
      state: 'paused',
      units: { total: 2, done: 1, failed: 0 },
    })

    await project.close()
    project = await openProject(project.folder, 'write')
    stuck = false
    const again = await queueOf(units, process)
    expect(await again.run()).toMatchObject({ state: 'done', units: { done: 2 } })
    expect(computed).toEqual(['one', 'two', 'two'])
  })

  it('goes on with the number of threads that it began with, and says so', async () => {
    const used: unknown[] = []
    let stuck = true
    const process = scripted((request, say) => {
      used.push([nameOf(request), request.threads])
      if (nameOf(request) !== 'two' || !stuck) say(DONE)
    })
    const units = [unit('one'), unit('two')]
    const { queue, id } = await queueOf(units, process, 2)
    await queue.enqueue(id)
    await vi.waitUntil(() => used.length === 2, { timeout: 120_000 })
    await queue.stop(id, 'paused')
    stuck = false
    const again = await queueOf(units, process, 1)
    expect(await again.run()).toMatchObject({ state: 'done', threads: 2 })
    expect(used).toEqual([
      ['one', 2],
      ['two', 2],
      ['two', 2],
    ])
    expect((await project.studies.log(id)).filter(({ level }) => level === 'warning')).toMatchObject([
      { message: expect.stringMatching(/^The study goes on with 2 threads, .* and not with 1:/) as string },
    ])
  })

  it('takes another number of threads while nothing is computed', async () => {
    const process = scripted(() => undefined)
    const units = [unit('one')]
    const { queue, id } = await queueOf(units, process, 2)
    await queue.enqueue(id)
    await vi.waitUntil(() => process.started() === 1, { timeout: 120_000 })
    await queue.stop(id, 'paused')
    const used: unknown[] = []
    const willing = scripted((request, say) => {
      used.push(request.threads)
      say(DONE)
    })
    expect(await (await queueOf(units, willing, 1)).run()).toMatchObject({ state: 'done', threads: 1 })
    expect(used).toEqual([1])
  })

  it('goes on with what a killed process left running, when told to', async () => {
    const process = scripted((_request, say) => say(DONE))
    const { queue, id } = await queueOf([unit('one')], process)
    const status = (await project.studies.status(id))!
    await project.studies.writeStatus({ ...status, state: 'running' })
    await queue.runAll()
    await queue.ended(id)
    expect(await project.studies.status(id)).toMatchObject({ state: 'done' })
  })

  it('leaves what ran in line when the project is closed, for the next start', async () => {
    const computed: string[] = []
    let stuck = true
    const process = scripted((request, say) => {
      computed.push(nameOf(request))
      if (nameOf(request) !== 'two' || !stuck) say(DONE)
    })
    const units = [unit('one'), unit('two')]
    const { queue, id } = await queueOf(units, process)
    await queue.enqueue(id)
    await vi.waitUntil(() => computed.includes('two'), { timeout: 120_000 })
    await queue.close()
    expect(await project.studies.status(id)).toMatchObject({ state: 'queued', units: { done: 1 } })
    stuck = false
    const again = await queueOf(units, process)
    await again.queue.runAll()
    await again.queue.ended(id)
    expect(await project.studies.status(id)).toMatchObject({ state: 'done', units: { done: 2 } })
  })

  it('heeds the wish of another process to cancel', async () => {
    const process = scripted(() => undefined)
    const { queue, id } = await queueOf([unit('one')], process)
    await queue.enqueue(id)
    const reader = await openProject(project.folder, 'read')
    await reader.studies.requestCancel(id)
    await queue.ended(id)
    expect(await project.studies.status(id)).toMatchObject({ state: 'cancelled' })
    expect(await project.studies.cancelRequested(id)).toBe(false)
  })

  it('refuses what is not in the contract', async () => {
    const process = scripted((_request, say) =>
      say({ message: 'unit result', outcome: { data: 'no object' } } as never),
    )
    const { run } = await queueOf([unit('one')], process)
    expect((await run()).failures[0]?.error.message).toMatch(/not in the contract/)
  })

  it('fails a study whose work cannot be made any more', async () => {
    const { id } = await project.studies.add(plan, 'A study', 1)
    const queue = new Queue(
      project,
      new JobCrew(scripted(() => undefined).launch),
      () => Promise.reject(new UserError('input', 'The data set is gone.')),
      {
        onStatus: () => undefined,
        onProgress: () => undefined,
        onLog: () => undefined,
        onModel: () => undefined,
      },
    )
    await queue.enqueue(id)
    await queue.ended(id)
    expect(await project.studies.status(id)).toMatchObject({
      state: 'failed',
      error: { kind: 'input', message: 'The data set is gone.' },
    })
  })

  it('writes results that say nothing of when they were made', async () => {
    const process = scripted((_request, say) => say(DONE))
    const { run } = await queueOf([unit('one')], process)
    await run()
    const text = await readFile(project.results.jsonPath(unit('one').key), 'utf8')
    expect(text).not.toMatch(/\d{4}-\d\d-\d\dT/)
  })
})

describe('several units at a time', () => {
  it('are computed by as many processes, and stored one after another', async () => {
    // Answers come when three are asked for: with fewer at a time none would.
    const asked: (() => void)[] = []
    const script = scripted((_request, say) => {
      asked.push(() => say(DONE))
      if (asked.length === 3) for (const answer of asked.splice(0)) answer()
    })
    const units = Array.from({ length: 9 }, (_, i) => unit(`unit ${i}`))
    const { run, id } = await queueOf(units, script, 1, 3)
    expect(await run()).toMatchObject({ state: 'done', units: { total: 9, done: 9, failed: 0 } })
    expect(script.started()).toBe(3)
    for (const { key } of units) expect((await project.results.read(key))?.data).toEqual(DATA)
    const log = (await project.studies.log(id)).map(({ message }) => message)
    expect(log[0]).toBe('started on none with 1 thread each, up to 3 units at a time')
    expect(log.filter((message) => message.startsWith('unit ')).length).toBe(9)
  })

  it('wait for what they need, and fall with it', async () => {
    const computed: string[] = []
    const script = scripted((request, say) => {
      computed.push(nameOf(request))
      const failed = { message: 'error', error: { kind: 'input', message: 'Image 7 is broken.' } } as const
      setTimeout(() => say(nameOf(request) === 'bad' ? failed : DONE), 5)
    })
    const good = unit('good')
    const bad = unit('bad')
    const { run } = await queueOf(
      [good, bad, unit('after good', [good]), unit('after both', [good, bad])],
      script,
      1,
      2,
    )
    expect(await run()).toMatchObject({ state: 'failed', units: { total: 4, done: 2, failed: 2 } })
    expect(computed.sort()).toEqual(['after good', 'bad', 'good'])
  })

  it('all end when the disk is full, with that sentence', async () => {
    const script = scripted((request, say) => {
      if (nameOf(request) === 'one')
        say({ message: 'error', error: { kind: 'storage', message: 'The disk is full.' } })
    })
    const { run } = await queueOf([unit('one'), unit('two'), unit('three')], script, 1, 3)
    expect(await run()).toMatchObject({
      state: 'failed',
      error: { kind: 'storage', message: 'The disk is full.' },
      units: { done: 0, failed: 0 },
    })
  })

  it('are all stopped by a pause, and gone on with', async () => {
    let silent = true
    const script = scripted((request, say) => {
      if (!silent || nameOf(request) === 'one') say(DONE)
    })
    const { queue, id, run } = await queueOf([unit('one'), unit('two'), unit('three')], script, 1, 2)
    await queue.enqueue(id)
    await vi.waitFor(async () => expect((await project.studies.status(id))?.units.done).toBe(1))
    await queue.stop(id, 'paused')
    expect(await project.studies.status(id)).toMatchObject({ state: 'paused', units: { done: 1, failed: 0 } })
    silent = false
    expect(await run()).toMatchObject({ state: 'done', units: { done: 3 } })
  })

  it('become fewer when memory runs out, before a batch is made smaller', async () => {
    let first: (() => void) | null = null
    let requests = 0
    const script = scripted((_request, say) => {
      requests++
      // The first waits for the second, however long that takes to begin; only together are they too many.
      if (requests === 1) first = () => say(DONE)
      else if (requests === 2) {
        say({ message: 'error', error: { kind: 'memory', message: 'Out of memory' } })
        setTimeout(() => first?.(), 10)
      } else say(DONE)
    })
    const { run, id } = await queueOf([unit('one'), unit('two'), unit('three')], script, 1, 2)
    expect(await run()).toMatchObject({ state: 'done', units: { done: 3, failed: 0 } })
    const log = (await project.studies.log(id)).map(({ message }) => message)
    expect(log.filter((message) => /From now on one unit at a time/.test(message)).length).toBe(1)
  })
})
