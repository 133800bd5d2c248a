/**
 * What people stumbled over, in a real Chromium on the example study: each test is one thing that was in somebody's way.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openWindow, picture, settled, startBrowser } from './browser'
import { copyExample, hasExample } from './example'
import { isBuilt, startHost } from './host'
import type { Browser, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

const why =
  chromiumPath === null
    ? ' (skipped: no Chromium)'
    : !isBuilt
      ? ' (skipped: not built)'
      : hasExample
        ? ''
        : ' (skipped: no example study)'

describe.skipIf(why !== '')(`what people stumbled over${why}`, () => {
  let folder: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-stumbles-'))
    const project = await copyExample(folder, 'whole')
    host = await startHost({ project, configuration: join(folder, 'configuration'), home: folder })
    browser = await startBrowser()
    window = await openWindow(browser, host.address)
    page = window.page
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  async function go(address: string): Promise<void> {
    await page.evaluate(`location.hash = ${JSON.stringify(`#/${address}`)}`)
    await settled(page)
  }

  it('says time and disk beside Start, in every form', async () => {
    for (const form of ['hybrids', 'corruptions', 'perturbations', 'filters', 'fourier-map']) {
      await go(`${form}?new=all`)
      const dialog = page.getByRole('dialog')
      await dialog.getByText(/^About .+ of disk/).waitFor()
      await dialog.getByLabel('Title', { exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
  })

  it('has cards that say what was asked, when, and how long it took', async () => {
    await go('queue')
    const card = page.getByRole('article', { name: /^Hybrid images of/ })
    await card.getByText('13 f_mix from 0 to 1').waitFor()
    await card.getByText(/^asked \d+ \w+ \d{4}/).waitFor()
    await card.getByText(/^took /).waitFor()
  })

  it('closes the details with × and Escape, and keeps the size of the Map', async () => {
    await go('map')
    const plot = page.locator('.js-plotly-plot')
    const width = async (): Promise<number> => (await plot.boundingBox())?.width ?? 0
    const before = await width()
    const details = page.getByRole('complementary', { name: 'Details' })
    await plot.focus()
    for (const close of ['×', 'Escape']) {
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await details.waitFor()
      await picture(page, 'stumbles-details')
      expect(await width()).toBe(before)
      if (close === '×') await details.getByRole('button', { name: /^Close the details/ }).click()
      else await page.keyboard.press('Escape')
      await details.waitFor({ state: 'detached' })
      await plot.focus()
    }
  })

  it('and nothing went wrong in the window', () => {
    expect(window.complaints).toEqual([])
  })
})
