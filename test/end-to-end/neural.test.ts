/**
 * Populations of neurons in the window: one is simulated, a model and a recording are dropped, and what their files leave
 * open is asked. The files are those of test/golden/neural/.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../support/root'
import { NARROW, WIDE, openWindow, picture, settled, startBrowser, violations } from './browser'
import { dropOn } from './drop'
import { copyExample } from './example'
import { startHost } from './host'
import { story } from './story'
import { why } from './skipped'
import type { Browser, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

describe.skipIf(why !== '')(`populations${why}`, () => {
  story()
  let folder: string
  let project: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-neural-'))
    project = await copyExample(join(folder, 'place'))
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

  /** In both themes and sizes: a picture, no violation, and nothing that is wider than the window. */
  async function look(name: string): Promise<void> {
    for (const theme of ['light', 'dark'] as const)
      for (const size of [WIDE, NARROW]) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await page.setViewportSize(size)
        await settled(page)
        await picture(page, `${name}-${theme}-${size.width}`)
        expect(await violations(page)).toEqual([])
        expect(
          await page.evaluate(
            `document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth + 1`,
          ),
        ).toBe(true)
      }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.setViewportSize(WIDE)
  }

  it('says what can be brought while there is none', async () => {
    await page.getByRole('link', { name: 'Neural', exact: true }).click()
    await page.getByRole('heading', { name: 'No population of neurons yet' }).waitFor()
    await look('neural-empty')
  })

  it('simulates one, and refuses what its pixels cannot carry', async () => {
    await page.getByRole('button', { name: 'Simulate one …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Simulate a population' })
    await dialog.getByLabel('Neurons').fill('50')
    await dialog.getByLabel('Median preferred frequency').fill('3')
    await dialog.getByRole('button', { name: 'Simulate', exact: true }).click()
    await dialog.getByText(/carries filters from/).waitFor()
    await look('neural-simulate')
    await dialog.getByLabel('Median preferred frequency').fill('0.08')
    await dialog.getByRole('button', { name: 'Simulate', exact: true }).click()
    await page.getByRole('heading', { name: 'mouse-like seed 0' }).waitFor()
    expect(await page.getByText('simulated: no recording').count()).toBe(1)
  })

  it('asks which session of a dropped model', async () => {
    await dropOn(page, [join(ROOT, 'test/golden/neural/sensorium-plain.pth')])
    const dialog = page.getByRole('dialog', { name: 'Add a population' })
    await dialog.getByLabel('Session').waitFor()
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText(/holds 2 sessions/).waitFor()
    await dialog.getByLabel('Session').selectOption('b')
    await dialog.getByLabel('Name').fill('Small mouse')
    await dialog.getByLabel('Species').fill('mouse')
    await dialog.getByLabel('Field of view', { exact: true }).fill('67.9')
    await look('neural-add-model')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('heading', { name: 'Small mouse' }).waitFor()
    await page.getByText('mouse-regularised').waitFor()
    await page.getByText(/nearer to the 0.53 pixels per degree/).waitFor()
    await expect.poll(() => readdir(join(project, 'data'))).toEqual([])
  })

  it('asks which array is which of a dropped recording, also when it is transposed', async () => {
    await dropOn(page, [join(ROOT, 'test/golden/neural/v7.mat')])
    const dialog = page.getByRole('dialog', { name: 'Add a population' })
    await dialog.getByLabel('Responses', { exact: true }).selectOption('session.data.resp')
    await dialog.getByLabel('Array of the images').selectOption('images')
    await dialog.getByLabel('Axes of the images').selectOption('height,width,images')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText(/looks transposed/).waitFor()
    await look('neural-add-recording')
    await dialog.getByLabel('Axes of the responses').selectOption('neurons,images')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('6 of 6 images, 1 of each').waitFor()
    await page.getByText('No text of a licence came with it').waitFor()
    await look('neural')
  })

  it('asks for trials and a window where a dropped NWB file holds spike times', async () => {
    await dropOn(page, [join(ROOT, 'test/golden/neural/trials.nwb')])
    const dialog = page.getByRole('dialog', { name: 'Add a population' })
    await dialog.getByLabel('Responses', { exact: true }).selectOption('/units')
    await dialog.getByLabel('Measured after the beginning of each trial of').selectOption('/intervals/trials')
    await dialog.getByLabel('Array of the images').selectOption('/stimulus/templates/pictures/data')
    await dialog.getByLabel('Which image each row shows').selectOption('frame')
    await dialog.getByLabel('Number of trials without an image').fill('-1')
    await dialog.getByText(/Two times in milliseconds/).waitFor()
    await dialog.getByLabel('Window from').fill('50')
    await dialog.getByLabel('Window to').fill('150')
    await look('neural-add-nwb')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText(/numbers of spikes of all 5 units .* in the window of 50 to 150 ms/).waitFor()
  })

  it('takes one out again', async () => {
    await page.getByRole('button', { name: 'Delete trials' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect.poll(() => page.getByRole('table', { name: 'Populations' }).getByRole('row').count()).toBe(4)
    expect(await readdir(join(project, 'populations'))).toHaveLength(3)
    expect(window.complaints).toEqual([])
  })
})
