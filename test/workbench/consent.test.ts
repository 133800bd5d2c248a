/** Studies that wait in a project from elsewhere do not go on by themselves. */
import { cp, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { goOnWhenOpened } from '../../src-main/shell/go-on'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'

let home: string
let folder: string
let workbench: Workbench
/** Units that were begun since the last look. */
let begun: number

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-consent-'))
  folder = join(home, 'p.halfpower')
  here('one')
  begun = 0
  await makeGratings(join(home, 'gratings'), 16, 12)
  workbench = makeWorkbench()
  await workbench.invoke('project.create', { folder })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  const request = {
    kind: 'sweep' as const,
    dataSet: 'gratings',
    sigmas: [null],
    width: 2,
    recipe: 'demo',
    epochs: 2,
    batchSize: 8,
  }
  await workbench.invoke('study.start', { request })
  await workbench.close()
})
afterEach(async () => {
  await workbench.close()
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** Another machine is another configuration folder. */
const here = (machine: string): void =>
  void vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, `of-${machine}`))

function makeWorkbench(): Workbench {
  const made = new Workbench({
    launch: inProcess((message) => {
      if (message.message === 'unit result') begun++
    }),
    threads: 1,
  })
  made.on('study.status', ({ state }) => {
    if (state === 'running') begun++
  })
  return made
}

/** As a window opens it: what it asks, and whether anything was computed. */
async function open(path = folder): Promise<{ asks: string | null; computed: boolean }> {
  workbench = makeWorkbench()
  goOnWhenOpened(workbench)
  begun = 0
  const { asks } = await workbench.invoke('project.open', { folder: path, mode: 'auto' })
  await vi.waitFor(() => {
    if (asks === null && begun === 0) throw new Error('Nothing has begun yet.')
  })
  await new Promise((resolve) => setTimeout(resolve, 200))
  const computed = begun > 0
  return { asks, computed }
}

/** Puts the study back in line, as a sender can. */
async function queueAgain(path = folder): Promise<void> {
  const [study] = await workbench.invoke('study.list', {})
  await workbench.close()
  const file = join(path, 'studies', study!.id, 'status.json')
  const status = JSON.parse(await readFile(file, 'utf8')) as object
  await writeFile(file, JSON.stringify({ ...status, state: 'queued' }))
}

it('goes on by itself where it was begun, and asks elsewhere until it is told to', async () => {
  expect(await open()).toEqual({ asks: null, computed: true })
  await queueAgain()
  here('two')
  const asked = await open()
  expect(asked).toMatchObject({
    computed: false,
    asks: expect.stringContaining('1 study waits in this project') as string,
  })
  await queueAgain()
  // Having been opened is no consent, and the command line's own opening is none either.
  expect((await open()).computed).toBe(false)
  const heard: (string | null)[] = []
  workbench.on('project.changed', (info) => void heard.push(info?.asks ?? null))
  await workbench.invoke('queue.start', {})
  expect(heard[0]).toBeNull()
  await vi.waitFor(() => expect(begun).toBeGreaterThan(0), { timeout: 60_000 })
  await queueAgain()
  expect(await open()).toEqual({ asks: null, computed: true })
})

it('asks once when it has been moved, and when it was sent away and came back', async () => {
  const moved = join(home, 'moved.halfpower')
  await rename(folder, moved)
  expect((await open(moved)).computed).toBe(false)
  await workbench.invoke('queue.start', {})
  await queueAgain(moved)
  expect(await open(moved)).toMatchObject({ asks: null })
  await queueAgain(moved)

  // The same bytes with the same word at the same place, with the times that the sender likes.
  const mark = join(moved, 'mark.json')
  const { atime, mtime } = await stat(mark)
  await cp(moved, join(home, 'sent'), { recursive: true, preserveTimestamps: true })
  await rm(moved, { recursive: true })
  await new Promise((resolve) => setTimeout(resolve, 2100))
  await cp(join(home, 'sent'), moved, { recursive: true, preserveTimestamps: true })
  await utimes(mark, atime, mtime)
  expect((await open(moved)).computed).toBe(false)
})

it('a study that its user starts or resumes says nothing about the others that wait', async () => {
  here('two')
  expect((await open()).computed).toBe(false)
  const request = {
    kind: 'sweep' as const,
    dataSet: 'gratings',
    sigmas: [1],
    width: 2,
    recipe: 'demo',
    epochs: 1,
    batchSize: 8,
  }
  const { id } = await workbench.invoke('study.start', { request })
  await workbench.invoke('study.wait', { study: id })
  expect((await workbench.invoke('project.info', {}))?.asks).toContain('1 study waits')
  await workbench.close()
  const again = await open()
  expect(again.computed).toBe(false)
  // The last one that waits, asked for by name: now all that waits was asked for.
  const waiting = (await workbench.invoke('study.list', {})).find(({ state }) => state === 'queued')
  await workbench.invoke('study.resume', { study: waiting!.id })
  expect((await workbench.invoke('project.info', {}))?.asks).toBeNull()
})
