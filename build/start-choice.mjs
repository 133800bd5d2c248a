/**
 * Which window `npm start` opens, decided from what is typed and what is there. Decisions only: nothing
 * here installs, starts or prints (that is start.mjs).
 */
import { join } from 'node:path'

/**
 * @typedef {object} Situation
 * @property {readonly string[]} words what was typed after `npm start --`
 * @property {NodeJS.Platform} platform
 * @property {Readonly<Record<string, string | undefined>>} environment
 * @property {boolean} binary whether Electron's binary is there
 * @property {boolean} tried whether its installer has failed before
 */

/**
 * `electron`; `install`, which asks Electron's installer first; or `browser`, which is also the host
 * without a window.
 *
 * @param {Situation} situation
 * @returns {'electron' | 'install' | 'browser'}
 */
export function chooseHost({ words, platform, environment, binary, tried }) {
  if (
    words.some((word) =>
      ['--headless', '--browser', '--port', '--help', '-h'].includes(word.split('=')[0] ?? ''),
    )
  )
    return 'browser'
  // Without a display there is no window, and nothing is worth downloading for one.
  const display = Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'])
  if (platform !== 'darwin' && platform !== 'win32' && !display) return 'browser'
  if (binary) return 'electron'
  return tried ? 'browser' : 'install'
}

/**
 * Where Electron's binary should be. Electron's own index.js is not asked, because it downloads when asked.
 *
 * @param {string} root the checkout
 * @param {string | null} pathFile content of node_modules/electron/path.txt; null when it is not there
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string | null} null when it was never installed
 */
export function electronBinary(root, pathFile, environment) {
  const folder = environment['ELECTRON_OVERRIDE_DIST_PATH']
  if (folder !== undefined && folder !== '') return join(folder, pathFile ?? 'electron')
  return pathFile === null ? null : join(root, 'node_modules', 'electron', 'dist', pathFile)
}

/**
 * Words for the command line's `serve`: `--headless` and `--browser` are about the window only.
 *
 * @param {readonly string[]} words
 * @returns {string[]}
 */
export function serveWords(words) {
  const headless = words.includes('--headless')
  const rest = words.filter((word) => word !== '--headless' && word !== '--browser')
  return ['serve', ...rest, ...(headless ? [] : ['--window'])]
}

/**
 * Why Electron's installer failed, from what it said.
 *
 * @param {string} output
 * @returns {string} the middle of a sentence
 */
export function electronObstacle(output) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|fetch failed|ETIMEDOUT|ECONNRESET/.test(output)
  )
    return 'its download server cannot be reached'
  if (/ENOSPC|EDQUOT/.test(output)) return 'the disk is full'
  if (/EACCES|EROFS|EPERM/.test(output)) return 'node_modules cannot be written'
  return 'its installer failed'
}
