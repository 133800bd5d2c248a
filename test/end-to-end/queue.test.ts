/**
 * What can be done with a study in the Queue: pause, resume, cancel, retry, compute on a cluster; and with a data set that has moved:
 * say where it is now. A long sweep, so that it is still running when something is done with it.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { halfpower } from '../shell/run-halfpower'
import { PATIENCE, chromiumPath, openWindow, picture, startBrowser } from './browser'
import { writeSquares } from './data'
import { isBuilt, startHost } from './host'
import { story } from './story'
import type { Browser, Locator, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

const why = chromiumPath === null ? ' (skipped: no Chromium)' : isBuilt ? '' : ' (skipped: not built)'

const SWEEP = {
  kind: 'sweep',
  dataSet: 'squares',
  sigmas: [null],
  seeds: [0],
  width: 4,
  recipe: 'demo',
  epochs: 400,
  batchSize: 32,
}

describe.skipIf(why !== '')(`the queue${why}`, () => {
  story()
  let folder: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page
  let card: Locator

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-queue-'))
    await writeSquares(join(folder, 'squares'))
    for (const words of [
      ['new', 'p.halfpower'],
      ['dataset', 'add', 'p.halfpower', 'squares'],
    ]) {
      const { code, stderr } = await halfpower(folder, ...words)
      expect(code, stderr).toBe(0)
    }
    host = await startHost({
      project: join(folder, 'p.halfpower'),
      configuration: join(folder, 'configuration'),
      home: folder,
    })
    browser = await startBrowser()
    window = await openWindow(browser, host.address)
    page = window.page
    await page.evaluate(`location.hash = '#/queue'`)
    await page.locator('main[data-page="queue"]').waitFor()
    card = page.getByRole('article')
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('shows a study that another window has started', async () => {
    expect(await call(page, 'study.start', { request: SWEEP })).toHaveProperty('output')
    await card.filter({ hasText: 'running' }).waitFor()
  })

  it('pauses it, still after a reload, and resumes it', async () => {
    await card.getByRole('button', { name: 'Pause' }).click()
    await card.filter({ hasText: '‖ paused' }).waitFor()
    await page.reload()
    await card.filter({ hasText: '‖ paused' }).waitFor()
    await card.getByRole('button', { name: 'Resume' }).click()
    await card.filter({ hasText: '▶ running' }).waitFor()
    // It computes, and does not only say so.
    await card.filter({ hasText: 'images/s' }).waitFor()
  })

  it('cancels it, when asked twice', async () => {
    await card.getByRole('button', { name: 'Cancel' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button').first().click()
    await dialog.waitFor({ state: 'detached' })
    await card.filter({ hasText: '▶ running' }).waitFor()
    await card.getByRole('button', { name: 'Cancel' }).click()
    await dialog.getByRole('button').last().click()
    await card.filter({ hasText: '× cancelled' }).waitFor()
  })

  it('says what a study lacks whose data set has moved', async () => {
    await rename(join(folder, 'squares'), join(folder, 'moved'))
    await card.getByRole('button', { name: 'Resume' }).click()
    await card.filter({ hasText: '▲ failed' }).waitFor()
    expect(await card.getByRole('alert').innerText()).toContain('squares')
    await picture(page, 'queue-data-set-moved')
  })

  it('takes the data set from where it is now', async () => {
    await page.reload()
    await page.getByRole('link', { name: 'Data' }).click()
    await page.getByRole('button', { name: 'Say where it is … squares' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Folder').fill(join(folder, 'moved'))
    await dialog.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByRole('img', { name: 'image 0' }).first().waitFor()
    expect(await page.getByRole('button', { name: /^Say where/ }).count()).toBe(0)
  })

  it('retries what failed', async () => {
    await page.getByRole('link', { name: 'Queue' }).click()
    await card.getByRole('button', { name: 'Retry what failed' }).click()
    await card.filter({ hasText: '▶ running' }).waitFor()
    await card.filter({ hasText: 'images/s' }).waitFor()
    expect(await card.getByRole('alert').count()).toBe(0)
    await card.getByRole('button', { name: 'Pause' }).click()
    await card.filter({ hasText: '‖ paused' }).waitFor()
  })

  it('writes a study for a cluster, and brings back what was computed there', async () => {
    const short = { ...SWEEP, epochs: 2, seeds: [7], title: 'For the cluster' }
    const { output } = (await call(page, 'study.start', { request: short, later: true })) as {
      output: { id: string }
    }
    await page.evaluate(`location.hash = '#/queue/${output.id}'`)
    const mine = card.filter({ hasText: 'For the cluster' })
    await mine.getByRole('button', { name: 'Run on a cluster …' }).click()
    const dialog = page.getByRole('dialog')
    const jobs = join(folder, 'jobs')
    expect(await dialog.getByLabel('Folder').inputValue()).toBe(join(folder, `${output.id}-jobs`))
    await dialog.getByLabel('Folder').fill(jobs)
    await dialog.getByLabel('Units per task').fill('none')
    await dialog.getByLabel('Partition').fill('two words')
    await dialog.getByRole('button', { name: 'Write the jobs' }).click()
    await dialog.getByText('Give a whole number from 1, or leave it empty.').waitFor()
    await dialog.getByText('give one word as Slurm reads it').waitFor()
    await dialog.getByLabel('Units per task').fill('2')
    await dialog.getByLabel('Partition').fill('')
    await dialog.getByRole('button', { name: 'Write the jobs' }).click()
    await dialog.getByText('4 units, ', { exact: false }).waitFor()
    expect(await dialog.getByRole('group', { name: 'Submit with' }).innerText()).toContain(
      `bash ${join(jobs, 'submit.sh')}`,
    )
    await picture(page, 'queue-run-on-a-cluster')
    await dialog.getByRole('button', { name: 'Close' }).click()

    const compute = (stage: number): Promise<unknown> =>
      promisify(execFile)('bash', [join(jobs, `stage-${stage}.sbatch`)], {
        env: { ...process.env, SLURM_ARRAY_TASK_ID: '1' },
      })
    await compute(1)
    await mine.getByRole('button', { name: 'Bring back results …' }).click()
    // Where it was written is where it is looked for.
    expect(await dialog.getByLabel('Folder').inputValue()).toBe(jobs)
    await dialog.getByRole('button', { name: 'Bring back' }).click()
    await dialog.getByText('2 units brought back, 0 were here before. 2 units are missing:').waitFor()
    expect(await dialog.getByRole('group', { name: 'Submit again' }).innerText()).toContain(
      'sbatch --parsable --array=1 stage-2.sbatch',
    )
    await picture(page, 'queue-bring-back')
    await compute(2)
    await dialog.getByRole('button', { name: 'Bring back' }).click()
    await dialog.getByText('2 units brought back, 2 were here before. Nothing is missing.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await mine.filter({ hasText: '✓ done' }).waitFor()
  })

  it('notifies of an end whoever has asked for it and looks elsewhere, and nobody else', async () => {
    await window.context.addInitScript(NOTIFICATIONS)
    await page.reload()
    const short = { ...SWEEP, epochs: 1, title: 'A short one' }
    expect(await call(page, 'study.start', { request: short })).toHaveProperty('output')
    await card.filter({ hasText: 'A short one' }).filter({ hasText: 'done' }).waitFor()
    expect(await page.evaluate('notified')).toEqual([])

    expect(await call(page, 'study.start', { request: { ...short, seeds: [1] } })).toHaveProperty('output')
    await page.getByRole('button', { name: 'Notify me when a study ends' }).click()
    await expect
      .poll(() => page.evaluate('notified'), { timeout: PATIENCE })
      .toEqual([
        {
          title: 'Study done',
          body: expect.stringMatching(/^"A short one": all \d+ units are computed\.$/) as unknown,
        },
      ])
    expect(window.complaints).toEqual([])
  })
})

/** A browser that allows notifications when it is asked, and shows none; and a page that nobody looks at. */
const NOTIFICATIONS = `
  window.notified = []
  window.Notification = class {
    static permission = 'default'
    static async requestPermission() { return (this.permission = 'granted') }
    constructor(title, { body }) { window.notified.push({ title, body }) }
  }
  document.hasFocus = () => false`

/** Asks the host as a second window of the same browser does, over a socket of its own. */
async function call(page: Page, method: string, input: object): Promise<unknown> {
  return await page.evaluate(`new Promise((resolve, reject) => {
    const address = new URL('socket', location.href)
    address.protocol = 'ws:'
    address.hash = ''
    const socket = new WebSocket(address)
    socket.onopen = () => socket.send(${JSON.stringify(JSON.stringify({ id: 1, method, input }))})
    socket.onerror = () => reject(new Error('no socket'))
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      if (message.id !== 1) return
      socket.close()
      resolve(message)
    }
  })`)
}
