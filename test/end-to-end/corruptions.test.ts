/**
 * Corruptions, filters and a Fourier map from the window, on the example study: small real studies are asked for in
 * their forms and computed; the pages fill, their figures can be read by keyboard, and the Map has the accuracies.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NARROW, WIDE, openWindow, picture, settled, startBrowser, violations } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { story } from './story'
import { measuredWeights, shownWeights } from './weights'
import { why } from './skipped'
import type { Browser, Locator, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

describe.skipIf(why !== '')(`corruptions, filters and Fourier maps${why}`, { timeout: 900_000 }, () => {
  story()
  let folder: string
  let project: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-corruptions-'))
    project = await copyExample(join(folder, 'place'))
    host = await startHost({ project, configuration: join(folder, 'configuration'), home: folder })
    browser = await startBrowser()
    window = await openWindow(browser, host.address)
    page = window.page
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('say what they will show while they are empty', async () => {
    for (const [name, title] of [
      ['Corruptions', 'No corruption study yet'],
      ['Filters', 'No filter study yet'],
      ['Fourier map', 'No Fourier map yet'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click()
      await page.getByRole('heading', { name: title }).waitFor()
      expect(await violations(page)).toEqual([])
    }
  })

  it('asks for a corruption study in its form and shows it by type and severity', async () => {
    await go(page, 'corruptions')
    await page.getByRole('button', { name: 'New corruption study' }).click()
    const form = page.getByRole('dialog')
    await form.getByRole('button', { name: 'None', exact: true }).first().click()
    await form.getByRole('button', { name: 'Start' }).click()
    await form.getByText('Choose at least one type.').waitFor()
    for (const type of ['Brightness', 'Gaussian noise', 'Defocus blur']) await form.getByLabel(type).check()
    for (const severity of ['2', '3', '4']) await form.getByLabel(severity, { exact: true }).uncheck()
    await form.getByLabel('Images', { exact: true }).fill('20')
    await form.getByRole('group', { name: 'The same on the command line' }).getByText('--limit 20').waitFor()
    expect(await violations(page)).toEqual([])
    await picture(page, 'corruptions-form')
    await form.getByRole('button', { name: 'Start' }).click()
    await form.waitFor({ state: 'detached' })
    await finished(page)
    await page
      .getByLabel('Where the images come from')
      .getByText('generated here (CIFAR-C constants)')
      .waitFor()
    const cells = page.getByRole('slider', { name: /^Heat map for/ })
    await cells.waitFor()
    await whole(page, 'corruptions')
    // By keyboard to a cell, and from it to its images.
    await cells.focus()
    await page.keyboard.press('ArrowRight')
    expect(await cells.getAttribute('aria-valuetext')).toMatch(/^Brightness, severity 1, low frequencies, \d/)
    await page.keyboard.press('ArrowDown')
    expect(await cells.getAttribute('aria-valuetext')).toMatch(/^Defocus blur, severity 1/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Defocus blur, severity 1' }).waitFor()
  })

  it('shows the images, the small multiples and the spectra', async () => {
    const grid = page.getByRole('region', { name: 'Corrupted images' })
    await grid.getByRole('button').first().waitFor()
    expect(await loaded(grid.locator('img').first())).toBe(true)
    await page.getByRole('button', { name: 'Gaussian noise, severity 5' }).click()
    await page.getByRole('heading', { name: 'Gaussian noise, severity 5' }).waitFor()
    await whole(page, 'corruptions-images')
    await page.getByRole('button', { name: 'Against f_rev' }).click()
    await page.getByRole('slider', { name: /^Small multiples/ }).waitFor()
    await whole(page, 'corruptions-f_rev')
    await page.getByRole('button', { name: 'Spectra' }).click()
    await page.getByRole('img', { name: /^Heat maps of the power/ }).waitFor()
    await whole(page, 'corruptions-spectra')
  })

  it('has the accuracies on the Map, named as made here', async () => {
    await go(page, 'map')
    const measure = page.getByLabel('y', { exact: true })
    const label = await measure.locator('option').filter({ hasText: 'corrupted here' }).first().textContent()
    await measure.selectOption({ label: label ?? '' })
    await page.getByRole('slider', { name: /^Scatter plot: .*corrupted here/ }).waitFor()
    await page.getByLabel('of', { exact: true }).selectOption({ label: 'severity 5' })
    await page.getByText(/severity 5 against the reversal frequency/).waitFor()
    await whole(page, 'map-corruptions')
  })

  it('filters images, and says in numbers how natural they are', async () => {
    await go(page, 'filters')
    await page.getByRole('button', { name: 'New filter study' }).first().click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Cut-offs').fill('0.2, 0.5')
    await form.getByLabel('Images', { exact: true }).fill('20')
    expect(await violations(page)).toEqual([])
    await form.getByRole('button', { name: 'Start' }).click()
    await form.waitFor({ state: 'detached' })
    await finished(page)
    await page
      .getByText(/Wasserstein distance \d/)
      .first()
      .waitFor()
    await page.getByRole('img', { name: /accuracy in percent on low- and high-passed images/ }).waitFor()
    expect(await loaded(page.getByRole('img', { name: /low-passed at 0.2 of Nyquist/ }).first())).toBe(true)
    await whole(page, 'filters')
  })

  it('estimates a Fourier map, fills it, and shows what lies behind a place', async () => {
    await go(page, 'fourier-map')
    await page.getByRole('button', { name: 'New Fourier map' }).first().click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Largest frequency').fill('2')
    await form.getByLabel('Images', { exact: true }).fill('10')
    await form.getByRole('button', { name: 'Estimate the time' }).click()
    await form.getByText(/on this machine/).waitFor()
    expect(await violations(page)).toEqual([])
    await form.getByRole('button', { name: 'Start' }).click()
    await form.waitFor({ state: 'detached' })
    await finished(page)
    const map = page.getByRole('slider', { name: /^Heat map for/ })
    await map.waitFor()
    await map.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    expect(await map.getAttribute('aria-valuetext')).toMatch(/^error rate \d/)
    await page.keyboard.press('Enter')
    const direction = page.getByRole('group', { name: 'The chosen direction' })
    expect(await loaded(direction.getByRole('img', { name: 'The basis of this direction' }))).toBe(true)
    await whole(page, 'fourier-map')
  })

  it('say on every page which weights the numbers are of', async () => {
    for (const [name, kind] of [
      ['hybrids', 'hybrid'],
      ['corruptions', 'corruption'],
      ['filters', 'filter'],
      ['fourier-map', 'fourier-map'],
    ] as const) {
      await go(page, name)
      const shown = await shownWeights(page)
      expect(
        shown.map(({ hash }) => hash),
        name,
      ).toEqual(await measuredWeights(project, kind))
      expect(
        shown.map(({ text }) => text),
        name,
      ).toEqual(shown.map(({ hash }) => hash.slice(0, 8)))
    }
    expect(window.complaints).toEqual([])
  })
})

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${hash}'`)
  await page.locator(`main[data-page="${hash}"]`).waitFor()
}

/** Waits until the page's study has ended; its notice goes away then. */
async function finished(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Study', exact: true }).waitFor()
  await page
    .getByText(/This study (is running|waits in the queue)/)
    .waitFor({ state: 'detached', timeout: 600_000 })
}

/** Nothing wider than the window, and no violation of axe's rules, in both sizes. */
async function whole(page: Page, name: string): Promise<void> {
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size)
    await settled(page)
    await picture(page, `${name}-${size.width}`)
    expect(await violations(page)).toEqual([])
    const tooWide = await page.evaluate(
      `document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth + 1`,
    )
    expect(tooWide, `${name} at ${size.width}`).toBe(false)
  }
}

async function loaded(image: Locator): Promise<boolean> {
  await image.waitFor()
  return await image.evaluate(async (element: unknown) => {
    const picture = element as { decode: () => Promise<void>; naturalWidth: number }
    await picture.decode()
    return picture.naturalWidth > 0
  })
}
