/**
 * The window without a mouse: from the first Tab to a project, through the pages, a table, the wizard and back.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWindow, startBrowser } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { why } from './skipped'
import type { Browser, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

describe.skipIf(why !== '')(`by keyboard alone${why}`, () => {
  let folder: string
  let project: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-keyboard-'))
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

  // Nobody who types waits for the host: whatever it takes to answer, no key is lost.
  for (const delay of [0, 50, 300, 2000])
    it(`opens a project, with a host whose answers come ${delay} ms late`, async () => {
      const choices = { configuration: join(folder, `configuration ${delay}`), home: folder }
      const [own, other] = [await startHost(choices), await copyExample(join(folder, `place ${delay}`))]
      const { page, context, complaints } = await openWindow(browser, own.address, { delay })
      await page.getByRole('button', { name: 'Open project' }).waitFor()
      await page.keyboard.press('Tab')
      expect(await focused(page)).toContain('To the contents')
      await tabTo(page, 'Open project')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByLabel('Folder').waitFor()
      // The first field has the focus, and Escape gives it back to the button.
      expect(await page.evaluate('document.activeElement.matches("[role=dialog] input")')).toBe(true)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await focused(page)).toContain('Open project')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Control+A')
      await page.keyboard.type(other)
      await tabTo(page, 'Open this folder')
      await page.keyboard.press('Enter')
      await page.locator('main[data-page="map"]').waitFor()
      expect(complaints).toEqual([])
      await context.close()
      await own.stop()
    })

  it('goes through the pages, and sees where the focus is', async () => {
    for (const name of ['Data', 'Models', 'Hybrids', 'Perturbations', 'Spectra', 'Map', 'Queue']) {
      await tabTo(page, name)
      expect(await outlineWidth(page)).toBeGreaterThan(0)
      await page.keyboard.press('Enter')
      await page.locator(`main[data-page="${name.toLowerCase()}"]`).waitFor()
      // Thousands of pictures are one stop on the way, and the arrows go through them.
      if (name === 'Data' || name === 'Hybrids') {
        await page.locator('li[data-place="1"] button').waitFor()
        await tabTo(page, name === 'Data' ? '' : 'Hybrid of', 'li[data-place] button')
        const before = await focusedPlace(page)
        await page.keyboard.press(name === 'Data' ? 'ArrowRight' : 'ArrowDown')
        await expect.poll(() => focusedPlace(page)).not.toBe(before)
        // What lies at the end has to come first; no key is lost meanwhile.
        const all = Number(await page.locator('li[data-place]').first().getAttribute('aria-setsize'))
        await page.keyboard.press('End')
        await page.keyboard.press('ArrowLeft')
        await expect.poll(() => focusedPlace(page)).toBe(String(all - 2))
        await page.keyboard.press('Home')
        await expect.poll(() => focusedPlace(page)).toBe('0')
      }
    }
  })

  it('sorts and chooses in the table of models', async () => {
    await tabTo(page, 'Models')
    await page.keyboard.press('Enter')
    await page.getByRole('table').waitFor()
    await tabTo(page, 'Clean accuracy')
    await page.keyboard.press('Enter')
    await page.locator('th[aria-sort="ascending"]', { hasText: 'Clean accuracy' }).waitFor()
    await tabTo(page, 'ResNet')
    const before = await focused(page)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => focused(page)).not.toBe(before)
    await page.keyboard.press('Enter')
  })

  it('goes through the wizard', async () => {
    await page.evaluate(`location.hash = '#/sweep'`)
    await page.getByRole('heading', { name: 'New σ sweep' }).waitFor()
    for (let step = 2; step <= 5; step++) {
      await tabTo(page, 'Next')
      await page.keyboard.press('Enter')
      await page
        .locator('[aria-current="step"]')
        .filter({ hasText: String(step) })
        .waitFor()
    }
    expect(window.complaints).toEqual([])
  })
})

/** The words of what has the focus. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>(
    `(document.activeElement.getAttribute('aria-label') ?? '') + ' ' + (document.activeElement.textContent ?? '').trim().slice(0, 80)`,
  )
}

async function outlineWidth(page: Page): Promise<number> {
  return await page.evaluate<number>(`parseFloat(getComputedStyle(document.activeElement).outlineWidth)`)
}

/** The place in a grid of pictures that has the focus. */
async function focusedPlace(page: Page): Promise<string | null> {
  return await page.evaluate<string | null>(
    `document.activeElement.closest('li[data-place]')?.getAttribute('data-place') ?? null`,
  )
}

/** Presses Tab until what has the focus begins with these words; anything can be reached so, and soon. */
async function tabTo(page: Page, words: string, selector = '*'): Promise<void> {
  for (let presses = 0; presses < 100; presses++) {
    const fits = await page.evaluate<boolean>(`document.activeElement.matches('${selector}')`)
    if (fits && (await focused(page)).trim().startsWith(words)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`"${words}" cannot be reached with the Tab key.`)
}
