/**
 * What can go wrong, as the window says it: two windows on one project, data that are none, projects that
 * cannot be opened as they are, a host that dies, a connection that is cut. One sentence each, with the next step; nothing is lost.
 */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, picture, startBrowser, violations } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { Proxy } from './proxy'
import { why } from './skipped'
import type { Browser, BrowserContext, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

describe.skipIf(why !== '')(`trouble${why}`, () => {
  let folder: string
  let project: string
  let browser: Browser
  const hosts: TestHost[] = []
  const contexts: BrowserContext[] = []

  async function host(open?: string, port?: number): Promise<TestHost> {
    const started = await startHost({
      configuration: join(folder, 'configuration'),
      home: folder,
      ...(open === undefined ? {} : { project: open }),
      ...(port === undefined ? {} : { port }),
    })
    hosts.push(started)
    return started
  }

  async function show({ address }: TestHost): Promise<TestWindow> {
    const window = await openWindow(browser, address)
    contexts.push(window.context)
    return window
  }

  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  // A project and hosts of its own for each: what one leaves behind, whatever it was, troubles no other.
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-trouble-'))
    project = await copyExample(join(folder, 'place'))
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((one) => one.close()))
    await Promise.all(hosts.splice(0).map((one) => one.stop()))
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('a second window on the same project is read-only and says so', async () => {
    await host(project)
    const window = await show(await host(project))
    const { page } = window
    await page.evaluate(`location.hash = '#/data'`)
    await page.getByText('read-only').first().waitFor()
    await page.getByRole('main').getByRole('status').first().waitFor()
    expect(await page.getByRole('main').getByRole('status').first().innerText()).toMatch(/open|lock|process/i)
    expect(await page.getByRole('button', { name: 'Add a data set' }).getAttribute('aria-disabled')).toBe(
      'true',
    )
    await picture(page, 'trouble-read-only')
    expect(await violations(page)).toEqual([])
    expect(window.complaints).toEqual([])
  })

  it('what is no data set is refused in one sentence, and can be chosen anew', async () => {
    const { page, complaints } = await show(await host(project))
    await mkdir(join(folder, 'empty folder'))
    await writeFile(join(folder, 'notes.txt'), 'Monday: nothing.\n')
    await page.evaluate(`location.hash = '#/data'`)
    for (const name of ['empty folder', 'notes.txt', 'nowhere']) {
      await page.getByRole('main').getByRole('button', { name: 'Add a data set' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Folder').fill(join(folder, name))
      await dialog.getByRole('button', { name: 'Choose this folder' }).click()
      const sentence = await dialog.getByRole('alert').innerText()
      expect(sentence).toContain(name)
      expect(sentence).not.toContain('defect')
      await picture(page, `trouble-${name.replace(/\W/g, '-')}`)
      await dialog.getByRole('button', { name: 'Choose something else' }).waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
    }
    expect(complaints).toEqual([])
  })

  it('a project that is damaged, newer or gone is refused or opened read-only, and says why', async () => {
    const { page, complaints } = await show(await host())
    const file = join(project, 'project.json')
    const whole = await readFile(file, 'utf8')

    await writeFile(file, whole.slice(0, 40))
    await openProject(page, project)
    expect(await page.getByRole('main').getByRole('alert').innerText()).toContain('project.json')
    await picture(page, 'trouble-damaged')

    await writeFile(
      file,
      whole.replace('"version": 1', '"version": 99').replace('"version":1', '"version":99'),
    )
    await openProject(page, project)
    await page.getByText('read-only').or(page.getByRole('main').getByRole('alert')).first().waitFor()
    await picture(page, 'trouble-newer')
    await writeFile(file, whole)

    await page.evaluate(`location.hash = '#/start'`)
    // A dialog that is opened before the page has changed goes with the page.
    await page.locator('main[data-page="start"]').waitFor()
    await openProject(page, join(folder, 'nowhere.halfpower'))
    expect(await page.getByRole('main').getByRole('alert').innerText()).toContain('nowhere.halfpower')
    expect(complaints).toEqual([])
  })

  it('a stored number that is another one is said on the closed card of its study and beside the Map', async () => {
    const hybrid = (await readdir(join(project, 'studies'))).find((name) => name.startsWith('hybrid-'))!
    await changeOneDigit(project, 'hybrid')
    const window = await show(await host(project))
    const { page } = window
    await page.evaluate(`location.hash = '#/queue'`)
    const card = page.getByRole('article').filter({ hasText: 'of this study cannot be read any more' })
    await card.waitFor()
    expect(await card.count()).toBe(1)
    // None of the cards is open.
    expect(await page.getByRole('link', { expanded: true }).count()).toBe(0)
    await card.getByRole('button', { name: 'Compute again' }).waitFor()
    await picture(page, 'trouble-damaged-card')
    expect(await violations(page)).toEqual([])

    await page.evaluate(`location.hash = '#/map'`)
    const said = page.getByRole('status').filter({ hasText: 'damaged or gone, and missing here' })
    await said.waitFor()
    expect(await said.getByRole('link').getAttribute('href')).toContain(hybrid)
    await picture(page, 'trouble-damaged-map')
    expect(await violations(page)).toEqual([])

    await said.getByRole('link').click()
    await page.getByRole('link', { expanded: true }).waitFor()
    expect(window.complaints).toEqual([])
  })

  it('a host that dies is said to be gone; started anew, it asks for its new address', async () => {
    const first = await host(project)
    const window = await show(first)
    const { page } = window
    window.expect(/ERR_CONNECTION_REFUSED|WebSocket|401|403|Failed to load/)
    await page.evaluate(`location.hash = '#/models'`)
    await page.getByRole('heading', { name: 'Models' }).waitFor()
    await first.kill()
    await page.getByText('The Halfpower host has stopped answering').waitFor()
    await picture(page, 'trouble-host-gone')
    expect(await violations(page)).toEqual([])

    const second = await host(project, first.port)
    await page.getByText('was started anew').waitFor()
    await page.goto(second.address)
    await page
      .getByRole('heading', { name: 'Models' })
      .or(page.getByRole('heading', { level: 1 }))
      .first()
      .waitFor()
    // The project that the dead host had locked is open for writing again.
    await page.evaluate(`location.hash = '#/data'`)
    await page.getByRole('main').getByRole('button', { name: 'Add a data set' }).waitFor()
    expect(await page.getByText('read-only').count()).toBe(0)
    expect(window.complaints).toEqual([])
  })

  it('a window whose connection was cut finds the same host again, and goes on where it was', async () => {
    const first = await host(project)
    const proxy = new Proxy(first.port)
    await proxy.open()
    const window = await show({ ...first, address: proxy.through(first.address) })
    const { page } = window
    window.expect(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket|Failed to load/)
    await page.evaluate(`location.hash = '#/models'`)
    await page.getByRole('table').waitFor()
    await proxy.drop()
    const gone = page.getByText('The Halfpower host has stopped answering')
    await gone.waitFor()
    // What is asked now waits for the connection.
    await page.getByRole('link', { name: 'Data' }).click()
    await page.locator('main[data-page="data"]').waitFor()
    await proxy.open()
    await gone.waitFor({ state: 'detached' })
    await page.getByRole('img', { name: 'image 0' }).first().waitFor()
    await page.getByRole('link', { name: 'Models' }).click()
    await page.getByRole('table').waitFor()
    expect(await page.getByText('was started anew').count()).toBe(0)
    expect(window.complaints).toEqual([])
    await proxy.drop()
  })
})

/** In the results of the first unit of a kind: a digit behind a point, which leaves everything readable. */
async function changeOneDigit(project: string, kind: string): Promise<void> {
  for (const name of await readdir(join(project, 'results'), { recursive: true })) {
    const path = join(project, 'results', name)
    if (!name.endsWith('.json')) continue
    const text = await readFile(path, 'utf8')
    if ((JSON.parse(text) as { kind: string }).kind !== kind) continue
    const changed = text.replace(
      /(\d\.\d)(\d)/,
      (_, before: string, digit: string) => `${before}${(Number(digit) + 1) % 10}`,
    )
    expect(changed).not.toBe(text)
    await writeFile(path, changed)
    return
  }
  throw new Error(`No result of ${kind}.`)
}

async function openProject(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'Open project' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Folder').fill(path)
  await dialog.getByRole('button', { name: 'Open this folder' }).click()
  await dialog.waitFor({ state: 'detached' })
}
