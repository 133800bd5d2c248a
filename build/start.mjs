#!/usr/bin/env node
/**
 * `npm start [-- DIR] [--headless] [--browser] [--port P]`: makes the checkout ready and opens the window.
 * In Electron where its binary is; where it is not, Electron's own installer is asked for it, once a day; else in an
 * installed Chromium, Chrome or Edge; where there is none, as an address. `--headless` prints the address
 * only, `--browser` leaves Electron alone.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './child.mjs'
import { fetchElectron } from './electron-install.mjs'
import { setupOrExit } from './setup.mjs'
import {
  chooseHost,
  chromiumArguments,
  electronBinary,
  electronEnvironment,
  failedLately,
  sandboxObstacle,
  serveWords,
} from './start-choice.mjs'

/** An Electron that ends this soon with an error cannot work here (a missing library, say). */
const FAILURE_TIME = 5_000
/** Say what has failed, and when; they lie in Electron's own folder and go with it. */
const TRIED = join(root, 'node_modules', 'electron', 'halfpower-installer-failed')
const SANDBOX_SAID = join(root, 'node_modules', 'electron', 'halfpower-sandbox-said')
const RESTRICTED = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'

await setupOrExit()

// Paths that the user typed are relative to where they were typed, not to the checkout.
const typedIn = process.env['INIT_CWD']
if (typedIn !== undefined && resolve(process.cwd()) === resolve(root) && existsSync(typedIn))
  process.chdir(typedIn)

const words = process.argv.slice(2)
const isRoot = process.getuid?.() === 0
const choice = chooseHost({
  words,
  platform: process.platform,
  environment: process.env,
  binary: binary() !== null,
  tried: failedLately(read(TRIED), Date.now()),
})
if (choice === 'install') {
  const failure = await fetchElectron()
  if (failure !== null) {
    say(
      `going on without Electron: ${failure.why} ("npx install-electron" tries again); an installed browser shows the same window.`,
    )
    remember(TRIED, `${new Date().toISOString()}\n${failure.output}`)
  }
}
const electron = choice === 'browser' ? null : binary()
if (electron === null || !mayBeSandboxed(electron) || !(await runElectron(electron))) await runBrowserHost()

/** @param {string} sentence */
function say(sentence) {
  process.stderr.write(`halfpower: ${sentence}\n`)
}

/**
 * @param {string} path
 * @returns {string | null} null when it is not there
 */
function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * @param {string} path
 * @param {string} text
 */
function remember(path, text) {
  try {
    writeFileSync(path, text)
  } catch {
    // Then it is tried, or said, again next time.
  }
}

/** Electron's binary, when it is there. */
function binary() {
  const pathFile = read(join(root, 'node_modules', 'electron', 'path.txt'))?.trim() ?? null
  const path = electronBinary(root, pathFile, process.env)
  return path !== null && existsSync(path) ? path : null
}

/**
 * Says once why Electron's sandbox cannot work here. It is never left out for that.
 *
 * @param {string} path of the binary
 */
function mayBeSandboxed(path) {
  if (process.platform !== 'linux') return true
  const helper = join(dirname(path), 'chrome-sandbox')
  const status = statSync(helper, { throwIfNoEntry: false })
  const obstacle = sandboxObstacle({
    isRoot,
    restricted: read(RESTRICTED),
    helper: status ? { path: helper, owner: status.uid, mode: status.mode } : null,
  })
  if (obstacle !== null && read(SANDBOX_SAID) === null) {
    say(`going on without Electron: ${obstacle}; an installed browser shows the same window.`)
    remember(SANDBOX_SAID, new Date().toISOString())
  }
  return obstacle === null
}

/**
 * @param {string} path of the binary
 * @returns {Promise<boolean>} false when it cannot work here
 */
async function runElectron(path) {
  const began = performance.now()
  const switches = chromiumArguments({ platform: process.platform, environment: process.env }, isRoot)
  const child = spawn(path, [...switches, root, '--', ...words], {
    stdio: 'inherit',
    env: electronEnvironment(process.env, process.execPath),
  })
  // Ctrl-C and a closed terminal reach Electron too, which decides; we end with it. SIGTERM is sent to us only.
  /** @type {readonly [NodeJS.Signals, () => void][]} */
  const listeners = [
    ['SIGINT', () => undefined],
    ['SIGHUP', () => undefined],
    ['SIGTERM', () => void child.kill('SIGTERM')],
  ]
  for (const [signal, listener] of listeners) process.on(signal, listener)
  const { code, signal } = await new Promise((done) => {
    child.once('error', () => done({ code: 1, signal: null }))
    child.once('close', (ended, by) => done({ code: ended ?? 1, signal: by }))
  })
  for (const [name, listener] of listeners) process.off(name, listener)
  // What somebody has ended is no failure.
  const wasEnded = signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGKILL'
  if (code !== 0 && !wasEnded && performance.now() - began < FAILURE_TIME) {
    say('Electron could not start here; trying an installed browser.')
    return false
  }
  process.exitCode = Number(code)
  return true
}

/** The host of the command line, in this same process. */
async function runBrowserHost() {
  const commandLine = join(root, 'out', 'main', 'command-line.js')
  process.argv = [process.execPath, commandLine, ...serveWords(words)]
  await import(pathToFileURL(commandLine).href)
}
