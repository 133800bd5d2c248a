/**
 * Fetches Electron's program with Electron's own installer, and shows how far it is: 120 MB take a minute here and an
 * hour there. A slow line is no failure; one on which nothing comes any more is.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from './child.mjs'
import { electronObstacle, installerRuns } from './start-choice.mjs'

/** Milliseconds without a single byte after which the installer is ended. */
const STALLED_AFTER = 120_000
const UNPACKED = join(root, 'node_modules', 'electron', 'dist')
const LOOK_EVERY = 1_000
/** Where nobody sees a line being rewritten, it is written once in so many milliseconds. */
const SAY_EVERY = 30_000

/**
 * @returns {Promise<{ why: string, output: string } | null>} why it failed, as the middle of a sentence; null when it is there
 */
export async function fetchElectron() {
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(installer)) return { why: 'its package is not installed', output: '' }
  if (!installerRuns(process.versions.node))
    return {
      why: `its installer needs Node 22.12 or newer, and this is ${process.versions.node}`,
      output: '',
    }
  // The installer downloads into the folder for temporary files: one of our own tells how much has come.
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-electron-'))
  const progress = new Progress(folder)
  try {
    const { code, output } = await run(process.execPath, [installer], {
      env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
      onStart: (pid) => progress.begin(pid),
    })
    if (code === 0) return null
    return { why: progress.stalled ? 'its download came to a halt' : electronObstacle(output), output }
  } finally {
    progress.end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

class Progress {
  stalled = false
  /** @type {NodeJS.Timeout | undefined} */
  #timer
  #bytes = -1
  #changed = performance.now()
  #said = -Infinity

  /** @param {string} folder that fills */
  constructor(folder) {
    this.folder = folder
  }

  /** @param {number} pid */
  begin(pid) {
    this.#look(pid)
    this.#timer = setInterval(() => this.#look(pid), LOOK_EVERY)
  }

  end() {
    clearInterval(this.#timer)
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  }

  /** @param {number} pid */
  #look(pid) {
    const now = performance.now()
    const bytes = sizeOf(this.folder)
    // After the download it is unpacked, which takes its time on a slow disk.
    const all = bytes + sizeOf(UNPACKED)
    if (all !== this.#bytes) this.#changed = now
    this.#bytes = all
    const line = `halfpower: fetching Electron (about 120 MB, once) … ${Math.round(bytes / 1e6)} MB`
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
    else if (now - this.#said >= SAY_EVERY) {
      this.#said = now
      process.stderr.write(`${line}\n`)
    }
    if (now - this.#changed < STALLED_AFTER) return
    this.stalled = true
    process.kill(pid)
  }
}

/**
 * @param {string} folder
 * @returns {number} bytes of all files in it
 */
function sizeOf(folder) {
  let bytes = 0
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  } catch {
    // The installer has just moved something away.
  }
  return bytes
}
