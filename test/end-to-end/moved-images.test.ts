/**
 * Images that are no longer where they were: the window says so wherever they are missed (the Data page, a study, a
 * form), and finds them again from there, by their content. Shipped images are found by name wherever the project is.
 */
import { mkdir, mkdtemp, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { NARROW, openWindow, picture, startBrowser, violations } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { why } from './skipped'
import type { Browser } from 'playwright'
import type { TestHost } from './host'

describe.skipIf(why !== '')(`images that have moved${why}`, () => {
  let folder: string
  let project: string
  let browser: Browser
  let host: TestHost | undefined

  const dataSetFile = (): string => join(project, 'datasets', 'fashion-mnist.json')
  const start = async (): Promise<TestHost> =>
    (host = await startHost({ configuration: join(folder, 'configuration'), home: folder, project }))

  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-moved-'))
    project = await copyExample(join(folder, 'place'))
  })
  afterEach(async () => {
    await host?.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('are found from a study, a form or the Data page; another folder is refused', async () => {
    // A data set of her own, which no installation knows by name.
    const { shipped: _shipped, ...own } = JSON.parse(await readFile(dataSetFile(), 'utf8')) as Record<
      string,
      unknown
    >
    await writeFile(dataSetFile(), JSON.stringify(own))
    await rename(join(folder, 'place', 'fashion-mnist'), join(folder, 'elsewhere'))
    await mkdir(join(folder, 'place', 'others'))
    const window = await openWindow(browser, (await start()).address)
    const { page } = window
    window.expect(/404|400|Failed to load/)

    await page.evaluate(`location.hash = '#/hybrids'`)
    const find = page.getByRole('main').getByRole('button', { name: 'Say where it is … fashion-mnist' })
    await find.waitFor()
    await picture(page, 'moved-study')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'New hybrid study' }).click()
    const form = page.getByRole('dialog', { name: 'New hybrid study' })
    await form.getByRole('button', { name: 'Say where it is … fashion-mnist' }).waitFor()
    await picture(page, 'moved-form')
    expect(await violations(page)).toEqual([])
    await form.getByRole('button', { name: 'Cancel' }).click()

    await page.evaluate(`location.hash = '#/data'`)
    await page.setViewportSize(NARROW)
    await page.emulateMedia({ colorScheme: 'dark' })
    await find.click()
    const picker = page.getByRole('dialog', { name: 'Where “fashion-mnist” is now' })
    await picker.getByLabel('Folder').fill(join(folder, 'place', 'others'))
    await picker.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByRole('main').getByRole('alert').filter({ hasText: 'others' }).waitFor()
    await picture(page, 'moved-refused')
    expect(JSON.parse(await readFile(dataSetFile(), 'utf8'))).toEqual(own)

    await find.click()
    await picker.getByLabel('Folder').fill(join(folder, 'elsewhere'))
    await picker.getByRole('button', { name: 'Choose this folder' }).click()
    // While it compares, the button says so: what is found is in the file.
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Comparing … / })
      .or(find)
      .waitFor({ state: 'detached' })
    expect(JSON.parse(await readFile(dataSetFile(), 'utf8'))).toMatchObject({
      path: join(folder, 'elsewhere'),
    })
    await page.getByRole('img', { name: 'image 0' }).first().waitFor()
    // What can go wrong while the window is open: a picture that does not come says it.
    await rename(join(folder, 'elsewhere'), join(folder, 'gone again'))
    await page.evaluate(`location.hash = '#/hybrids'`)
    await find.first().click()
    await picker.getByLabel('Folder').fill(join(folder, 'gone again'))
    await picker.getByRole('button', { name: 'Choose this folder' }).click()
    await find.first().waitFor({ state: 'detached' })
    await expect
      .poll(() =>
        page.evaluate(`[...document.querySelectorAll('main img')].some((one) => one.naturalWidth > 0)`),
      )
      .toBe(true)
    expect(window.complaints).toEqual([])
  })

  it('that are shipped are found by name, wherever the project has come to', async () => {
    await unlink(join(folder, 'place', 'fashion-mnist'))
    await mkdir(join(folder, 'far'))
    await rename(project, join(folder, 'far', 'sent.halfpower'))
    project = join(folder, 'far', 'sent.halfpower')
    const window = await openWindow(browser, (await start()).address)
    const { page } = window
    await page.evaluate(`location.hash = '#/data'`)
    await page.getByRole('img', { name: 'image 0' }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Say where it is … fashion-mnist' }).count()).toBe(0)
    expect(window.complaints).toEqual([])
  })
})
