/** A workbench that writes nothing: every method that names a place of the user's is refused, or only reads it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { methods } from '../../src-main/contract/methods'
import { createProject } from '../../src-main/project/project'
import { WRITES_ELSEWHERE } from '../../src-main/workbench/read-only'
import { Workbench } from '../../src-main/workbench/workbench'

/** They take a place of the user's, and read there; or write into the project, which is open for reading. */
const READS = [
  'project.open',
  'dataSet.detect',
  'dataSet.preview',
  'dataSet.add',
  'dataSet.relink',
  'model.inspect',
  'model.try',
  'model.import',
  'commandLine.ofImport',
  'corruption.inspect',
  'population.inspect',
  'population.add',
  'population.relink',
  'population.simulate',
  'study.importResults',
  'files.list',
]

function takesAPlace(name: string): boolean {
  const { input } = methods[name as keyof typeof methods]
  const keys = Object.keys((input as unknown as { shape?: object }).shape ?? {})
  return keys.some((key) =>
    ['file', 'files', 'folder', 'path', 'from', 'to', 'output', 'overwrite'].includes(key),
  )
}

describe('--read-only', () => {
  let folder: string
  let workbench: Workbench
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-read-only-'))
    const made = await createProject(join(folder, 'a.halfpower'), 'A', undefined)
    await made.close()
    workbench = new Workbench({
      launch: () => {
        throw new Error('nothing is computed')
      },
      threads: null,
      readOnly: true,
    })
  })
  afterEach(async () => {
    await workbench.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('knows of every method that takes a place whether it writes there', () => {
    const known = new Set([...READS, ...WRITES_ELSEWHERE])
    expect(Object.keys(methods).filter((name) => takesAPlace(name) && !known.has(name))).toEqual([])
  })

  it('opens for reading, also where writing is asked for, and makes nothing', async () => {
    const project = join(folder, 'a.halfpower')
    expect((await workbench.invoke('project.open', { folder: project, mode: 'write' })).readOnly).toBe(true)
    const refusal = /was started with --read-only and writes nothing/
    await expect(workbench.invoke('project.create', { folder: join(folder, 'b.halfpower') })).rejects.toThrow(
      refusal,
    )
    await expect(workbench.invoke('project.saveCopy', { folder: join(folder, 'c') })).rejects.toThrow(refusal)
    await expect(workbench.invoke('project.pack', { file: join(folder, 'd.zip') })).rejects.toThrow(refusal)
    const responses = { population: 'V1', output: join(folder, 'e.npy') }
    await expect(workbench.invoke('population.respond', responses)).rejects.toThrow(refusal)
    await expect(workbench.invoke('project.setFieldOfView', { degrees: 60 })).rejects.toThrow(/read-only/)
    expect(await readdir(folder)).toEqual(['a.halfpower'])
    expect(await readdir(project)).not.toContain('lock')
  })
})
