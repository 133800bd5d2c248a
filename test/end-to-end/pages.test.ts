/**
 * Every page of a finished project, in both themes and two sizes: no violation of axe's rules, nothing wider
 * than the window, no error; and a picture of each to look at, in test-results/.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NARROW, WIDE, openWindow, picture, settled, startBrowser, violations } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { why } from './skipped'
import type { Browser, Page } from 'playwright'
import type { TestWindow, Theme } from './browser'
import type { TestHost } from './host'

/** Name → what leads there. */
const PLACES: Record<string, (page: Page) => Promise<void>> = {
  start: (page) => go(page, 'start'),
  'start-new': async (page) => {
    await go(page, 'start')
    await page.getByRole('button', { name: 'New project' }).click()
  },
  'start-open': async (page) => {
    await go(page, 'start')
    await page.getByRole('button', { name: 'Open project' }).click()
    await page.getByRole('dialog').waitFor()
  },
  data: async (page) => {
    await go(page, 'data')
    await page.getByRole('button', { name: /, image 3$/ }).click()
  },
  models: (page) => go(page, 'models'),
  model: async (page) => {
    const models = await readdir(join(project, 'models'))
    await go(page, `models/${models.at(-1) ?? ''}`)
  },
  'training-seeds': async (page) => {
    await go(page, 'models/seeds')
    await page.getByRole('region', { name: 'Families of training seeds' }).waitFor()
  },
  hybrids: (page) => go(page, 'hybrids'),
  perturbations: (page) => go(page, 'perturbations'),
  spectra: (page) => go(page, 'spectra'),
  corruptions: (page) => go(page, 'corruptions'),
  filters: (page) => go(page, 'filters'),
  'fourier-map': (page) => go(page, 'fourier-map'),
  map: (page) => go(page, 'map'),
  'map-table': async (page) => {
    await go(page, 'map')
    await page.getByRole('button', { name: 'Table' }).click()
  },
  figures: async (page) => {
    await go(page, 'figures')
    await page.getByRole('img', { name: /, as printed$/ }).waitFor()
  },
  neural: (page) => go(page, 'neural'),
  queue: (page) => go(page, 'queue'),
  methods: async (page) => {
    await go(page, 'methods/C.5')
    await page.getByRole('heading', { name: 'C.5 Read-outs and f_rev' }).waitFor()
  },
  'queue-study': async (page) => {
    const studies = await readdir(join(project, 'studies'))
    await go(page, `queue/${studies[0] ?? ''}`)
  },
  'sweep-1-data': async (page) => {
    await go(page, 'sweep')
    // The wizard remembers where it was.
    await page.getByRole('button', { name: 'Begin anew' }).click()
  },
  'sweep-2-model': next,
  'sweep-3-sigma': async (page) => {
    // Small, so that measuring its steps at the end is soon done.
    await page.getByLabel('Width').fill('4')
    await next(page)
  },
  'sweep-4-seeds': next,
  'sweep-5-measure': next,
  'sweep-6-start': next,
}

let folder: string
let project: string

describe.skipIf(why !== '')(`every page${why}`, () => {
  let host: TestHost
  let browser: Browser
  let window: TestWindow

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-pages-'))
    project = await copyExample(join(folder, 'place'), 'whole')
    host = await startHost({ project, configuration: join(folder, 'configuration'), home: folder })
    browser = await startBrowser()
    window = await openWindow(browser, host.address)
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  for (const theme of ['light', 'dark'] as const satisfies Theme[])
    it(`in the ${theme} theme`, { timeout: 900_000 }, async () => {
      const { page, complaints } = window
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      const found: string[] = []
      for (const [name, lead] of Object.entries(PLACES)) {
        await page.setViewportSize(WIDE)
        await lead(page)
        await settled(page)
        await picture(page, `${name}-${theme}-1440`)
        found.push(...(await violations(page)).map((violation) => `${name} at 1440: ${violation}`))
        found.push(...(await spilling(page)).map((which) => `${name} at 1440: ${which}`))
        await page.setViewportSize(NARROW)
        await settled(page)
        await picture(page, `${name}-${theme}-1024`)
        found.push(...(await violations(page)).map((violation) => `${name} at 1024: ${violation}`))
        found.push(...(await spilling(page)).map((which) => `${name} at 1024: ${which}`))
        if (await isTooWide(page)) found.push(`${name}: wider than the window at ${NARROW.width} pixels`)
        found.push(...complaints.splice(0).map((complaint) => `${name}: ${complaint}`))
        if (name.startsWith('start-')) await page.keyboard.press('Escape')
      }
      expect(found).toEqual([])
    })
})

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${hash}'`)
  await page.locator(`main[data-page="${hash.split('/')[0] ?? ''}"]`).waitFor()
}

async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Next' }).click()
}

async function isTooWide(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>(
    `document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth + 1`,
  )
}

/** Figures whose caption stands on what comes after them. */
async function spilling(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(
    `[...document.querySelectorAll('figure.plot')].filter((each) => each.clientHeight > 0 && each.scrollHeight > each.clientHeight + 1).map((each) => 'a figure is ' + (each.scrollHeight - each.clientHeight) + ' pixels higher than its place: ' + each.innerText.slice(0, 60))`,
  )
}
