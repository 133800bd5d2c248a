/**
 * Perturbations from the window: a small real attack study of the example's models, its images while and after it
 * runs, its curves; its spectra; and where that puts the models on the Map. By mouse and by keyboard, with axe.
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
import type { Browser, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

const IMAGES = 12

describe.skipIf(why !== '')(`perturbations and spectra${why}`, () => {
  story()
  let folder: string
  let project: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-perturbations-'))
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

  it('says what the pages will show while there is nothing', async () => {
    await page.getByRole('link', { name: 'Spectra' }).click()
    await page.getByRole('heading', { name: 'No spectrum study yet' }).waitFor()
    await page.getByRole('link', { name: 'Perturbations', exact: true }).first().click()
    await page.getByRole('heading', { name: 'No attack study yet' }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('refuses what cannot be asked beside the field, and shows the command line of what can', async () => {
    await page.getByRole('button', { name: 'New attack study' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('halfpower attack').waitFor()
    await dialog.getByLabel('Method').selectOption({ label: 'FGSM' })
    await dialog.getByText('FGSM looks within a given size: give ε').waitFor()
    await dialog.getByLabel('Method').selectOption({ label: 'FMN' })
    await dialog.getByLabel('Images', { exact: true }).fill(String(IMAGES))
    await dialog.getByText(`--limit ${IMAGES}`).waitFor()
    await settled(page)
    expect(await violations(page)).toEqual([])
    await picture(page, 'perturbations-form')
  })

  it('finds perturbations of all images and shows them with ε, answers and status', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Start' }).click()
    // The page is that of the study, and its images come by themselves.
    const cards = page.locator('li[data-place] button')
    await cards.first().waitFor({ timeout: 500_000 })
    await page.getByText('This study is running.').waitFor({ state: 'detached', timeout: 500_000 })
    await page
      .getByRole('row')
      .filter({ hasText: `of ${IMAGES}` })
      .nth(3)
      .waitFor()
    expect(await page.locator('li[data-place]').first().getAttribute('aria-setsize')).toBe(String(IMAGES))
    await settled(page)
    expect(await cards.first().innerText()).toMatch(/found/)
    await loadedPictures(page, 'li[data-place] img')
  })

  it('has curves of all models and their distributions', async () => {
    const plots = page.locator('.js-plotly-plot')
    await expect.poll(() => plots.count()).toBe(2)
    const labels = await page.evaluate<string[]>(
      `[...document.querySelectorAll('section[aria-label="Curves"] .surface')].map((one) => one.getAttribute('aria-label'))`,
    )
    expect(labels[0]).toMatch(/success rate.*baseline median ε 0\.\d+/)
    expect(labels[1]).toContain('Histograms of the perturbation size')
    for (const viewport of [WIDE, NARROW]) {
      await page.setViewportSize(viewport)
      await settled(page)
      expect(await violations(page)).toEqual([])
      expect(await isTooWide(page)).toBe(false)
      await picture(page, `perturbations-${viewport.width}`)
    }
    await page.setViewportSize(WIDE)
  })

  it('filters and sorts, and shows all models of an image', async () => {
    await page.getByLabel('Order').selectOption({ label: 'largest ε first' })
    await settled(page)
    const sizes = await sizesOnCards(page)
    expect(sizes.length).toBeGreaterThan(2)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    await page.getByLabel('Show').selectOption({ label: 'not verified' })
    await page.getByRole('heading', { name: 'No such image' }).waitFor()
    await page.getByLabel('Show').selectOption({ label: 'all images' })
    await page.locator('li[data-place="0"] button').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row').nth(4).waitFor()
    await loadedPictures(page, '[role=dialog] img')
    expect(await violations(page)).toEqual([])
    await picture(page, 'perturbations-image')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('goes through the images with the arrow keys', async () => {
    await page.locator('li[data-place="0"] button').focus()
    await page.keyboard.press('End')
    await expect.poll(() => focusedPlace(page)).toBe(String(IMAGES - 1))
    await page.keyboard.press('Home')
    await expect.poll(() => focusedPlace(page)).toBe('0')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focusedPlace(page)).toBe('0')
  })

  it('exports the targets', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export targets (CSV)' }).click(),
    ])
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    const lines = Buffer.concat(chunks).toString('utf8').trim().split(/\r?\n/)
    expect(lines[0]).toBe('image,target')
    expect(lines).toHaveLength(IMAGES + 1)
  })

  it('gives the spectra, the profiles and f_0.5 of the models', async () => {
    await page.getByRole('button', { name: 'Spectra and f_0.5' }).click()
    await page.locator('main[data-page="spectra"]').waitFor()
    await page.getByRole('row').filter({ hasText: 'look' }).nth(5).waitFor({ timeout: 500_000 })
    await expect.poll(() => page.locator('.js-plotly-plot').count()).toBe(3)
    await settled(page)
    // Blur takes high frequencies away from the gradient: f_0.5 falls as σ grows, from none to 3.
    const rows = await page.getByRole('table').getByRole('row').allInnerTexts()
    expect(rows.slice(1).map((row) => /baseline|σ = \d/.exec(row)?.[0])).toEqual([
      ...['σ = 3', 'σ = 3', 'σ = 2', 'σ = 1', 'σ = 1'],
      'baseline',
    ])
    expect(rows.slice(1).filter((row) => /0\.\d+ \[/.test(row))).toHaveLength(6)
    await page.getByLabel('Colours', { exact: true }).selectOption({ label: 'shared by all' })
    await page.getByText('one scale for all').waitFor()
    for (const viewport of [WIDE, NARROW]) {
      await page.setViewportSize(viewport)
      await settled(page)
      expect(await violations(page)).toEqual([])
      expect(await isTooWide(page)).toBe(false)
      await picture(page, `spectra-${viewport.width}`)
    }
    await page.setViewportSize(WIDE)
  })

  it('averages some of the images anew', async () => {
    await page.locator('summary', { hasText: 'Average some of the images' }).click()
    await page.getByRole('button', { name: 'Average these' }).click()
    await page.getByText(`${IMAGES} perturbations; f_0.5`).waitFor()
  })

  it('puts the models on the Map by f_0.5 and median ε', async () => {
    await page.getByRole('link', { name: 'Map', exact: true }).click()
    await page.getByLabel('x', { exact: true }).selectOption({ label: 'f_0.5 (L∞)' })
    await page.getByLabel('y', { exact: true }).selectOption({ label: 'Median ε (L∞)' })
    await page.getByText('Median ε (L∞) against the half-power frequency f_0.5 (L∞) of 6 models').waitFor()
    await settled(page)
    await page.getByLabel('logarithmic').uncheck()
    await settled(page)
    expect(await violations(page)).toEqual([])
    await picture(page, 'map-perturbations')
  })

  it('says on both pages which weights the numbers are of', async () => {
    for (const [name, kind] of [
      ['perturbations', 'attack'],
      ['spectra', 'spectrum'],
    ] as const) {
      await page.evaluate(`location.hash = '#/${name}'`)
      await page.locator(`main[data-page="${name}"]`).waitFor()
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
  })

  it('has seen no error and no violated policy', () => {
    expect(window.complaints).toEqual([])
  })
})

/** Sizes as they stand on the cards in sight, in the order of their places. */
async function sizesOnCards(page: Page): Promise<number[]> {
  const texts = await page.locator('li[data-place] button').allInnerTexts()
  return texts.flatMap((text) => {
    const size = /ε (0\.\d+)/.exec(text)?.[1]
    return size === undefined ? [] : [Number(size)]
  })
}

async function loadedPictures(page: Page, selector: string): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate<boolean>(
        `[...document.querySelectorAll('${selector}')].length > 0 && [...document.querySelectorAll('${selector}')].every((image) => image.complete && image.naturalWidth > 0)`,
      ),
    )
    .toBe(true)
}

async function focusedPlace(page: Page): Promise<string | null> {
  return await page.evaluate<string | null>(
    `document.activeElement.closest('li[data-place]')?.getAttribute('data-place') ?? null`,
  )
}

async function isTooWide(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>(
    `document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth + 1`,
  )
}
