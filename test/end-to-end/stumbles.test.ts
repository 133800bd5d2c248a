/**
 * What people stumbled over, in a real Chromium on the example study: each test is one thing that was in somebody's way.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWindow, picture, settled, startBrowser } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { why } from './skipped'
import type { Browser, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

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

  it('begins with the Map of the project that it was started with', async () => {
    await page.getByRole('heading', { name: 'Map', exact: true }).waitFor()
  })

  it('has the paper’s words behind a question mark, for keyboards', async () => {
    await page.getByRole('heading', { name: 'Map', exact: true }).click()
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Help' })
    await help.getByLabel('The paper’s words').fill('goldilocks')
    await help.getByRole('term').filter({ hasText: 'Goldilocks σ' }).waitFor()
    expect(await help.getByRole('term').filter({ hasText: 'Nyquist' }).count()).toBe(0)
    await picture(page, 'stumbles-help')
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
  })

  it('has cycles/degree one click away from where they are missing', async () => {
    await go('map')
    await page.getByRole('button', { name: 'cycles/degree …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cycles/degree' })
    await dialog.getByLabel('Field of view (degrees)').fill('67.5')
    await dialog.getByRole('button', { name: 'Set' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('(cycles/degree)').first().waitFor()
  })

  it('says on Start in one line what computes, and the rest on demand', async () => {
    await go('')
    const section = page.getByRole('region', { name: 'What this machine computes with' })
    await section.getByText('onnxruntime-cpu: available').waitFor()
    expect(await section.getByRole('listitem').count()).toBe(0)
    await section.getByText(/^All \d devices/).click()
    expect(await section.getByRole('listitem').count()).toBeGreaterThan(3)
  })

  it('shows every answer of a pair whole', async () => {
    await go('hybrids')
    const answers = page.getByRole('group', { name: 'Answers of the models' }).first()
    await answers.getByRole('row').nth(6).waitFor()
    const [card, last] = [await answers.boundingBox(), await answers.getByRole('row').nth(6).boundingBox()]
    expect(last!.y + last!.height).toBeLessThanOrEqual(card!.y + card!.height + 1)
  })

  it('lays nothing over the table of two models', async () => {
    await go('models/compare')
    const table = page.getByRole('table', { name: /^Differences between/ })
    await table.waitFor()
    const [whole, next] = [
      await table.locator('..').boundingBox(),
      await page.getByText('Each interval covers 95 %').boundingBox(),
    ]
    expect(next!.y).toBeGreaterThanOrEqual(whole!.y + whole!.height)
  })

  it('has the Map in small panels, lower again where they are fewer', async () => {
    await go('map?view=multiples')
    const figure = page.getByRole('figure').filter({ hasText: 'one for each' })
    await figure.getByText('one for each type', { exact: false }).waitFor()
    const before = (await figure.boundingBox())!.height
    await page.getByLabel('One panel for each').selectOption('frequency group')
    await figure.getByText('one for each frequency group of corruptions').waitFor()
    await figure.getByText('High frequencies').waitFor()
    await expect.poll(async () => (await figure.boundingBox())!.height).toBeLessThan(before)
  })

  it('names buttons, not options of commands', async () => {
    await go('corruptions')
    await page.getByText('“corrupted in colour, then gray” in the form').first().waitFor()
    expect(await page.getByText('--gray-noise').count()).toBe(0)
  })

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

  it('exports figures with their fonts and caption inside, and tables with study and data set', async () => {
    await go('spectra')
    const plot = page.getByRole('figure').first()
    const [svg] = await Promise.all([
      page.waitForEvent('download'),
      plot.getByRole('button', { name: 'Download the figure as SVG' }).click(),
    ])
    const drawing = await readFile(await svg.path(), 'utf8')
    expect(drawing).toContain('@font-face')
    expect(drawing).toMatch(/<desc>[^<]*Fourier power/)
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      plot.getByRole('button', { name: 'Download the data behind the figure as CSV' }).click(),
    ])
    const [header, first] = (await readFile(await table.path(), 'utf8')).split('\r\n')
    expect(header).toMatch(/log10 of the mean Fourier power.*,study,data set$/)
    expect(first).toMatch(/,spectrum-[0-9a-f]{8},fashion-mnist$/)
  })

  it('names the data set of the Map, and its table can be had', async () => {
    await go('map')
    await page.getByLabel('Measured on').waitFor()
    await page.getByText(/Measured on "fashion-mnist"/).waitFor()
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the table as CSV' }).click(),
    ])
    expect((await readFile(await table.path(), 'utf8')).split('\r\n')).toHaveLength(8)
  })

  it('shows on every page the models that were drawn around on the Map, and all again', async () => {
    await go('map')
    await page.getByLabel('95 % ellipses').check()
    await page.getByText(/both true values lie inside in 95 of 100 cases/).waitFor()
    await page.getByRole('button', { name: 'Select models' }).click()
    const area = await page.locator('.js-plotly-plot .nsewdrag').first().boundingBox()
    if (area === null) throw new Error('The Map has no area to draw in.')
    // Its left half has the four networks of the strongest blur and the two of σ = 1 are beyond its middle.
    await page.mouse.move(area.x + 4, area.y + 4)
    await page.mouse.down()
    await page.mouse.move(area.x + area.width * 0.35, area.y + area.height - 4, { steps: 8 })
    await page.mouse.up()
    const chosen = page.getByRole('status', { name: 'Selected models' })
    await chosen.getByText('2 models selected on the Map').waitFor()
    await picture(page, 'stumbles-brushed')
    await go('models')
    expect(await page.getByRole('region', { name: 'Models' }).locator('tbody tr').count()).toBe(2)
    await go('hybrids')
    await page.getByText('of 2 models').first().waitFor()
    await chosen.getByRole('button', { name: 'Show all models' }).click()
    await page.getByText('of 6 models').first().waitFor()
  })

  it('keeps its place among thousands of pairs when f_mix moves, and begins anew with another filter', async () => {
    await go('hybrids')
    const pairs = page.getByRole('region', { name: 'Hybrid images' })
    const filters = page.getByRole('group', { name: 'Filters' })
    await filters.getByText(/^4.000 pairs$/).waitFor()
    const box = `document.querySelector('[role="region"][aria-label="Hybrid images"]')`
    const top = (): Promise<number> => page.evaluate<number>(`${box}.scrollTop`)
    await pairs.waitFor()
    await page.evaluate(`${box}.scrollTop = 30000`)
    await expect.poll(() => page.evaluate(`document.querySelector('li[data-place="0"]')`)).toBeNull()
    await settled(page)
    await page.getByLabel('f_mix', { exact: true }).press('ArrowRight')
    await expect.poll(() => page.evaluate('location.hash')).toContain('f=')
    await settled(page)
    expect(await top()).toBe(30000)
    await filters.getByLabel('Class').selectOption({ label: 'Bag' })
    await filters.getByText(/^800 of 4.000 pairs$/).waitFor()
    expect(await top()).toBe(0)
    await filters.getByRole('button', { name: 'Show all' }).click()
    await filters.getByText(/^4.000 pairs$/).waitFor()
  })

  it('says which blur has the f_rev of a model, or why none', async () => {
    const baseline = page.getByRole('complementary', { name: 'Details' })
    await go('models')
    await page.getByRole('button', { name: /σ = none/ }).click()
    await baseline.getByRole('link', { name: 'Its place on the Map' }).click()
    await baseline.getByText('no σ of the blur series has its f_rev').waitFor()
  })

  it('and nothing went wrong in the window', () => {
    expect(window.complaints).toEqual([])
  })

  it('shows the last known values in gray when the host is gone, and no time that is left', async () => {
    await go('models')
    await page.getByText('0.215 [0.202, 0.225]').waitFor()
    await host.kill()
    await page.getByText('What is shown in gray are the last known values.').waitFor()
    await page.getByText('what runs is not known').waitFor()
    await page.getByText('0.215 [0.202, 0.225]').waitFor()
    expect(await page.getByText('not measured').count()).toBe(0)
    await picture(page, 'stumbles-host-gone')
  })
})
