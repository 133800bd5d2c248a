/** The one Chromium: in a real window where there is a display. Others may look at its pages through the port that it is told. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { tell } from './parent.mjs'

const PATH = process.env['HALFPOWER_CHROMIUM'] ?? '/usr/bin/chromium'

export const browserOf = {
  /** @type {Promise<import('playwright').BrowserContext> | null} */
  opened: null,
}

/**
 * @param {string} userData
 * @param {{ width: number, height: number }} size
 */
export function openBrowser(userData, { width, height }) {
  browserOf.opened ??= open(join(userData, 'chromium'), width, height)
  return browserOf.opened
}

/**
 * @param {string} profile
 * @param {number} width
 * @param {number} height
 */
async function open(profile, width, height) {
  mkdirSync(profile, { recursive: true })
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: PATH,
    headless: !process.env['DISPLAY'],
    viewport: null,
    reducedMotion: 'reduce',
    // Ctrl-C is ours to decide about.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      // A display without a graphics card behind it.
      '--disable-gpu',
      '--remote-debugging-port=0',
      `--window-size=${width},${height}`,
    ],
  })
  const note = join(profile, 'DevToolsActivePort')
  for (let tries = 0; tries < 100 && !existsSync(note); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  tell({ port: Number(readFileSync(note, 'utf8').split('\n')[0]) })
  return context
}
