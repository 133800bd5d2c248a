/** The Map of the example study, asked again and again while its files change. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openProject } from '../../src-main/project/project'
import { mapPoints } from '../../src-main/workbench/map/points'
import { ROOT } from '../support/root'
import type { Project } from '../../src-main/project/project'

let home: string
let project: Project
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'halfpower-known-'))
  const folder = join(home, 'example.halfpower')
  cpSync(join(ROOT, 'resources/example-study.halfpower'), folder, { recursive: true })
  // Files that were written a moment ago are read anew each time.
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() + 60_000)
  project = await openProject(folder, 'write')
})
afterAll(async () => {
  vi.useRealTimers()
  await project.close()
  rmSync(home, { recursive: true })
})

/** Lets what was written lie for a while. */
function wait(): void {
  vi.setSystemTime(Date.now() + 60_000)
}

describe('the Map', () => {
  it('is the same when it is asked again, and reads no result again', async () => {
    const first = await mapPoints(project)
    expect(first.filter(({ f_rev }) => f_rev?.value != null).length).toBeGreaterThan(3)
    const read = vi.spyOn(project.results, 'read')
    expect(await mapPoints(project)).toEqual(first)
    expect(read).not.toHaveBeenCalled()
    read.mockRestore()
  })

  it('has the new name of a model', async () => {
    const { id } = (await mapPoints(project))[0]!
    const file = (await project.models.read(id))!
    await project.models.update({ ...file, name: 'the old mouse' })
    wait()
    expect((await mapPoints(project)).find((point) => point.id === id)?.name).toBe('the old mouse')
  })

  it('has no number of results that a study no longer has', async () => {
    const study = readdirSync(join(project.folder, 'studies')).find((id) => id.startsWith('hybrid-'))!
    const before = await mapPoints(project)
    expect(before.some(({ hybridStudy }) => hybridStudy === study)).toBe(true)
    rmSync(join(project.folder, 'results'), { recursive: true })
    // As it is when a study goes on: what it says of itself is written anew.
    const status = (await project.studies.status(study))!
    await project.studies.writeStatus({ ...status, state: 'queued', units: { ...status.units, done: 0 } })
    wait()
    const after = await mapPoints(project)
    expect(after.every(({ f_rev }) => f_rev === null)).toBe(true)
    // Of the other studies nothing has changed.
    expect(after.some(({ medianEpsilon }) => medianEpsilon.L2 !== null)).toBe(true)
  })

  it('says each time that a study cannot be read', async () => {
    const study = readdirSync(join(project.folder, 'studies')).find((id) => id.startsWith('attack-'))!
    const { id } = (await project.dataSets.list())[0]!
    rmSync(join(project.folder, 'datasets', `${id}.json`))
    for (let time = 0; time < 2; time++)
      expect(
        (await mapPoints(project)).flatMap(({ unread = [] }) => unread).map((each) => each.study),
      ).toContain(study)
  })
})
