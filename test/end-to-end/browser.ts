/**
 * Chromium for tests, and windows in it that watch themselves: a console error, a page error, a violation of
 * the content security policy, or a request to anywhere but the host is a failure of the test.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright'
import type { Browser, BrowserContext, Page } from 'playwright'

const CANDIDATES = [
  process.env['HALFPOWER_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
export const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path)) ?? null

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 1024, height: 700 }
export type Theme = 'light' | 'dark'

/** How long anything in the window may take, in ms: only a net below tests on a slow and busy machine. */
export const PATIENCE = 120_000

const pictures = fileURLToPath(new URL('../../test-results/', import.meta.url))

export async function startBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error('There is no Chromium.')
  // Root may not use Chromium's sandbox; the tests open nothing but our own page.
  const unsafe = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return await chromium.launch({ executablePath: chromiumPath, args: [...unsafe, '--disable-dev-shm-usage'] })
}

export interface TestWindow {
  readonly page: Page
  readonly context: BrowserContext
  /** What has gone wrong in the window so far. */
  readonly complaints: string[]
  /** Complaints that match are meant to happen, e.g. while the host is dead. */
  expect(pattern: RegExp): void
}

export async function openWindow(
  browser: Browser,
  address: string,
  options: {
    theme?: Theme
    viewport?: { width: number; height: number }
    /** Every message of the host is held back so long, in ms, as if the machine were slow. */
    delay?: number
  } = {},
): Promise<TestWindow> {
  const context = await browser.newContext({
    viewport: options.viewport ?? WIDE,
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
  })
  const complaints: string[] = []
  const expected: RegExp[] = []
  const complain = (text: string): void => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text)
  }
  await context.addInitScript({
    content:
      "document.addEventListener('securitypolicyviolation', (event) => console.error('policy violated: ' + event.violatedDirective + ' by ' + event.blockedURI))",
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complain(`console ${message.type()}: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => complain(`page error: ${error.message}`))
  const origin = new URL(address).host
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:'].includes(url.protocol) && url.host !== origin) complain(`asked ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complain(`${response.status()} for ${response.url()}`)
  })
  page.setDefaultTimeout(PATIENCE)
  const { delay } = options
  if (delay !== undefined)
    await page.routeWebSocket(/\/socket$/, (socket) => {
      socket.connectToServer().onMessage((message) => {
        setTimeout(() => socket.send(message), delay)
      })
    })
  await page.goto(address)
  return { page, context, complaints, expect: (pattern) => expected.push(pattern) }
}

/**
 * Every rule of axe that applies; the answer is one line per violation. Our page has no frames, so that what axe calls
 * its legacy mode says the same, without an empty page for each answer; and of what passes it need not write out how each
 * element is found, which was most of its time.
 */
export async function violations(page: Page): Promise<string[]> {
  if (page.frames().length > 1) throw new Error('The page has frames, into which this does not look.')
  const axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], selectors: false })
  const { violations: found } = await axe.analyze()
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  )
}

/** Keeps a picture of the window in test-results/. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}${name}.png` })
}

const SETTLED = `
  [...document.querySelectorAll('main [role=status], [role=dialog] [role=status]')].every((one) => !one.textContent.includes(' …')) &&
  [...document.images].every((image) => image.complete) &&
  [...document.querySelectorAll('.js-plotly-plot')].every((plot) => plot.querySelector('.main-svg') !== null)`

/** Waits until nothing on the page is on its way: nothing being read or measured, no picture, no plot. */
export async function settled(page: Page): Promise<void> {
  const began = performance.now()
  while (performance.now() - began < PATIENCE) {
    // Twice: what has just come may ask for more.
    const [first, second] = [
      await page.evaluate(SETTLED),
      await page.waitForTimeout(150).then(() => page.evaluate(SETTLED)),
    ]
    if (first === true && second === true) return
  }
  throw new Error(`The page did not come to rest within ${PATIENCE / 1000} seconds.`)
}
