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
 * @property {boolean} tried whether its installer has failed within the last day
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
  const display = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
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

/**
 * Whether Electron's installer can run in this Node.
 *
 * @param {string} version such as `20.19.0`
 */
export function installerRuns(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12)
}

/** Milliseconds after which the installer is tried again: a network that was not there may be back. */
const TRIED_AGAIN_AFTER = 20 * 3_600_000

/**
 * @param {string | null} note what was written down at the last failure: its time and what was said; null: none
 * @param {number} now milliseconds since 1970
 */
export function failedLately(note, now) {
  const then = Date.parse(note?.split('\n')[0] ?? '')
  return now - then >= 0 && now - then < TRIED_AGAIN_AFTER
}

/**
 * The environment of Electron: which Node computes, and that it is a window, also where whoever started us runs
 * Electron as Node (the terminal of an editor).
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function electronEnvironment(environment, node) {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = environment
  // Electron looks for its window system by name, and an empty one is a name.
  if (rest['DISPLAY'] === '') delete rest['DISPLAY']
  return { ...rest, HALFPOWER_NODE: node }
}

/**
 * Arguments of Chromium. Root has no sandbox, because Chromium refuses; without X it must be told of Wayland.
 *
 * @param {Pick<Situation, 'platform' | 'environment'>} situation
 * @param {boolean} isRoot
 * @returns {string[]}
 */
export function chromiumArguments({ platform, environment }, isRoot) {
  if (platform !== 'linux') return []
  const onlyWayland = !environment['DISPLAY'] && Boolean(environment['WAYLAND_DISPLAY'])
  return [...(isRoot ? ['--no-sandbox'] : []), ...(onlyWayland ? ['--ozone-platform=wayland'] : [])]
}

/**
 * Ubuntu 23.10 and newer let only programs that an AppArmor profile names make user namespaces, and Electron's sandbox
 * needs them, or else a helper that belongs to root.
 *
 * @param {object} facts
 * @param {boolean} facts.isRoot
 * @param {string | null} facts.restricted /proc/sys/kernel/apparmor_restrict_unprivileged_userns; null: not there
 * @param {{ path: string, owner: number, mode: number } | null} facts.helper chrome-sandbox beside Electron
 * @returns {string | null} why Electron's sandbox cannot work here and what helps; null when nothing is known against it
 */
export function sandboxObstacle({ isRoot, restricted, helper }) {
  if (isRoot || restricted?.trim() !== '1') return null
  // Runs as root, whoever starts it.
  if (helper !== null && helper.owner === 0 && (helper.mode & 0o4001) === 0o4001) return null
  const remedy =
    helper === null
      ? 'install Halfpower as a package, which brings a profile'
      : `sudo chown root:root "${helper.path}" && sudo chmod 4755 "${helper.path}"`
  return (
    "this system (Ubuntu 23.10 or newer) lets no program make user namespaces that it does not know, and Electron's " +
    `sandbox needs them (to allow it once: ${remedy})`
  )
}
