/**
 * A project that somebody else has sent, in the window: what waits in it is asked about, and what leads elsewhere makes
 * it one for reading only; the command line ends with that sentence.
 */
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { halfpower, start } from '../shell/run-halfpower'
import { chromiumPath, openWindow, startBrowser } from './browser'
import { writeSquares } from './data'
import { isBuilt, startHost } from './host'
import type { Browser, Page } from 'playwright'
import type { TestHost } from './host'

const why = chromiumPath === null ? ' (skipped: no Chromium)' : isBuilt ? '' : ' (skipped: not built)'

describe.skipIf(why !== '')(`a stranger’s project${why}`, () => {
  let folder: string
  let project: string
  let study: string
  let browser: Browser
  let host: TestHost | null = null

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-stranger-'))
    project = join(folder, 'p.halfpower')
    await writeSquares(join(folder, 'squares'))
    await ran('new', 'p.halfpower')
    await ran('dataset', 'add', 'p.halfpower', 'squares')
    // Begun, and killed: it stays in line.
    const words = [
      'sweep',
      'p.halfpower',
      '--dataset',
      'squares',
      '--sigma',
      'none',
      '--width',
      '4',
      '--epochs',
      '400',
    ]
    const { child, ended } = start([...words, '--batch', '32'], folder)
    while ((await readdir(join(project, 'studies')).catch(() => [])).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 100))
    ;[study = ''] = await readdir(join(project, 'studies'))
    while ((await readFile(join(project, 'studies', study, 'log.jsonl'), 'utf8').catch(() => '')) === '')
      await new Promise((resolve) => setTimeout(resolve, 100))
    child.kill('SIGKILL')
    await ended
    browser = await startBrowser()
  })
  afterAll(async () => {
    await host?.stop()
    await browser.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  async function ran(...words: string[]): Promise<void> {
    const { code, stderr } = await halfpower(folder, ...words)
    expect(code, stderr).toBe(0)
  }

  async function open(machine: string): Promise<{ page: Page; complaints: string[] }> {
    await host?.stop()
    host = await startHost({ project, configuration: join(folder, machine), home: folder })
    const { page, complaints } = await openWindow(browser, host.address)
    // The key of this window is in its path, and the token is not.
    expect(new URL(page.url()).pathname).toMatch(/^\/w\/[\w-]{43}\/$/)
    expect(page.url()).not.toContain('token')
    await page.evaluate(`location.hash = '#/queue'`)
    await page.locator('main[data-page="queue"]').waitFor()
    return { page, complaints }
  }

  it('asks before it goes on with what waits, and goes on when it is told to', async () => {
    const { page, complaints } = await open('another machine')
    const question = page.getByText('1 study waits in this project')
    await question.waitFor()
    const card = page.getByRole('article')
    await card.filter({ hasText: 'in line' }).waitFor()
    expect(await card.filter({ hasText: '▶ running' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Go on with what waits' }).click()
    await card.filter({ hasText: '▶ running' }).waitFor()
    await question.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  it('goes on by itself there from then on', async () => {
    const { page } = await open('another machine')
    await page.getByRole('article').filter({ hasText: '▶ running' }).waitFor()
    expect(await page.getByText('waits in this project').count()).toBe(0)
  })

  it('with a link where something is written is for reading only, and the file stays as it was', async () => {
    await host?.stop()
    host = null
    const victim = join(folder, 'victim.sh')
    await writeFile(victim, 'echo mine\n')
    const log = join(project, 'studies', study, 'log.jsonl')
    await rm(log)
    await symlink(victim, log)
    const { page, complaints } = await open('another machine')
    await page
      .getByText(`has a symbolic link where Halfpower writes ("studies/${study}/log.jsonl")`)
      .waitFor()
    await page.getByText('read-only', { exact: true }).first().waitFor()
    expect(await page.getByRole('article').filter({ hasText: '▶ running' }).count()).toBe(0)
    const resumed = await halfpower(folder, 'study', 'resume', 'p.halfpower')
    expect(resumed.code).toBe(1)
    expect(resumed.stderr).toContain('a symbolic link where Halfpower writes')
    expect((await halfpower(folder, 'study', 'cancel', 'p.halfpower', study)).code).toBe(1)
    expect((await halfpower(folder, 'study', 'list', 'p.halfpower')).code).toBe(0)
    expect(await readFile(victim, 'utf8')).toBe('echo mine\n')
    expect(await readdir(join(project, 'studies', study))).not.toContain('cancel.request')
    expect(complaints).toEqual([])
  })
})
