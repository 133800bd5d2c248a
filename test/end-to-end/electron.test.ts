/**
 * The built application inside real Electron. Skipped where Electron's binary is not installed (it is fetched
 * by Electron's own installer, not by npm) or there is no display. Never run by us so far: see README.md.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { electronBinary } from '../../build/start-choice.mjs'
import type { ElectronApplication, Page } from 'playwright-core'

const root = fileURLToPath(new URL('../..', import.meta.url))

function obstacle(): string | null {
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt')
  const path = electronBinary(
    root,
    existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null,
    process.env,
  )
  if (path === null || !existsSync(path))
    return "Electron's binary is not installed: npx install-electron fetches it"
  if (!existsSync(join(root, 'out', 'main', 'electron.js')))
    return 'the application is not built: npm run build'
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'there is no display: use xvfb-run'
  return null
}

const why = obstacle()

describe.skipIf(why !== null)(`inside Electron${why === null ? '' : ` (skipped: ${why})`}`, () => {
  let home: string
  let application: ElectronApplication
  let page: Page
  const complaints: string[] = []

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'halfpower-electron-'))
    complaints.length = 0
    const unsafe = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
    application = await _electron.launch({
      args: [...unsafe, `--user-data-dir=${join(home, 'user')}`, root],
      env: { ...process.env, HALFPOWER_CONFIGURATION: join(home, 'configuration') },
      chromiumSandbox: unsafe.length === 0,
    })
    page = await application.firstWindow()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.waitForLoadState('load')
  })
  afterEach(async () => {
    await application.close()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  it('shows our page over its own scheme, without Node and without complaints', async () => {
    expect(page.url()).toMatch(/^halfpower:\/\/app\//)
    await expect.poll(() => page.title()).toContain('Halfpower')
    expect(await page.evaluate('typeof require')).toBe('undefined')
    expect(await page.evaluate('typeof process')).toBe('undefined')
    expect(await page.evaluate('Object.keys(window.halfpower).sort().join()')).toBe('invoke,on,pathOf')
    expect(complaints).toEqual([])
  })

  it('answers calls of the contract over the bridge', async () => {
    expect(await page.evaluate("window.halfpower.invoke('app.info', {})")).toMatchObject({
      output: { host: 'electron', nativeDialogs: true },
    })
    expect(await page.evaluate("window.halfpower.invoke('no.such', {})")).toMatchObject({
      error: { kind: 'usage' },
    })
  })

  it('asks a job in a utility process', async () => {
    const answer = await page.evaluate("window.halfpower.invoke('device.list', {})")
    expect(JSON.stringify(answer)).toContain('"available":true')
  })

  it('reaches no network and opens no window', async () => {
    expect(await page.evaluate("fetch('http://127.0.0.1:1/').then(() => 'reached', () => 'refused')")).toBe(
      'refused',
    )
    expect(await page.evaluate("window.open('https://example.org/')")).toBeNull()
    await page.evaluate("location.href = 'https://example.org/'")
    await page.waitForTimeout(200)
    expect(page.url()).toMatch(/^halfpower:\/\/app\//)
    expect(application.windows()).toHaveLength(1)
  })

  it('serves nothing outside the page', async () => {
    const status = await page.evaluate(
      "fetch('halfpower://app/..%2f..%2fpackage.json').then((reply) => reply.status)",
    )
    expect(status).toBe(404)
  })
})
