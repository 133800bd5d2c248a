/**
 * Studies of every kind as jobs of a cluster: written, computed task by task in projects of their own, brought back, and
 * the same, bit for bit, as computed here. What a killed task, a cut-off file or another training would do to it.
 */
import { cp, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src-main/contract/json'
import { withSum } from '../../src-main/project/sum'
import { runUnits } from '../../src-main/workbench/cluster/run-units'
import { Workbench } from '../../src-main/workbench/workbench'
import { contents, differences, makeEveryKind } from '../crash/every-kind'
import { inProcess } from '../support/small-project'
import type { JobsManifest, SlurmOptions, UnitRecord } from '../../src-main/contract/studies/cluster'
import type { Launch } from '../../src-main/jobs/channel'
import type { RanUnits } from '../../src-main/workbench/cluster/run-units'

const PROGRAM = ['node', 'command-line.js']

let home: string
let waiting: string
let copies = 0

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-cluster-'))
  waiting = await makeEveryKind(home)
})
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

/** A project of its own with the waiting studies; the images lie beside it. */
async function copy(): Promise<string> {
  const folder = join(home, `copy-${++copies}.halfpower`)
  await cp(waiting, folder, { recursive: true })
  return folder
}

async function within<T>(folder: string, use: (workbench: Workbench) => Promise<T>): Promise<T> {
  const workbench = new Workbench({ launch: inProcess(), threads: 1, version: '1.2.3', program: PROGRAM })
  try {
    await workbench.invoke('project.open', { folder, mode: 'write' })
    return await use(workbench)
  } finally {
    await workbench.close()
  }
}

async function exported(folder: string, study: string, slurm: SlurmOptions = {}): Promise<string> {
  const jobs = join(home, `jobs-${++copies}`)
  await within(folder, (workbench) => workbench.invoke('study.exportJobs', { study, folder: jobs, slurm }))
  return jobs
}

async function manifestOf(jobs: string): Promise<JobsManifest> {
  return JSON.parse(await readFile(join(jobs, 'manifest.json'), 'utf8')) as JobsManifest
}

function run(jobs: string, first: number, last: number, launch: Launch = inProcess()): Promise<RanUnits> {
  return runUnits({
    ...{ folder: jobs, first, last, data: [], scratch: join(home, 'scratch'), version: '1.2.3', launch },
    doneFile: join(jobs, 'done', `${first}-${last}`),
    signal: new AbortController().signal,
    onLog: () => undefined,
  })
}

async function runAll(jobs: string): Promise<void> {
  for (const { first, last } of (await manifestOf(jobs)).tasks)
    expect((await run(jobs, first, last)).missing).toEqual([])
}

function imported(folder: string, jobs: string) {
  return within(folder, async (workbench) => {
    const found = await workbench.invoke('study.importResults', { folder: jobs })
    await workbench.invoke('study.wait', { study: found.study.id })
    return { ...found, state: (await workbench.invoke('study.get', { study: found.study.id })).info.state }
  })
}

/** Studies in an order in which each finds what it builds on. */
function studiesOf(folder: string): Promise<string[]> {
  return within(folder, async (workbench) =>
    (await workbench.invoke('study.list', {})).filter(({ state }) => state !== 'done').map(({ id }) => id),
  )
}

/** A sweep whose training takes several blocks. */
async function longSweep(folder: string): Promise<string> {
  return await within(folder, async (workbench) => {
    const { id } = await workbench.invoke('study.start', {
      request: {
        kind: 'sweep',
        dataSet: 'gratings',
        width: 2,
        recipe: 'demo',
        batchSize: 8,
        sigmas: [null, 1],
        epochs: 3,
      },
      later: true,
    })
    return id
  })
}

/** The units of a bundle. */
async function recordsIn(bundle: string): Promise<{ path: string; record: UnitRecord }[]> {
  const names = (await readdir(bundle)).filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
  return await Promise.all(
    names.map(async (name) => {
      const path = join(bundle, name)
      return { path, record: JSON.parse(await readFile(path, 'utf8')) as UnitRecord }
    }),
  )
}

describe('a study on a cluster', () => {
  it('of every kind is the same as computed here, bit for bit', async () => {
    const here = await copy()
    const there = await copy()
    const studies = await studiesOf(here)
    await within(here, async (workbench) => {
      for (const study of studies) {
        await workbench.invoke('study.resume', { study })
        await workbench.invoke('study.wait', { study })
      }
    })
    for (const study of studies) {
      const jobs = await exported(there, study, { perTask: 2 })
      await runAll(jobs)
      const back = await imported(there, jobs)
      expect({ study, missing: back.missing, refused: back.refused, state: back.state }).toEqual({
        ...{ study, missing: [], refused: [], state: 'done' },
      })
    }
    expect(differences(await contents(here), await contents(there))).toEqual([])
  })

  it('waits, paused, once it has been written, and is not written where there is nothing to compute', async () => {
    const folder = await copy()
    const [study] = await studiesOf(folder)
    const jobs = await exported(folder, study!)
    const { state } = await within(folder, (bench) => bench.invoke('study.get', { study: study! })).then(
      ({ info }) => info,
    )
    expect(state).toBe('paused')
    await expect(
      within(folder, (bench) => bench.invoke('study.exportJobs', { study: study!, folder: jobs })),
    ).rejects.toThrow(/holds jobs already/)
    await runAll(jobs)
    await imported(folder, jobs)
    const other = join(home, 'nothing')
    await expect(
      within(folder, (bench) => bench.invoke('study.exportJobs', { study: study!, folder: other })),
    ).rejects.toThrow(/is done: there is nothing to compute/)
    await expect(stat(other)).rejects.toThrow()
  })

  it('is brought back in parts, twice without harm, and what is missing is named with what to submit', async () => {
    const folder = await copy()
    const study = await longSweep(folder)
    const jobs = await exported(folder, study, { perTask: 2 })
    const { tasks, units } = await manifestOf(jobs)
    await run(jobs, tasks[0]!.first, tasks[0]!.last)
    const first = await imported(folder, jobs)
    expect(first).toMatchObject({ taken: 2, present: 0, state: 'paused', refused: [] })
    expect(first.missing).toEqual(units.slice(2).map(({ label }) => label))
    expect(first.resubmit).toEqual([
      `cd ${jobs}`,
      'job=$(sbatch --parsable --array=2 stage-1.sbatch)',
      'job=$(sbatch --parsable --array=1-2 --dependency=afterany:${job%%;*} stage-2.sbatch)',
      'job=$(sbatch --parsable --array=1 --dependency=afterany:${job%%;*} stage-3.sbatch)',
    ])
    expect(await imported(folder, jobs)).toMatchObject({ taken: 0, present: 2, state: 'paused', refused: [] })
    // What came back is in no task of jobs that are written now, and these go on with it.
    const again = await exported(folder, study, { perTask: 4 })
    expect((await manifestOf(again)).units).toHaveLength(units.length - 2)
    await runAll(again)
    expect(await imported(folder, again)).toMatchObject({ missing: [], refused: [], state: 'done' })
    const here = await copy()
    await longSweep(here)
    await within(here, async (bench) => {
      await bench.invoke('study.resume', { study })
      await bench.invoke('study.wait', { study })
    })
    const results = async (of: string): Promise<string[]> =>
      (await readdir(join(of, 'results'), { recursive: true })).filter((name) => /\./.test(name)).sort()
    expect(await results(folder)).toEqual(await results(here))
    for (const name of await results(here))
      expect(await readFile(join(folder, 'results', name), 'base64'), name).toBe(
        await readFile(join(here, 'results', name), 'base64'),
      )
  })

  it('a task goes on where it was stopped: finished units are not computed again', async () => {
    const folder = await copy()
    const study = await longSweep(folder)
    const jobs = await exported(folder, study)
    const [task] = (await manifestOf(jobs)).tasks
    const stop = new AbortController()
    let computed = 0
    const counting = inProcess((message) => {
      if (message.message !== 'unit result') return
      computed++
      if (computed === 2) stop.abort('paused')
    })
    const stopped = await runUnits({
      ...{
        folder: jobs,
        ...task!,
        data: [],
        scratch: join(home, 'scratch'),
        version: '1.2.3',
        launch: counting,
      },
      signal: stop.signal,
      onLog: () => undefined,
    })
    expect(stopped.missing.length).toBeGreaterThan(0)
    const resumed = await run(jobs, task!.first, task!.last, counting)
    expect(resumed).toMatchObject({ before: stopped.now, missing: [] })
    expect(resumed.now + resumed.before).toBe(resumed.units)
    expect(await run(jobs, task!.first, task!.last, counting)).toMatchObject({ now: 0, missing: [] })
    expect(computed).toBeLessThanOrEqual(resumed.units + 1)
    // Nothing is left in scratch space.
    expect(await readdir(join(home, 'scratch'))).toEqual([])
  })

  it('what needs units that nobody has finished is left out and named', async () => {
    const folder = await copy()
    const jobs = await exported(folder, await longSweep(folder), { perTask: 2 })
    const late = (await manifestOf(jobs)).tasks.find(({ stage }) => stage === 2)!
    const { missing, now } = await run(jobs, late.first, late.last)
    expect(now).toBe(0)
    expect(missing[0]).toMatch(/epoch 3 of 3: it needs ".*epoch 2 of 3", which is not finished/)
  })

  it('a bundle that is cut off, has a changed digit, or lacks a unit is refused by name; running its task mends it', async () => {
    const folder = await copy()
    const jobs = await exported(folder, await longSweep(folder))
    await runAll(jobs)
    const { tasks } = await manifestOf(jobs)
    const name = `${tasks[0]!.first}-${tasks[0]!.last}`
    const bundle = join(jobs, 'bundles', name)
    const whole = join(home, `whole-${++copies}`)
    await cp(bundle, whole, { recursive: true })
    const arrays = (await readdir(bundle)).find((each) => each.endsWith('.safetensors'))!
    const { path } = (await recordsIn(bundle))[0]!
    const damages: [string, () => Promise<void>, RegExp][] = [
      [
        'arrays cut off',
        () => truncate(join(bundle, arrays), 1000),
        /is cut off or damaged: it has 1000 bytes instead of/,
      ],
      [
        'arrays changed',
        () => flip(join(bundle, arrays)),
        /is damaged: its content is not what was computed/,
      ],
      ['arrays gone', () => rm(join(bundle, arrays)), /is gone, and the bundle says that it is there/],
      ['a record cut off', () => truncate(path, 300), /is damaged: it is not complete JSON/],
      ['a record changed', () => flip(path), /is damaged/],
      ['a record gone', () => rm(path), /is gone, and the bundle says that it is there/],
      ['the list cut off', () => truncate(join(bundle, 'bundle.json'), 40), /bundle\.json" is damaged/],
    ]
    for (const [what, damage, sentence] of damages) {
      await rm(bundle, { recursive: true })
      await cp(whole, bundle, { recursive: true })
      await damage()
      const fresh = join(home, `fresh-${++copies}.halfpower`)
      await cp(folder, fresh, { recursive: true })
      const back = await imported(fresh, jobs)
      expect(back.refused, what).toHaveLength(1)
      expect(back.refused[0], what).toMatch(new RegExp(`^The bundle ${name} is not taken: `))
      expect(back.refused[0], what).toMatch(sentence)
      expect(back.missing.length, what).toBe(tasks[0]!.last - tasks[0]!.first + 1)
      expect(back.resubmit[1], what).toContain('--array=1 stage-1.sbatch')
      expect((await run(jobs, tasks[0]!.first, tasks[0]!.last)).missing, what).toEqual([])
      expect(await imported(fresh, jobs), what).toMatchObject({ refused: [], missing: [], state: 'done' })
    }
  })

  it('nothing of two trainings is put together', async () => {
    const folder = await copy()
    const study = await longSweep(folder)
    const jobs = await exported(folder, study, { perTask: 2 })
    await runAll(jobs)
    // The beginning of one training as if another processor had computed it: whole in itself, and other bits.
    const { tasks } = await manifestOf(jobs)
    const begun = join(jobs, 'bundles', `${tasks[0]!.first}-${tasks[0]!.last}`)
    for (const { path, record } of await recordsIn(begun)) {
      const { provenance, ...result } = record.result
      const changed = {
        ...record,
        result: { ...result, provenance: { ...provenance!, processor: 'x64, another' } },
      }
      await writeFile(path, `${JSON.stringify(withSum(changed), null, 2)}\n`)
    }
    const back = await imported(folder, jobs)
    expect(back.state).toBe('paused')
    expect(back.refused.length).toBeGreaterThan(0)
    for (const sentence of back.refused)
      expect(sentence).toMatch(
        /σ = none, training seed 0, .*: it was computed from other results than those that are/,
      )
    // The other training is whole.
    expect(back.missing.every((label) => label.startsWith('σ = none'))).toBe(true)
    expect(back.missing.length).toBeGreaterThan(0)
  })

  it('a unit of impossible numbers, one whose key does not follow from its inputs, and one of other threads, are refused', async () => {
    const folder = await copy()
    const jobs = await exported(folder, await longSweep(folder))
    await runAll(jobs)
    const [first, second] = (await manifestOf(jobs)).tasks
    for (const { task, change, sentence } of [
      {
        task: first!,
        change: (record: UnitRecord) => ({
          ...record,
          result: { ...record.result, data: { correct: -5, total: 1e308 } },
        }),
        sentence: /is damaged: "result.data.*run its task again/,
      },
      {
        task: first!,
        change: (record: UnitRecord) => ({
          ...record,
          result: { ...record.result, inputs: { ...record.result.inputs, device: 'another' } },
        }),
        sentence: /its key does not follow from what is in it/,
      },
      {
        task: second!,
        change: (record: UnitRecord) => ({
          ...record,
          result: { ...record.result, provenance: { ...record.result.provenance!, threads: 7 } },
        }),
        sentence: /was computed on onnxruntime-cpu with 7 threads, and the jobs say onnxruntime-cpu with 1/,
      },
    ]) {
      const bundle = join(jobs, 'bundles', `${task.first}-${task.last}`)
      const { path, record } = (await recordsIn(bundle))[0]!
      await writeFile(path, `${JSON.stringify(withSum(change(record)), null, 2)}\n`)
      const back = await imported(folder, jobs)
      expect(back.refused.join('\n')).toMatch(sentence)
      await writeFile(path, `${JSON.stringify(withSum(record), null, 2)}\n`)
    }
  })

  it('jobs of another study, another version or with changed files are refused', async () => {
    const folder = await copy()
    const jobs = await exported(folder, await longSweep(folder))
    await expect(imported(await copy(), jobs)).rejects.toThrow(/which this project does not have/)
    await expect(imported(folder, home)).rejects.toThrow(/is no folder of jobs/)
    const options = { folder: jobs, first: 1, last: 1, data: [], launch: inProcess(), onLog: () => undefined }
    const { signal } = new AbortController()
    await expect(runUnits({ ...options, signal, version: '1.2.4' })).rejects.toThrow(
      /were written by Halfpower 1\.2\.3, and this is 1\.2\.4/,
    )
    await expect(runUnits({ ...options, signal, version: '1.2.3', last: 99 })).rejects.toThrow(
      /Units 1 to 99 are not there: these jobs have the units 1 to/,
    )
    await flip(join(jobs, 'project', 'datasets', 'gratings.json'))
    await expect(runUnits({ ...options, signal, version: '1.2.3' })).rejects.toThrow(
      /project\/datasets\/gratings\.json" is not what was written there/,
    )
  })

  it('images that lie elsewhere on a node are found where it is said, and only if they are the same', async () => {
    const folder = await copy()
    const jobs = await exported(folder, await longSweep(folder))
    const elsewhere = join(home, 'elsewhere')
    await cp(join(home, 'gratings'), elsewhere, { recursive: true })
    const path = join(jobs, 'project', 'datasets', 'gratings.json')
    expect(canonicalJson(JSON.parse(await readFile(path, 'utf8')))).toContain(join(home, 'gratings'))
    const { signal } = new AbortController()
    const at = (place: string) =>
      runUnits({
        ...{
          folder: jobs,
          first: 1,
          last: 1,
          version: '1.2.3',
          launch: inProcess(),
          onLog: () => undefined,
          signal,
        },
        data: [{ name: 'gratings', path: place }],
      })
    expect((await at(elsewhere)).missing).toEqual([])
    await expect(at(join(home, 'nowhere'))).rejects.toThrow(/no longer at/)
    await rm(join(jobs, 'bundles', '1-1'), { recursive: true })
    await flip(join(elsewhere, 'train-images-idx3-ubyte'))
    expect((await at(elsewhere)).missing.join()).toMatch(/is not what it was when the study was planned/)
  })
})

/** Changes one bit in the middle of a file. */
async function flip(path: string): Promise<void> {
  const bytes = await readFile(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = bytes[at]! ^ 1
  await writeFile(path, bytes)
}
