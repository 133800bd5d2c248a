/**
 * The built application in Electron's window: page, preload, protocol, calls, dialogs, jobs and quitting. Inside real
 * Electron where its binary is (it is fetched by Electron's own installer, not by npm); everywhere, with the same
 * tests, inside the stand-in. What has been seen only with the stand-in is said in README.md.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { realElectron, standIn } from './electron-driver'
import { picture } from './browser'
import { startDisplay } from './display'
import { story } from './story'
import type { Display } from './display'
import type { Driven } from './electron-driver'

/** A folder of JPEG files in two classes, dark and bright. */
async function writeJpegs(folder: string): Promise<void> {
  const random = generator(1, 'jpegs')
  for (const [label, level] of [
    ['bright', 180],
    ['dark', 40],
  ] as const) {
    for (const [part, count] of [
      ['train', 48],
      ['test', 16],
    ] as const) {
      await mkdir(join(folder, part, label), { recursive: true })
      for (let i = 0; i < count; i++) {
        const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, () => level + 30 * random.uniform())
        await writeFile(
          join(folder, part, label, `${i}.jpg`),
          await sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } })
            .jpeg()
            .toBuffer(),
        )
      }
    }
  }
}

const sweep = (epochs: number): object => ({
  kind: 'sweep',
  dataSet: 'jpegs',
  sigmas: [null],
  seeds: [0],
  width: 4,
  recipe: 'demo',
  epochs,
  batchSize: 32,
})

describe.each([realElectron, standIn])('$name', (host) => {
  const title = host.obstacle === null ? 'the window' : `the window (skipped: ${host.obstacle})`
  describe.skipIf(host.obstacle !== null)(title, () => {
    story()
    let home: string
    let project: string
    let driven: Driven
    let display: Display

    const call = async (method: string, input: object): Promise<Record<string, unknown>> => {
      const answer = await driven.page.evaluate<{
        output?: Record<string, unknown>
        error?: { message: string }
      }>(`window.halfpower.invoke(${JSON.stringify(method)}, ${JSON.stringify(input)})`)
      if (answer.error) throw new Error(answer.error.message)
      return answer.output!
    }
    const startSweep = async (epochs: number): Promise<string> =>
      String((await call('study.start', { request: sweep(epochs) }))['id'])
    const stateOf = async (study: string): Promise<unknown> =>
      ((await call('study.get', { study }))['info'] as { state: string }).state
    const isRunning = (study: string) => expect.poll(() => stateOf(study)).toBe('running')

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'halfpower-electron-'))
      project = join(home, 'study.halfpower')
      await writeJpegs(join(home, 'jpegs'))
      display = await startDisplay()
      driven = await host.drive({ home, display })
    })
    afterAll(async () => {
      await driven.stop()
      display.stop()
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    })

    it('is visible, and shows our page over its own scheme, without Node and without complaints', async () => {
      await expect.poll(() => driven.isVisible()).toBe(true)
      await expect.poll(() => driven.page.title()).toContain('Halfpower')
      await driven.page.getByRole('main').waitFor()
      expect(driven.own(driven.page.url())).toMatch(/^halfpower:\/\/app\//)
      expect(await driven.page.evaluate('typeof require + typeof process')).toBe('undefinedundefined')
      expect(await driven.page.evaluate('Object.keys(window.halfpower).sort().join()')).toBe(
        'invoke,on,pathOf',
      )
      expect(driven.complaints).toEqual([])
      const name = `electron-${host === standIn ? 'stand-in' : 'real'}`
      // A window that has just come may have painted nothing yet.
      await expect.poll(() => picture(driven.page, name).then(() => 'painted', String)).toBe('painted')
    })

    it('answers calls of the contract over the bridge, and no others', async () => {
      expect(await call('app.info', {})).toMatchObject({ host: 'electron', nativeDialogs: true })
      await expect(call('no.such', {})).rejects.toThrow('no method')
    })

    it('reaches no network, opens no window, serves nothing outside the page', async () => {
      const tried = "fetch('http://127.0.0.1:1/').then(() => 'reached', () => 'refused')"
      expect(await driven.page.evaluate(tried)).toBe('refused')
      const status = "fetch('/..%2f..%2fpackage.json').then((reply) => reply.status)"
      expect(await driven.page.evaluate(status)).toBe(404)
      if (host === standIn) return
      expect(await driven.page.evaluate("window.open('https://example.org/')")).toBeNull()
      await driven.page.evaluate("location.href = 'https://example.org/'")
      await driven.page.waitForTimeout(200)
      expect(driven.own(driven.page.url())).toMatch(/^halfpower:\/\/app\//)
    })

    it('decodes a folder of JPEG files in a job, and shows one of them', async () => {
      await call('project.create', { folder: project })
      const added = await call('dataSet.add', { path: join(home, 'jpegs'), name: 'jpegs' })
      expect(added).toMatchObject({ name: 'jpegs' })
      const { images } = await call('dataSet.images', { dataSet: 'jpegs', split: 'test', start: 0, count: 1 })
      const { url } = (images as { url: string }[])[0]!
      const bytes = await driven.page.evaluate(
        `fetch(${JSON.stringify(`/${url}`)}).then((reply) => reply.arrayBuffer()).then((all) => [...new Uint8Array(all)])`,
      )
      const { data, info } = await sharp(Uint8Array.from(bytes as number[]))
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([16, 16])
      // The first class is the bright one.
      expect(data[0]).toBeGreaterThan(150)
    })

    it('computes a study to its end, and cancels another', async () => {
      const short = await startSweep(1)
      expect(await call('study.wait', { study: short })).toMatchObject({ state: 'done' })
      const long = await startSweep(2000)
      await isRunning(long)
      await call('study.cancel', { study: long })
      expect(await call('study.wait', { study: long })).toMatchObject({ state: 'cancelled' })
    })

    it('goes on without a window after asking, and another start brings it back', async () => {
      const study = await startSweep(2000)
      await isRunning(study)
      await driven.closeWindow()
      expect(await driven.box()).toMatchObject({
        message: expect.stringContaining('runs') as string,
        buttons: ['Go on without a window', 'Pause and quit', 'Cancel'],
      })
      await driven.answer(0)
      await expect.poll(() => driven.isVisible()).toBe(false)
      expect(await host.startAgain({ home, display })).toBe(0)
      await expect.poll(() => driven.isVisible()).toBe(true)
      expect(await stateOf(study)).toBe('running')
    })

    it('ends in the middle of a study at the second Ctrl-C, and leaves no lock and nothing half-written', async () => {
      await driven.page.evaluate("location.hash = '#/queue'")
      driven.signal('SIGINT')
      expect((await driven.box()).buttons).toEqual(['Pause and quit', 'Cancel'])
      expect(driven.ended()).toBeNull()
      driven.signal('SIGINT')
      await expect.poll(() => driven.ended()).toBe(0)
      expect(existsSync(join(project, 'lock'))).toBe(false)
    })

    it('opens what was open, and goes on with it', async () => {
      driven = await host.drive({ home, display })
      await expect.poll(() => call('project.info', {})).toMatchObject({ folder: project })
      await expect.poll(() => driven.page.url()).toContain('#/queue')
      const studies = (await call('study.list', {})) as unknown as { id: string; state: string }[]
      await isRunning(studies.at(-1)!.id)
      driven.signal('SIGTERM')
      await expect.poll(() => driven.ended()).toBe(0)
      expect(JSON.parse(await readFile(join(home, 'user', 'window.json'), 'utf8'))).toMatchObject({
        open: { project },
      })
    })
  })
})
