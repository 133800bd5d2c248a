/**
 * How quick the window is, in an installed Chromium against the built product: each number beside its goal. It refuses
 * nothing: on a busy machine the load says what the numbers are worth.
 *
 *   npm run bench -- window [--pairs 10000] [--models 2000] [--keep FOLDER]
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { chromiumPath, openWindow, settled, startBrowser } from '../end-to-end/browser'
import { copyExample } from '../end-to-end/example'
import { startHost } from '../end-to-end/host'
import { ROOT } from '../support/root'
import { makeLargeProject } from './large-project'
import type { Browser, Page } from 'playwright'
import type { HostChoices, TestHost } from '../end-to-end/host'

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: '10000' },
    models: { type: 'string', default: '2000' },
    keep: { type: 'string' },
  },
})
const COMMAND = join(ROOT, 'out/main/command-line.js')
/** Test images of the shipped data set: each pairing seed pairs all of them. */
const SHIPPED_IMAGES = 2000
const ROUNDS = 5

if (chromiumPath === null || !existsSync(COMMAND)) {
  console.error(
    chromiumPath === null
      ? 'The window is measured in an installed Chromium or Chrome, and none was found: install one, or name one in HALFPOWER_CHROMIUM.'
      : 'Halfpower is not built: say "npm run build" first.',
  )
  process.exit(1)
}

const home = options.keep ?? mkdtempSync(join(tmpdir(), 'halfpower-bench-'))
const configuration = join(home, 'configuration')
mkdirSync(configuration, { recursive: true })
const environment = { ...process.env, HALFPOWER_CONFIGURATION: configuration, XDG_CONFIG_HOME: configuration }

console.log(`Load ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores at the start\n`)

/** @param goal what is wanted: at most, or at least where `least` */
function tell(name: string, value: number, unit: string, goal: number, least = false): void {
  const reached = least ? value >= goal : value <= goal
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0
  console.log(
    `${name.padEnd(58)}${value.toFixed(digits).padStart(8)} ${unit.padEnd(9)} goal ${least ? '≥' : '≤'} ${`${goal} ${unit}`.padEnd(13)} ${reached ? '' : 'NOT reached'}`.trimEnd(),
  )
}

const hosts: TestHost[] = []

/** A host that ends with this program, however that ends. */
async function started(choices: HostChoices): Promise<TestHost> {
  const host = await startHost(choices)
  hosts.push(host)
  return host
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function halfpower(...words: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
    env: environment,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`halfpower ${words.join(' ')} ended with ${status}:\n${stderr}`)
}

/** A study that is begun and then killed: the next window goes on with it. */
async function leaveRunning(project: string, ...words: string[]): Promise<void> {
  const studies = join(project, 'studies')
  const before = readdirSync(studies).length
  const child = spawn(process.execPath, [COMMAND, ...words], { env: environment, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while (readdirSync(studies).length === before && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 100))
  await new Promise((resolve) => setTimeout(resolve, 2000))
  child.kill('SIGKILL')
  await ended
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${hash}'`)
  await page.locator(`main[data-page="${hash.split(/[/?]/)[0] ?? ''}"]`).waitFor()
}

/** Counts the frames that are drawn while `act` goes on; also the longest time without one, in ms. */
async function frames(page: Page, act: () => Promise<void>): Promise<{ perSecond: number; longest: number }> {
  await page.evaluate(
    `window.counted = []; window.counting = true; (function next(now) { window.counted.push(now); if (window.counting) requestAnimationFrame(next) })(performance.now())`,
  )
  await act()
  const times = await page.evaluate<number[]>('(window.counting = false, window.counted)')
  const gaps = times.slice(1).map((time, i) => time - times[i]!)
  return { perSecond: (1000 * gaps.length) / (times.at(-1)! - times[0]!), longest: Math.max(...gaps) }
}

/** From the address to the first paint and to a page that answers, without a cache, in seconds. */
async function starts(page: Page): Promise<{ paint: number; interactive: number }> {
  const address = page.url().split('#')[0]!
  const found = { paint: [] as number[], interactive: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = await page.context().newPage()
    const session = await fresh.context().newCDPSession(fresh)
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    await fresh.addInitScript({
      content: `(function look() {
        // Answers: the navigation is there, and its page's heading.
        if (document.querySelector('main h1') && document.querySelector('nav a')) window.answered ??= performance.now()
        else requestAnimationFrame(look)
      })()`,
    })
    await fresh.goto(`${address}#/models`)
    await fresh.evaluate(
      'new Promise((resolve) => (function look() { window.answered === undefined ? requestAnimationFrame(look) : resolve() })())',
    )
    found.paint.push(
      await fresh.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`),
    )
    found.interactive.push(await fresh.evaluate<number>('window.answered'))
    await fresh.close()
  }
  return { paint: median(found.paint) / 1000, interactive: median(found.interactive) / 1000 }
}

/** What the first page asks for, compressed as on the way, in MB. */
async function firstPage(page: Page): Promise<number> {
  const names = await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => /[.](js|css|woff2?|svg)$/.test(path))`,
  )
  const files = ['index.html', ...new Set(names.map((path) => path.replace(/^\/w\/[^/]+\//, '')))]
  return (
    files.reduce((sum, file) => sum + gzipSync(readFileSync(join(ROOT, 'out/renderer', file))).length, 0) /
    1e6
  )
}

/** From a click on a page's name to the first frame of that page, in ms: the longest. */
async function clicks(page: Page): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < 3; round++)
    for (const name of [
      'data',
      'models',
      'hybrids',
      'perturbations',
      'corruptions',
      'map',
      'queue',
      'methods',
    ]) {
      times.push(
        await page.evaluate<number>(`new Promise((resolve) => {
          const began = performance.now()
          document.querySelector('nav a[href^="#/${name}"]').click()
          const look = () =>
            document.querySelector('main[data-page="${name}"] h1')
              ? requestAnimationFrame(() => resolve(performance.now() - began))
              : requestAnimationFrame(look)
          look()
        })`),
      )
      await page.waitForTimeout(300)
    }
  return times
}

/** Private memory of the largest process that draws a page, in MB; null where the system does not say. */
async function memory(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => {
      const status = existsSync(`/proc/${id}/status`) ? readFileSync(`/proc/${id}/status`, 'utf8') : ''
      return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1000
    })
    .filter(Number.isFinite)
  return sizes.length === 0 ? null : Math.max(...sizes)
}

async function measureExample(browser: Browser): Promise<void> {
  const folder = join(home, 'example')
  const project = existsSync(folder)
    ? join(folder, 'example-study.halfpower')
    : await copyExample(folder, 'whole')
  const seeds = Array.from({ length: Math.ceil(Number(options.pairs) / SHIPPED_IMAGES) }, (_, seed) => seed)
  halfpower(
    ...['hybrid', project, '--model', 'all', '--dataset', 'fashion-mnist', '--f-mix', '0.2,0.3'],
    ...['--pairing-seeds', seeds.join(','), '--title', 'large gallery'],
  )
  const study = readdirSync(join(project, 'studies')).find((id) =>
    readFileSync(join(project, 'studies', id, 'plan.json'), 'utf8').includes('large gallery'),
  )!
  const exported = performance.now()
  halfpower(
    ...[
      'figure',
      'export',
      project,
      'blur-lowers-the-reversal-frequency',
      '--overwrite',
      '--journal',
      'plos',
    ],
    ...['svg', 'pdf', 'eps', 'tif', 'png'].map((format) => join(home, `figure.${format}`)),
  )
  const exporting = (performance.now() - exported) / 1000

  const host = await started({ project, configuration })
  const { page, context } = await openWindow(browser, host.address)
  await page.locator('main h1').first().waitFor()
  const { paint, interactive } = await starts(page)
  tell('First paint', paint, 's', 1)
  tell('Interactive', interactive, 's', 2)
  tell('First page, compressed', await firstPage(page), 'MB', 1)

  await go(page, `hybrids/${study}`)
  const gallery = '[role=region][aria-label="Hybrid images"]'
  await page.locator(`${gallery} img`).first().waitFor()
  await settled(page)
  for (const [words, step] of [
    ['read', 8],
    ['ten times as fast', 80],
  ] as const) {
    const { perSecond, longest } = await frames(page, async () => {
      await page.evaluate(`new Promise((resolve) => {
        const box = document.querySelector('${gallery}'), until = performance.now() + 4000
        const next = () => { box.scrollTop += ${step}; performance.now() < until ? requestAnimationFrame(next) : resolve() }
        next()
      })`)
    })
    tell(`Gallery of ${options.pairs} pairs, scrolled as ${words}`, perSecond, 'frames/s', 50, true)
    console.log(`${''.padEnd(4)}longest without a frame: ${longest.toFixed(0)} ms`)
  }
  const taken = await memory(browser)
  if (taken === null) console.log('Memory of the page is not told by this system.')
  else tell('Memory of the page', taken, 'MB', 500)
  tell('Figure of four panels in five formats, from the start', exporting, 's', 10)
  await context.close()
  await host.stop()

  for (const norm of ['l2', 'linf'])
    await leaveRunning(
      project,
      ...[
        'attack',
        project,
        '--model',
        'all',
        '--dataset',
        'fashion-mnist',
        '--norm',
        norm,
        '--limit',
        '1500',
      ],
    )
  const busy = await started({ project, configuration, jobs: 2 })
  const working = await openWindow(browser, busy.address)
  await working.page.locator('main h1').first().waitFor()
  await working.page.waitForTimeout(3000)
  const times = await clicks(working.page)
  tell('Click on a page while two jobs run, median', median(times), 'ms', 100)
  tell('Click on a page while two jobs run, longest', Math.max(...times), 'ms', 100)
  await working.context.close()
  await busy.stop()
}

async function measureMap(browser: Browser): Promise<void> {
  const folder = join(home, 'large.halfpower')
  if (!existsSync(folder)) makeLargeProject(folder, 500, Number(options.models))
  const host = await started({ project: folder, configuration })
  const { page, context } = await openWindow(browser, host.address)
  await page.locator('main h1').first().waitFor()
  await go(page, 'map')
  await page.locator('.js-plotly-plot .ewdrag').first().waitFor({ state: 'attached' })
  await settled(page)
  const axis = (await page.locator('.js-plotly-plot .ewdrag').first().boundingBox())!
  const [x, y] = [axis.x + axis.width / 2, axis.y + axis.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  const { perSecond, longest } = await frames(page, async () => {
    const until = performance.now() + 4000
    for (let turn = 0; performance.now() < until; turn++)
      await page.mouse.move(x + 120 * Math.sin(turn / 10), y)
  })
  await page.mouse.up()
  tell(`Map of ${options.models} models, panned`, perSecond, 'frames/s', 50, true)
  console.log(`${''.padEnd(4)}longest without a frame: ${longest.toFixed(0)} ms`)
  const taken = await memory(browser)
  if (taken !== null) tell(`Memory of the page, Map of ${options.models} models`, taken, 'MB', 500)
  await context.close()
  await host.stop()
}

const browser = await startBrowser()
try {
  await measureExample(browser)
  await measureMap(browser)
} finally {
  await browser.close()
  for (const host of hosts) await host.stop()
  if (options.keep === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}
console.log(
  `\nLoad ${loadavg()[0]!.toFixed(1)} at the end: above 1, something else ran, and these are no numbers to quote.`,
)
