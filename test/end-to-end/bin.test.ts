/** Deleting in the window: what uses it is named first, it can be undone at once or later, and an emptied bin is empty. */
import { existsSync, readdirSync } from 'node:fs'
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

describe.skipIf(why !== '')(`the bin${why}`, () => {
  let folder: string
  let project: string
  let browser: Browser
  let host: TestHost

  beforeAll(async () => {
    browser = await startBrowser()
    folder = await mkdtemp(join(tmpdir(), 'halfpower-bin-window-'))
    project = await copyExample(folder)
    host = await startHost({ configuration: join(folder, 'configuration'), home: folder, project })
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('takes a study, gives it back, takes a model, and is emptied', async () => {
    const window = await openWindow(browser, host.address)
    const { page } = window
    const hybrid = readdirSync(join(project, 'studies')).find((name) => name.startsWith('hybrid-'))!
    await page.evaluate(`location.hash = '#/queue/${hybrid}'`)
    await page.getByRole('button', { name: /^Delete / }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('It goes into the bin of the project').waitFor()
    await picture(page, 'bin-delete-study')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    expect(existsSync(join(project, 'studies', hybrid))).toBe(false)
    await picture(page, 'bin-undo')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
    expect(existsSync(join(project, 'studies', hybrid, 'plan.json'))).toBe(true)

    await page.setViewportSize(NARROW)
    await page.emulateMedia({ colorScheme: 'dark' })
    const model = readdirSync(join(project, 'models'))[0]!
    await page.evaluate(`location.hash = '#/models/${model}'`)
    await page.getByRole('button', { name: /^Delete / }).click()
    await dialog.getByText('studies have used it and keep their results').waitFor()
    await picture(page, 'bin-delete-model')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('main').getByRole('link', { name: 'Bin (1)' }).click()
    await page.getByRole('list', { name: 'Deleted' }).waitFor()
    await picture(page, 'bin-page')
    expect(await violations(page)).toEqual([])
    // What it was measured in is shown as before.
    await page.evaluate(`location.hash = '#/hybrids/${hybrid}'`)
    await page.getByRole('slider').first().waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.evaluate(`location.hash = '#/bin'`)
    await page.getByRole('button', { name: 'Empty the bin' }).click()
    await dialog.getByRole('button', { name: 'Remove for good' }).click()
    await page.getByText('The bin is empty').waitFor()
    expect(existsSync(join(project, 'models', model))).toBe(false)
    expect(window.complaints).toEqual([])
  })
})
