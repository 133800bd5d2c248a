/** The command palette by keyboard alone: opened, typed into, chosen from, closed; and its rules of accessibility. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NARROW, openWindow, picture, startBrowser, violations } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { why } from './skipped'
import type { Browser } from 'playwright'
import type { TestHost } from './host'

describe.skipIf(why !== '')(`the command palette${why}`, () => {
  let folder: string
  let browser: Browser
  let host: TestHost

  beforeAll(async () => {
    browser = await startBrowser()
    folder = await mkdtemp(join(tmpdir(), 'halfpower-palette-'))
    const project = await copyExample(folder)
    host = await startHost({ configuration: join(folder, 'configuration'), home: folder, project })
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('goes to a page, a model and a form, and gives the focus back', async () => {
    const window = await openWindow(browser, host.address)
    const { page } = window
    await page.evaluate(`location.hash = '#/queue'`)
    await page.getByRole('heading', { name: 'Queue' }).waitFor()
    await page.keyboard.press('Control+k')
    const input = page.getByRole('combobox', { name: 'Commands' })
    await input.waitFor()
    await picture(page, 'palette')
    expect(await violations(page)).toEqual([])
    await page.keyboard.type('fourier')
    await page
      .getByRole('dialog')
      .getByRole('option', { name: /^Fourier map/ })
      .waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Escape')
    await input.waitFor({ state: 'detached' })
    expect(page.url()).toContain('#/queue')

    await page.setViewportSize(NARROW)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.keyboard.press('Control+k')
    await input.waitFor()
    await page.keyboard.type('sigma = 3 seed 1')
    await page.getByRole('dialog').getByRole('option').first().waitFor()
    await picture(page, 'palette-model')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /σ = 3, training seed 1/ }).waitFor()

    await page.keyboard.press('Control+k')
    await input.waitFor()
    await page.keyboard.type('new study filters')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: /New filter study/ }).waitFor()
    expect(window.complaints).toEqual([])
  })
})
