/**
 * Deleting and restoring: nothing is lost until the bin is emptied, a study whose model or images were deleted keeps what
 * it has found, also afterwards, and what runs is never touched.
 */
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject } from '../../src-main/project/project'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'

let home: string
let project: string
let workbench: Workbench
let model: string
let filter: string
let sharing: string

const measured = { dataSet: 'gratings', batchSize: 16 }

async function run(request: StudyRequestInput): Promise<string> {
  const { id } = await workbench.invoke('study.start', { request })
  await workbench.invoke('study.wait', { study: id })
  const { info } = await workbench.invoke('study.get', { study: id })
  if (info.state !== 'done') throw new Error(JSON.stringify(info))
  return id
}
/** Every stored result, by its file. */
const results = (): string[] =>
  readdirSync(join(project, 'results'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-bin-'))
  project = join(home, 'p.halfpower')
  await makeGratings(join(home, 'gratings'), 16, 60)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: project })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  await run({
    ...{ kind: 'sweep', dataSet: 'gratings', sigmas: [null, 1], width: 2, recipe: 'demo' },
    ...{ epochs: 1, batchSize: 16 },
  })
  const [first] = await workbench.invoke('model.list', {})
  model = first!.id
  filter = await run({ ...measured, kind: 'filter', models: [model], cutOffs: [0.25, 0.5] })
  // It shares what the first has found at 0.5.
  sharing = await run({ ...measured, kind: 'filter', models: [model], cutOffs: [0.5] })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('a study', () => {
  it('goes into the bin and comes back as it was', async () => {
    const before = await workbench.invoke('study.result', { study: filter })
    const entry = await workbench.invoke('bin.put', { kind: 'study', thing: filter })
    expect((await workbench.invoke('study.list', {})).map(({ id }) => id)).not.toContain(filter)
    expect(existsSync(join(project, 'bin', entry.id, filter, 'plan.json'))).toBe(true)
    expect(await workbench.invoke('bin.list', {})).toEqual([entry])
    await workbench.invoke('bin.restore', { entry: entry.id })
    expect(await workbench.invoke('study.result', { study: filter })).toEqual(before)
    expect(await workbench.invoke('bin.list', {})).toEqual([])
    expect(readdirSync(join(project, 'bin'))).toEqual([])
  })

  it('that was asked again meanwhile is not overwritten', async () => {
    await workbench.invoke('bin.put', { kind: 'study', thing: filter })
    await run({ ...measured, kind: 'filter', models: [model], cutOffs: [0.25, 0.5] })
    const [entry] = await workbench.invoke('bin.list', {})
    expect(entry?.obstacle).toMatch(/another study/)
    await expect(workbench.invoke('bin.restore', { entry: entry!.id })).rejects.toThrow(
      `The project has another study "${filter}" by now: delete that one first.`,
    )
    expect((await workbench.invoke('study.get', { study: filter })).info.state).toBe('done')
  })

  it('is emptied with the results that no other study has', async () => {
    const before = results()
    const kept = await workbench.invoke('study.result', { study: sharing })
    await workbench.invoke('bin.put', { kind: 'study', thing: filter })
    const { removed, notices } = await workbench.invoke('bin.empty', {})
    expect(removed).toBe(2)
    expect(notices).toEqual([])
    expect(before.length - results().length).toBeGreaterThan(0)
    expect(await workbench.invoke('study.result', { study: sharing })).toEqual(kept)
    expect((await workbench.invoke('study.check', { study: sharing })).damaged).toBe(0)
    expect(readdirSync(join(project, 'bin'))).toEqual([])
  })

  it('that is in the bin with a damaged plan keeps what it has found until it is mended', async () => {
    const found = await workbench.invoke('study.result', { study: sharing })
    const other = await run({ ...measured, kind: 'filter', models: [model], cutOffs: [0.25, 0.5] })
    const kept = await workbench.invoke('bin.put', { kind: 'study', thing: sharing })
    const { id: going } = await workbench.invoke('bin.put', { kind: 'study', thing: other })
    const plan = join(project, 'bin', kept.id, sharing, 'plan.json')
    const whole = await readFile(plan, 'utf8')
    await writeFile(plan, whole.slice(0, -20))
    expect((await openProject(project, 'read')).damages.join()).toMatch(/plan\.json" is damaged/)
    const { notices } = await workbench.invoke('bin.empty', { entry: going })
    expect(notices.join()).toMatch(/stay on the disk, because.*plan\.json" is damaged/)
    await writeFile(plan, whole)
    await workbench.invoke('bin.restore', { entry: kept.id })
    expect(await workbench.invoke('study.result', { study: sharing })).toEqual(found)
  })

  it('that waits in the queue is not touched, nor what it needs', async () => {
    const { id } = await workbench.invoke('study.start', {
      request: { ...measured, kind: 'filter', models: [model], cutOffs: [0.125, 0.375, 0.625, 0.75] },
    })
    for (const [kind, thing] of [
      ['study', id],
      ['model', model],
      ['data set', 'gratings'],
    ] as const)
      await expect(workbench.invoke('bin.put', { kind, thing }), kind).rejects.toThrow(
        /(is running|waits in the queue).*cancel it first/,
      )
    await workbench.invoke('study.wait', { study: id })
    expect((await workbench.invoke('study.get', { study: id })).info.state).toBe('done')
    await workbench.invoke('bin.put', { kind: 'study', thing: id })
    await workbench.invoke('bin.empty', {})
  })
})

describe('what is written about a study', () => {
  it('is kept beside what it asks, which stays, and reaches its methods text', async () => {
    const before = await workbench.invoke('study.get', { study: sharing })
    const described = await workbench.invoke('study.describe', {
      ...{ study: sharing, title: ' Low-passed once more ', note: 'Asked by a reviewer.' },
    })
    expect(described).toMatchObject({ title: 'Low-passed once more', note: 'Asked by a reviewer.' })
    await workbench.invoke('model.describe', { model, note: 'The first one.' })
    const { plan, info } = await workbench.invoke('study.get', { study: sharing })
    expect(plan).toEqual(before.plan)
    expect(info.id).toBe(sharing)
    const { text } = await workbench.invoke('study.methodsText', { study: sharing })
    expect(text).toContain('Note on the study: Asked by a reviewer.')
    expect(text).toMatch(/Note on the model .*: The first one\./)
    // Nothing written is nothing said.
    expect(await workbench.invoke('study.describe', { study: sharing, note: '' })).not.toHaveProperty('note')
    expect(await workbench.invoke('model.describe', { model, note: ' ' })).not.toHaveProperty('note')
    await expect(workbench.invoke('study.describe', { study: sharing, title: ' ' })).rejects.toThrow(/title/)
  })
})

describe('a model that studies have used', () => {
  it('is named with them, and they keep their results, also when the bin is emptied', async () => {
    const look = await workbench.invoke('bin.look', { kind: 'model', thing: model })
    expect(look.dependents.map(({ thing }) => thing)).toContain(sharing)
    expect(look.sentences.join(' ')).toMatch(/2 studies have used it and keep their results/)
    const before = await workbench.invoke('study.result', { study: sharing })
    const sweep = (await workbench.invoke('study.list', {})).find(({ kind }) => kind === 'sweep')!.id
    const { bytes } = await workbench.invoke('bin.put', { kind: 'model', thing: model })
    expect((await workbench.invoke('model.list', {})).map(({ id }) => id)).not.toContain(model)
    expect(await workbench.invoke('study.result', { study: sharing })).toEqual(before)
    // Nothing is to be made good of a sweep whose model was deleted.
    expect((await workbench.invoke('study.check', { study: sweep })).damaged).toBe(0)

    const emptied = await workbench.invoke('bin.empty', {})
    expect(emptied.bytes).toBeGreaterThan(bytes / 2)
    expect(await workbench.invoke('bin.list', {})).toEqual([])
    expect(await workbench.invoke('study.result', { study: sharing })).toEqual(before)
    expect((await workbench.invoke('study.check', { study: sweep })).damaged).toBe(0)
    await expect(
      workbench.invoke('study.start', {
        request: { ...measured, kind: 'filter', models: [model], cutOffs: [1] },
      }),
    ).rejects.toThrow(/There is no model/)
  })

  it('cannot be computed with while it is in the bin', async () => {
    const other = (await workbench.invoke('model.list', {}))[0]!.id
    const { id } = await workbench.invoke('study.start', {
      request: { ...measured, kind: 'filter', models: [other], cutOffs: [0.5] },
      later: true,
    })
    await workbench.invoke('bin.put', { kind: 'model', thing: other })
    await workbench.invoke('study.resume', { study: id })
    await workbench.invoke('study.wait', { study: id })
    const { info } = await workbench.invoke('study.get', { study: id })
    expect(info.state).toBe('failed')
    expect(info.error?.message).toMatch(`The study needs the model "${other}", which was deleted: restore it`)
    await workbench.invoke('bin.restore', { kind: 'model', thing: other })
    await workbench.invoke('study.resume', { study: id })
    await workbench.invoke('study.wait', { study: id })
    expect((await workbench.invoke('study.get', { study: id })).info.state).toBe('done')
  })
})

describe('a data set', () => {
  it('goes and comes with its studies whole', async () => {
    const before = await workbench.invoke('study.result', { study: sharing })
    await workbench.invoke('bin.put', { kind: 'data set', thing: 'gratings' })
    expect(await workbench.invoke('dataSet.list', {})).toEqual([])
    expect(await workbench.invoke('study.result', { study: sharing })).toEqual(before)
    await workbench.close()
    // Nothing is said to be lost.
    expect((await workbench.invoke('project.open', { folder: project })).notices).toEqual([])
    await workbench.invoke('bin.restore', { kind: 'data set', thing: 'gratings' })
    expect((await workbench.invoke('dataSet.list', {})).map(({ id }) => id)).toEqual(['gratings'])
  })
})

describe('a bin that somebody else has made', () => {
  it('moves nothing but what its kind and id say', async () => {
    const folder = join(project, 'bin', 'strange')
    await mkdir(join(folder, 'results'), { recursive: true })
    await writeFile(join(folder, 'project.json'), 'theirs')
    await writeFile(
      join(folder, 'entry.json'),
      JSON.stringify({
        ...{ format: 'halfpower bin entry', version: 1, id: 'strange', kind: 'figure' },
        ...{ thing: '../../project', title: 'x', deleted: '2026-01-01T00:00:00.000Z' },
      }),
    )
    expect(await workbench.invoke('bin.list', {})).toEqual([])
    await expect(workbench.invoke('bin.restore', { entry: 'strange' })).rejects.toThrow(
      /There is no "strange"/,
    )
  })
})
