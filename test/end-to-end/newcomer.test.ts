/**
 * A newcomer's path: no project, a dropped data set, a small sweep from the wizard, a reload in the middle,
 * f_rev on the Map. Everything in a real Chromium against the built window and a real host.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openWindow, picture, startBrowser } from './browser'
import { writeSquares } from './data'
import { dropOn } from './drop'
import { isBuilt, startHost } from './host'
import { story } from './story'
import type { Browser, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

const why = chromiumPath === null ? ' (skipped: no Chromium)' : isBuilt ? '' : ' (skipped: not built)'

describe.skipIf(why !== '')(`a newcomer${why}`, () => {
  story()
  let folder: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-newcomer-'))
    await writeSquares(join(folder, 'squares'))
    host = await startHost({ configuration: join(folder, 'configuration'), home: folder })
    browser = await startBrowser()
    window = await openWindow(browser, host.address)
    page = window.page
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('makes a project', async () => {
    await picture(page, 'newcomer-start')
    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByLabel('Title').fill('Squares and blur')
    await page.getByLabel('Place').fill(folder)
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'No data set yet' }).waitFor()
    await picture(page, 'newcomer-data-empty')
  })

  it('adds a data set by dropping its folder', async () => {
    await dropOn(page, [join(folder, 'squares')])
    await page.getByRole('dialog').getByLabel('Name').waitFor()
    await picture(page, 'newcomer-data-adding')
    // What cannot be is said beside it, and keeps nobody from going on without it.
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Side', { exact: true }).fill('14')
    await dialog.getByLabel('Shorter side before').fill('12')
    await dialog.getByText('from 14 to 4096').waitFor()
    await dialog.getByLabel('Shorter side before').fill('18')
    await dialog.getByText('from 14 to 4096').waitFor({ state: 'detached' })
    await picture(page, 'newcomer-data-cutting')
    await dialog.getByLabel('Side', { exact: true }).fill('')
    await dialog.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('img', { name: 'image 0' }).first().waitFor()
  })

  it('starts a sweep of two σ from the wizard', async () => {
    const next = page.getByRole('button', { name: 'Next' })
    await page.getByRole('link', { name: 'New σ sweep' }).click()
    await page.getByRole('heading', { name: 'New σ sweep' }).waitFor()
    await next.click()
    await page.getByLabel('Width').fill('4')
    await page.getByLabel('Epochs').fill('1')
    await page.getByLabel('Batch size').fill('32')
    await picture(page, 'newcomer-sweep-model')
    await next.click()
    await keepSigmas(page, ['none', '2'])
    await picture(page, 'newcomer-sweep-sigma')
    await next.click()
    await page.getByRole('heading', { name: 'Which neurons are they drawn to, if any?' }).waitFor()
    await picture(page, 'newcomer-sweep-brain')
    await next.click()
    await page.getByLabel('Training seeds').fill('0')
    await next.click()
    await page.getByLabel('Pairing seeds').fill('0, 1')
    await picture(page, 'newcomer-sweep-measure')
    await next.click()
    await page.getByText('halfpower sweep').first().waitFor()
    await picture(page, 'newcomer-sweep-start')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('link', { name: 'Queue' }).click()
    await page.getByRole('heading', { name: 'Queue' }).waitFor()
    await page.getByRole('article').first().waitFor()
  })

  it('answers clicks while it trains, and shows the same after a reload', async () => {
    // A hang would show; how fast it is depends on the machine and is only said.
    const taken: number[] = []
    for (const name of ['data', 'models', 'queue', 'data', 'queue']) taken.push(await timeToPage(page, name))
    process.stdout.write(
      `Clicks on the navigation while a job trains were drawn after ${taken.map(Math.round).join(', ')} ms.\n`,
    )
    await page.reload()
    await page.getByRole('heading', { name: 'Queue' }).waitFor()
    await page.getByRole('article').first().waitFor()
    await picture(page, 'newcomer-queue-running')
  })

  it('finds the reversal frequencies on the Map', async () => {
    await page.getByRole('article').filter({ hasText: '✓ done' }).nth(1).waitFor({ timeout: 500_000 })
    await page.getByRole('link', { name: 'Map', exact: true }).click()
    await page.getByRole('button', { name: 'Table' }).click()
    const rows = page.getByRole('table').getByRole('row')
    await rows.nth(2).waitFor()
    const cells = await rows.allInnerTexts()
    // Two models, each with a value and its interval.
    expect(cells.slice(1).filter((text) => /0\.\d+ \[/.test(text))).toHaveLength(2)
    await page.getByRole('button', { name: 'Figure' }).click()
    await page.locator('.js-plotly-plot .main-svg').first().waitFor()
    await picture(page, 'newcomer-map')
  })

  it('has seen no error and no violated policy', () => {
    expect(window.complaints).toEqual([])
  })
})

/** Milliseconds in the page from a click on the navigation until the frame with the other page is drawn. */
async function timeToPage(page: Page, name: string): Promise<number> {
  return await page.evaluate<number>(`new Promise((resolve) => {
    const began = performance.now()
    document.querySelector('nav a[href="#/${name}"]').click()
    const look = () => document.querySelector('main[data-page="${name}"] h1, main[data-page="${name}"] h2')
      ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)))
      : requestAnimationFrame(look)
    look()
  })`)
}

async function keepSigmas(page: Page, kept: string[]): Promise<void> {
  for (;;) {
    const buttons = page.getByRole('button', { name: /^Remove σ = / })
    const names = await Promise.all((await buttons.all()).map((button) => button.getAttribute('aria-label')))
    const extra = names.findIndex((name) => !kept.some((sigma) => name === `Remove σ = ${sigma}`))
    if (extra < 0) break
    await buttons.nth(extra).click()
  }
  for (const sigma of kept) {
    if ((await page.getByRole('button', { name: `Remove σ = ${sigma}`, exact: true }).count()) > 0) continue
    await page.getByLabel('Another σ').fill(sigma)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
  }
}
