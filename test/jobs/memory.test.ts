/** Memory that runs out, and a job process of which nothing is heard: what the study says and does. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toErrorData } from '../../src-main/contract/errors'
import { JobCrew } from '../../src-main/jobs/crew'
import { JobCrash } from '../../src-main/jobs/job-runner'
import { runStudy } from '../../src-main/jobs/run-study'
import { createProject } from '../../src-main/project/project'
import { makeUnit } from '../../src-main/studies/study'
import { DONE, scripted } from './scripted-process'
import type { EvaluationPlan } from '../../src-main/contract/kinds/evaluation/study'
import type { StudyStatusFile } from '../../src-main/contract/studies'
import type { UnitTask } from '../../src-main/contract/tasks'
import type { Project } from '../../src-main/project/project'
import type { Script } from './scripted-process'

let home: string
let project: Project
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-memory-'))
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
  batchSize: 8,
  device: 'none',
}
/** Never looked into: the process is a script. */
const EVALUATE = { kind: 'evaluate', batchSize: 8 } as UnitTask
const TRAIN = { kind: 'train' } as UnitTask
const FINGERPRINT = { device: 'none', version: '1', block: null, threads: 1, processor: 'x' }

async function run(
  task: UnitTask,
  script: Script,
  silence?: number,
): Promise<{ status: StudyStatusFile; log: string[]; started: number; key: string }> {
  const unit = makeUnit({
    methodVersion: 1,
    device: 'none',
    settings: { name: 'one' },
    label: 'one',
    work: 1,
    needs: [],
    arrays: null,
    temporary: false,
    task,
  })
  const { id } = await project.studies.add(plan, 'A study', 1)
  const { launch, started } = scripted(script)
  const crew = new JobCrew(launch, silence)
  const nothing = (): void => undefined
  const status = await runStudy(
    project,
    crew,
    {
      id,
      device: 'none',
      threads: 1,
      remarks: [],
      contents: { known: [], words: [] },
      units: [unit],
      publications: [],
    },
    { onStatus: nothing, onProgress: nothing, onLog: nothing, onModel: nothing },
    new AbortController().signal,
  )
  await crew.stop()
  const log = (await project.studies.log(id)).map(({ message }) => message)
  return { status, log, started: started(), key: unit.key }
}

const batchOf = ({ task }: { task: UnitTask }): number => (task as { batchSize: number }).batchSize

describe('memory that runs out', () => {
  const WAYS: [string, (say: Parameters<Script>[1], die: Parameters<Script>[2]) => void][] = [
    [
      'the device says so',
      (say) =>
        say({
          message: 'error',
          error: toErrorData(new Error('A tensor of shape [8,3] was used, but Conv: std::bad_alloc')),
        }),
    ],
    [
      'JavaScript says so',
      (say) =>
        say({ message: 'error', error: toErrorData(new RangeError('Array buffer allocation failed')) }),
    ],
    [
      'its heap is full',
      (_say, die) =>
        die({
          code: null,
          signal: 'SIGABRT',
          stderr: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
        }),
    ],
    [
      'the C++ library ends it',
      (_say, die) =>
        die({ code: 134, signal: null, stderr: "terminate called after throwing 'std::bad_alloc'" }),
    ],
  ]
  for (const [what, fail] of WAYS)
    it(`(${what}) halves the batch, in a fresh process, and says so`, async () => {
      const batches: number[] = []
      const { status, log, started, key } = await run(EVALUATE, (request, say, die) => {
        batches.push(batchOf(request))
        if (batchOf(request) > 2) fail(say, die)
        else say({ ...DONE, fingerprint: FINGERPRINT } as typeof DONE)
      })
      expect(batches).toEqual([8, 4, 2])
      expect(started).toBe(3)
      expect(status).toMatchObject({ state: 'done', failures: [], error: null })
      expect(log.filter((line) => /Trying with [42] images at a time instead/.test(line))).toHaveLength(2)
      // It is being done already.
      expect(log.join(' ')).not.toContain('close other programs')
      // The result says so, too, and its key is the plan's.
      expect((await project.results.read(key))?.provenance).toEqual({ ...FINGERPRINT, batch: 2 })
    })

  it('outside of a study, too, says what to do', () => {
    const crash = new JobCrash({ code: null, signal: 'SIGKILL', stderr: '' }, 1)
    expect(crash.message).toMatch(/ran out of memory \(it was ended by SIGKILL\)\. .*close other programs/)
  })

  it('not even for one image stops the study with what to do', async () => {
    const { status } = await run(EVALUATE, (_request, say) => {
      WAYS[0]![1](say, () => undefined)
    })
    expect(status).toMatchObject({
      state: 'failed',
      error: {
        kind: 'memory',
        message: expect.stringMatching(
          /^There is not enough memory, not even for the smallest batch.*resume the study/,
        ) as string,
      },
    })
  })

  it('never makes the batch of a training smaller', async () => {
    let asked = 0
    const { status } = await run(TRAIN, (_request, say) => {
      asked++
      WAYS[0]![1](say, () => undefined)
    })
    expect(asked).toBe(1)
    expect(status).toMatchObject({
      state: 'failed',
      error: {
        kind: 'memory',
        message: expect.stringMatching(/would train another network.*--batch/) as string,
      },
    })
  })

  it('is not blamed for a process that somebody has killed: it is tried once more, with the same batch', async () => {
    const batches: number[] = []
    const { status } = await run(EVALUATE, (request, say, die) => {
      batches.push(batchOf(request))
      if (batches.length === 1) die({ code: null, signal: 'SIGKILL', stderr: '' })
      else say(DONE)
    })
    expect(batches).toEqual([8, 8])
    expect(status.state).toBe('done')
  })
})

it('a job of which nothing is heard is reported, and not ended', async () => {
  const { status, log } = await run(
    EVALUATE,
    (_request, say) => {
      setTimeout(
        () => say({ message: 'progress', progress: { work: 0, imagesPerSecond: null, label: null } }),
        400,
      )
      setTimeout(() => say(DONE), 900)
    },
    100,
  )
  expect(status.state).toBe('done')
  const said = log.filter((line) =>
    /^one: no sign of progress for \d+ s\. It has not been stopped/.test(line),
  )
  // After 0.1 and 0.2 s, and again after what was heard.
  expect(said.length).toBeGreaterThanOrEqual(3)
  expect(said.length).toBeLessThan(9)
})
