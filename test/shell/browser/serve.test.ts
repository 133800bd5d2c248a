/**
 * The browser host as a process: a study that outlives its window, a second start on the same project, and
 * what an end and a new start make of what was running.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { built, ifBuilt, start } from '../run-halfpower'
import { ask, TestWindow } from './client'
import type { Ended } from '../run-halfpower'

let home: string
const hosts: RunningHost[] = []

/** A host process and what it says. */
class RunningHost {
  stdout = ''
  readonly child
  readonly ended: Promise<Ended>

  constructor(...words: string[]) {
    const { child, ended } = start(['serve', ...words], home)
    this.child = child
    this.ended = ended
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()))
    hosts.push(this)
  }

  /** Waits until it has said something. */
  async says(what: RegExp): Promise<RegExpExecArray> {
    return await vi.waitUntil(() => what.exec(this.stdout), { timeout: 120_000 })
  }

  /** Opens a window at the address that was printed last. */
  async window(): Promise<TestWindow> {
    await this.says(/token=/)
    const address = new URL([...this.stdout.matchAll(/http:\S+token=\S+/g)].at(-1)![0])
    const port = Number(address.port)
    const { headers } = await ask(port, address.pathname + address.search)
    const [cookie = ''] = headers['set-cookie'] ?? []
    const window = await TestWindow.open(
      port,
      { cookie: cookie.split(';')[0]!, origin: `http://127.0.0.1:${port}` },
      `${String(headers['location'])}socket`,
    )
    if (typeof window === 'number') throw new Error(`The window was refused: ${window}.`)
    return window
  }

  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM')
    return await this.ended
  }
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-serve-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  vi.stubEnv('HALFPOWER_BROWSER', 'none')
  vi.stubEnv('DISPLAY', ':0')
})
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop()
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** A training part of 40 images of 8×8: light ones and dark ones. */
async function makeImages(folder: string): Promise<void> {
  const count = 40
  const images = Buffer.alloc(16 + count * 64)
  images.writeUInt32BE(0x803, 0)
  ;[count, 8, 8].forEach((size, i) => images.writeUInt32BE(size, 4 + 4 * i))
  const labels = Buffer.alloc(8 + count)
  labels.writeUInt32BE(0x801, 0)
  labels.writeUInt32BE(count, 4)
  for (let i = 0; i < count; i++) {
    images.fill(i % 2 === 0 ? 40 : 200, 16 + i * 64, 16 + (i + 1) * 64)
    labels[8 + i] = i % 2
  }
  await mkdir(folder)
  await writeFile(join(folder, 'train-images-idx3-ubyte'), images)
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), labels)
}

const isProgress = (message: unknown): message is { event: string; payload: { fraction: number } } =>
  typeof message === 'object' && message !== null && 'event' in message && message.event === 'study.progress'

describe.skipIf(!built)(`a host in a terminal${ifBuilt}`, () => {
  it('goes on with a study whose window is closed, is asked for it by nobody else, and leaves it for the next start', async () => {
    await makeImages(join(home, 'images'))
    const host = new RunningHost('--window')
    await host.says(
      /No Chromium, Chrome or Edge was found\. Open this address in a browser \(it works once\)/,
    )
    const window = await host.window()
    const folder = join(home, 'p.halfpower')
    await window.call(1, 'project.create', { folder })
    expect(await window.call(2, 'dataSet.add', { path: join(home, 'images'), name: 'images' })).toMatchObject(
      {
        output: { id: 'images' },
      },
    )
    const started = (await window.call(3, 'study.start', {
      request: {
        kind: 'sweep',
        dataSet: 'images',
        sigmas: [null],
        seeds: [0],
        width: 2,
        recipe: 'demo',
        epochs: 500,
        batchSize: 8,
      },
    })) as { output?: { id: string } }
    expect(started).toHaveProperty('output')
    await window.until(isProgress)

    window.socket.close()
    await host.says(/The window is closed\. The study ".*" runs.* and goes on\. Open this address/)
    const again = await host.window()
    expect(await again.call(1, 'study.list', {})).toMatchObject({ output: [{ state: 'running' }] })

    const second = new RunningHost('p.halfpower')
    await second.says(/is being written by process \d+ on this machine.*It is open read-only/)
    const onlooker = await second.window()
    expect(await onlooker.call(1, 'project.info', {})).toMatchObject({ output: { readOnly: true } })
    expect(await onlooker.call(2, 'study.pause', { study: started.output!.id })).toMatchObject({
      error: { kind: 'project' },
    })
    expect(await second.stop()).toMatchObject({ code: 0 })

    const ended = await host.stop()
    expect(ended).toMatchObject({ code: 3, stderr: '' })
    expect(ended.stdout).toMatch(/Pausing\. What is finished is kept/)

    const next = new RunningHost('p.halfpower')
    const later = await next.window()
    await later.until(isProgress)
    expect(await later.call(1, 'study.list', {})).toMatchObject({ output: [{ state: 'running' }] })
    await later.call(2, 'study.pause', { study: started.output!.id })
    expect(await next.stop()).toMatchObject({ code: 0 })
  })

  it('opens with a window what was open last, where it was; not when another is named, and not what has gone', async () => {
    const first = new RunningHost('--window')
    const window = await first.window()
    const folder = join(home, 'p.halfpower')
    await window.call(1, 'project.create', { folder })
    await window.call(2, 'app.shows', { part: '#/map?x=cycles' })
    expect(await window.call(3, 'app.shows', { part: '#/map\u001b[31m' })).toMatchObject({
      error: { kind: 'usage' },
    })
    await first.stop()

    const second = new RunningHost('--window')
    const again = await second.window()
    expect(second.stdout).toMatch(/^Opening .*p\.halfpower, which was open last\.$/m)
    expect(second.stdout).toMatch(/token=[^\s#]+#\/map\?x=cycles$/m)
    expect(await again.call(1, 'project.info', {})).toMatchObject({ output: { folder } })
    second.child.kill('SIGKILL')
    await second.ended

    await rename(folder, join(home, 'moved.halfpower'))
    const third = new RunningHost('--window')
    expect(await (await third.window()).call(1, 'project.info', {})).toMatchObject({ output: null })
    expect(third.stdout).not.toContain('Opening')
    await third.stop()

    await rename(join(home, 'moved.halfpower'), folder)
    const headless = new RunningHost()
    expect(await (await headless.window()).call(1, 'project.info', {})).toMatchObject({ output: null })
    await headless.stop()
  })

  it('says in a sentence what it cannot open', async () => {
    const host = new RunningHost('nothing.halfpower')
    const { code, stderr, stdout } = await host.ended
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^halfpower: ".*nothing\.halfpower" is not a Halfpower project .*\n$/)
  })
})
