/** A project in other places, from the window: a copy of one that is only read, one file of it, and a project of that. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NARROW, openWindow, picture, startBrowser, violations } from './browser'
import { startHost } from './host'
import { why } from './skipped'
import type { Browser } from 'playwright'
import type { TestHost } from './host'

const example = fileURLToPath(new URL('../../resources/example-study.halfpower', import.meta.url))

describe.skipIf(why !== '')(`places of a project${why}`, () => {
  let folder: string
  let browser: Browser
  let host: TestHost

  beforeAll(async () => {
    browser = await startBrowser()
    folder = await mkdtemp(join(tmpdir(), 'halfpower-places-'))
    host = await startHost({ configuration: join(folder, 'configuration'), home: folder, project: example })
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('the example is worked on in a copy, which goes into one file and comes out of it', async () => {
    const window = await openWindow(browser, host.address)
    const { page } = window
    const dialog = page.getByRole('dialog')
    await page.evaluate(`location.hash = '#/data'`)
    await page.getByRole('button', { name: 'Work on a copy' }).click()
    await dialog.getByText('Its folder will be').waitFor()
    await picture(page, 'places-copy')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.locator('main[data-page="map"]').waitFor()
    const copy = (await readdir(folder)).find((name) => name.endsWith('-copy.halfpower'))!
    expect(existsSync(join(folder, copy, 'lock'))).toBe(true)
    await page.evaluate(`location.hash = '#/data'`)
    // The shipped images are found by name from there.
    await page.getByRole('img', { name: 'image 0' }).first().waitFor()
    expect(await page.getByText('read-only').count()).toBe(0)

    await page.setViewportSize(NARROW)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.evaluate(`location.hash = '#/start'`)
    await page.getByRole('button', { name: 'Export as one file' }).click()
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText(/^Wrote .*\.zip/).waitFor()
    await picture(page, 'places-start')
    expect(await violations(page)).toEqual([])
    const zip = (await readdir(folder)).find((name) => name.endsWith('.zip'))!

    await page.getByRole('button', { name: 'Import a project' }).click()
    await dialog.getByLabel('Zip file').fill(join(folder, zip))
    await dialog.getByText('It will be').waitFor()
    await picture(page, 'places-import')
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await page.locator('main[data-page="map"]').waitFor()
    expect(existsSync(join(folder, zip.replace('.zip', '.halfpower'), 'project.json'))).toBe(true)
    await page.evaluate(`location.hash = '#/models'`)
    await page.getByRole('table').waitFor()
    expect(window.complaints).toEqual([])
  })
})
