import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromErrorData, toErrorData } from '../../src-main/contract/errors'
import { createProject, openProject } from '../../src-main/project/project'
import { withSum } from '../../src-main/project/sum'
import { editStored } from '../support/edit-stored'
import type { DataSetFile } from '../../src-main/contract/data-set'
import type { StoredHead } from '../../src-main/project/sum'
import type { EvaluationPlan } from '../../src-main/contract/kinds/evaluation/study'

let home: string
let folder: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-project-'))
  folder = join(home, 'mice.halfpower')
})
afterEach(() => rm(home, { recursive: true, force: true }))

const entry: Omit<DataSetFile, 'format' | 'version' | 'id' | 'path' | 'shipped'> = {
  name: 'My Images',
  dataFormat: 'image-folder',
  transforms: { gray: false },
  classNames: ['a', 'b'],
  height: 32,
  width: 32,
  channels: 1,
  parts: [{ split: null, images: 2, hash: 'a'.repeat(64), perClass: [1, 1] }],
}

async function lockOf(holder: { pid: number; host?: string; processStart?: string | null }): Promise<void> {
  const lock = {
    format: 'halfpower lock',
    version: 1,
    pid: holder.pid,
    host: holder.host ?? hostname(),
    processStart: holder.processStart ?? null,
    since: '2026-01-02T03:04:05.000Z',
    token: 'other',
  }
  await writeFile(join(folder, 'lock'), JSON.stringify(lock))
}

describe('a project', () => {
  it('is made, closed and opened again', async () => {
    const made = await createProject(folder, 'Mice and blur')
    await made.close()
    expect(await readdir(folder)).toEqual(['datasets', 'models', 'project.json', 'results', 'studies'])
    const opened = await openProject(folder, 'write')
    expect(opened.info).toMatchObject({ title: 'Mice and blur', readOnly: false, notices: [] })
    await opened.close()
  })

  it('takes its title from the folder when none is given', async () => {
    const made = await createProject(folder)
    expect(made.info.title).toBe('mice')
    await made.close()
  })

  it('knows how wide its images are to the eye, when it is made or later, and keeps it', async () => {
    const made = await createProject(folder, 'Mice', 67.5)
    expect(made.info.fieldOfView).toEqual({ value: 67.5, unit: 'degrees' })
    await made.setFieldOfView(20)
    await made.close()
    const reader = await openProject(folder, 'read')
    expect(reader.info).toMatchObject({ title: 'Mice', fieldOfView: { value: 20, unit: 'degrees' } })
    await reader.close()
    const writer = await openProject(folder, 'write')
    await writer.setFieldOfView(null)
    expect(writer.info.fieldOfView).toBeNull()
    await writer.close()
    const stored = JSON.parse(await readFile(join(folder, 'project.json'), 'utf8')) as Record<string, unknown>
    expect(stored.fieldOfView).toBeNull()
  })

  it('that is open for reading only keeps its field of view', async () => {
    const writer = await createProject(folder)
    const reader = await openProject(folder, 'auto')
    await expect(reader.setFieldOfView(67.5)).rejects.toThrow(/is being written by/)
    await reader.close()
    await writer.close()
  })

  it('is not made where something else is', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'thesis.tex'), '')
    await expect(createProject(folder)).rejects.toThrow(
      /is not empty: a new project needs a folder that does not exist yet/,
    )
    await writeFile(join(home, 'file'), '')
    await expect(createProject(join(home, 'file'))).rejects.toThrow(
      /is a file, or lies below one: a new project needs a folder/,
    )
  })

  it('says what is no project', async () => {
    await expect(openProject(home, 'auto')).rejects.toThrow(
      /is not a Halfpower project \(it has no project.json\)/,
    )
  })

  it('of a newer version opens read-only with a sentence, and not for writing', async () => {
    await (await createProject(folder, 'Mice')).close()
    const path = join(folder, 'project.json')
    const file = JSON.parse(await readFile(path, 'utf8')) as StoredHead
    await writeFile(path, JSON.stringify(withSum({ ...file, version: 2, palette: { kind: 'new' } })))
    const opened = await openProject(folder, 'auto')
    expect(opened.info.readOnly).toBe(true)
    expect(opened.info.notices[0]).toMatch(/written by a newer version of Halfpower and is open read-only/)
    await expect(opened.dataSets.add(entry, home)).rejects.toThrow(/newer version/)
    await expect(openProject(folder, 'write')).rejects.toThrow(/newer version/)
  })

  it('with a truncated file names the file', async () => {
    await (await createProject(folder)).close()
    const path = join(folder, 'project.json')
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 40))
    await expect(openProject(folder, 'write')).rejects.toThrow(
      /project\.json" is damaged: it is not complete JSON/,
    )
    await expect(openProject(folder, 'auto')).rejects.toThrow(/project\.json" is damaged/)
  })

  it('with a truncated project.json and no copy is mended as the sentence says, and keeps everything else', async () => {
    const project = await createProject(folder)
    await project.dataSets.add(entry, home)
    await project.close()
    const path = join(folder, 'project.json')
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 40))
    await expect(openProject(folder, 'write')).rejects.toThrow(
      /put the project\.json of a new, empty project in its place/,
    )
    await (await createProject(join(home, 'empty'))).close()
    await copyFile(join(home, 'empty', 'project.json'), path)
    const mended = await openProject(folder, 'write')
    expect((await mended.dataSets.list()).map(({ name }) => name)).toEqual([entry.name])
    await mended.close()
  })

  it('with a wrong value names the file and the value', async () => {
    await (await createProject(folder)).close()
    const path = join(folder, 'project.json')
    await editStored(path, (text) => text.replace(/"title": .*,/, '"title": 7,'))
    await expect(openProject(folder, 'write')).rejects.toThrow(/project\.json" is damaged: "title"/)
  })

  it('is cleared of what killed writes left', async () => {
    await (await createProject(folder)).close()
    await mkdir(join(folder, 'results', 'ab'))
    const left = ['.project.json.1-00.tmp', join('results', 'ab', '.key.npz.1-00.tmp')]
    for (const name of left) await writeFile(join(folder, name), 'half')
    await (await openProject(folder, 'write')).close()
    expect(await readdir(folder)).not.toContain(left[0])
    expect(await readdir(join(folder, 'results', 'ab'))).toEqual([])
  })
})

describe('the lock', () => {
  beforeEach(async () => {
    await (await createProject(folder)).close()
  })

  it('lets one writer in, and tells the second who it is', async () => {
    const first = await openProject(folder, 'write')
    await expect(openProject(folder, 'write')).rejects.toThrow(
      new RegExp(`being written by process ${process.pid} on this machine since`),
    )
    const second = await openProject(folder, 'auto')
    expect(second.info.readOnly).toBe(true)
    await first.close()
    await (await openProject(folder, 'write')).close()
  })

  it('of a process that is gone is taken over', async () => {
    await lockOf({ pid: 999_999_99 })
    const opened = await openProject(folder, 'write')
    expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
    await opened.close()
    expect(await readdir(folder)).not.toContain('lock')
  })

  it.skipIf(process.platform !== 'linux')(
    'of a reused process number is taken over (skipped off Linux: no /proc)',
    async () => {
      await lockOf({ pid: process.pid, processStart: 'another-boot:1' })
      await (await openProject(folder, 'write')).close()
    },
  )

  it('of another machine is respected', async () => {
    await lockOf({ pid: 1, host: 'far-away' })
    await expect(openProject(folder, 'write')).rejects.toThrow(/process 1 on "far-away".*delete/)
  })

  it('that is damaged is replaced', async () => {
    await writeFile(join(folder, 'lock'), '{"format":"half')
    await (await openProject(folder, 'write')).close()
  })

  it('goes to exactly one of many that try at once', async () => {
    await lockOf({ pid: 999_999_99 })
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => openProject(folder, 'write')))
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('a study that a killed process was running', () => {
  const hash = 'a'.repeat(64)
  const plan: EvaluationPlan = {
    kind: 'evaluation',
    models: [{ id: 'm', weights: hash }],
    data: { dataSet: 'd', split: null, hash, images: 1, limit: null },
    batchSize: 1,
    device: 'none',
  }

  it('waits again, for readers and for the next writer', async () => {
    const project = await createProject(folder)
    const { id } = await project.studies.add(plan, 'A study', 3)
    await project.studies.writeStatus({ ...(await project.studies.status(id))!, state: 'running' })
    const whileRunning = await openProject(folder, 'read')
    expect(await whileRunning.studies.info(id)).toMatchObject({ state: 'running' })
    await project.close()
    expect(await whileRunning.studies.info(id)).toMatchObject({ state: 'queued' })
    const next = await openProject(folder, 'write')
    expect(await next.studies.status(id)).toMatchObject({ state: 'queued' })
    await next.close()
  })

  it('is the same study when the same is asked again', async () => {
    const project = await createProject(folder)
    const first = await project.studies.add(plan, 'A study', 3)
    expect(await project.studies.add({ ...plan }, 'Another title', 3)).toMatchObject({
      id: first.id,
      title: 'A study',
    })
    const other = await project.studies.add({ ...plan, batchSize: 2 }, 'B', 3)
    expect(other.id).not.toBe(first.id)
    expect((await project.studies.list()).map((info) => info.id)).toEqual([first.id, other.id])
    await project.close()
  })
})

describe('data sets', () => {
  it('inside or beside the project are stored by a relative path, others by an absolute one', async () => {
    const project = await createProject(folder)
    const beside = await project.dataSets.add(entry, join(home, 'images', 'all'))
    expect(beside).toMatchObject({ id: 'my-images', path: '../images/all' })
    const inside = await project.dataSets.add({ ...entry, name: 'in' }, join(folder, 'images'))
    expect(inside.path).toBe('images')
    const far = await project.dataSets.add({ ...entry, name: 'far' }, join(tmpdir(), 'elsewhere'))
    expect(far.path).toBe(join(tmpdir(), 'elsewhere'))
    expect(project.dataSets.absolutePath(beside)).toBe(join(home, 'images', 'all'))
    await project.close()
  })

  it('that are shipped are found by name in every installation that has them, and only there', async () => {
    const [here, there] = [join(home, 'here'), join(home, 'there')]
    for (const resources of [here, there]) await mkdir(join(resources, 'shipped-images'), { recursive: true })
    const project = await createProject(folder)
    project.dataSets.resources = here
    const file = await project.dataSets.add(entry, join(here, 'shipped-images'))
    expect(file.shipped).toBe('shipped-images')
    project.dataSets.resources = there
    expect(project.dataSets.absolutePath(file)).toBe(join(there, 'shipped-images'))
    expect(await project.dataSets.info(file)).toMatchObject({ available: true, reason: null })
    // An installation that does not bring it looks where it was.
    project.dataSets.resources = join(home, 'nothing here')
    expect(project.dataSets.absolutePath(file)).toBe(join(here, 'shipped-images'))
    // Once it is said to be elsewhere, it is a data set like any other.
    expect(await project.dataSets.relink(file, join(home, 'mine'))).not.toHaveProperty('shipped')
    await project.close()
  })

  it('that are gone say where they were and how to relink them', async () => {
    const project = await createProject(folder)
    const file = await project.dataSets.add(entry, join(home, 'images'))
    const info = await project.dataSets.info(file)
    expect(info).toMatchObject({ available: false })
    expect(info.reason).toContain(join(home, 'images'))
    expect(info.reason).toContain('halfpower dataset relink')
    const error: unknown = await project.dataSets.assertAvailable(file).catch((thrown: unknown) => thrown)
    // A window shows the sentence without the command and offers what it does; on the way nothing of it is lost.
    const { message, remedy } = toErrorData(fromErrorData(toErrorData(error)))
    expect(message).toBe(info.reason)
    expect(remedy?.relink).toBe(file.id)
    expect(remedy?.sentence).toContain(join(home, 'images'))
    expect(remedy?.sentence).not.toContain('halfpower dataset')
    await project.close()
  })

  it('are found by id, name and beginning, and a wrong name lists them', async () => {
    const project = await createProject(folder)
    await project.dataSets.add(entry, home)
    for (const name of ['my-images', 'My Images', 'my-'])
      expect((await project.dataSets.find(name)).id).toBe('my-images')
    await expect(project.dataSets.find('my-imagse')).rejects.toThrow(
      /There is no data set "my-imagse".*did you mean "my-images".*it has my-images/,
    )
    await project.close()
  })
})
