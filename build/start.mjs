#!/usr/bin/env node
/**
 * `npm start [-- DIR] [--headless] [--browser] [--port P]`: makes the checkout ready and opens the window.
 * In Electron where its binary is; where it is not, Electron's own installer is asked for it once; else in an
 * installed Chromium, Chrome or Edge; where there is none, as an address. `--headless` prints the address
 * only, `--browser` leaves Electron alone.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run } from './child.mjs'
import { setupOrExit } from './setup.mjs'
import { chooseHost, electronBinary, electronObstacle, serveWords } from './start-choice.mjs'

/** How long Electron's installer may take, in milliseconds: it fetches about 120 MB, once. */
const INSTALL_TIME = 180_000
/** An Electron that ends this soon with an error cannot work here (a missing library, say). */
const FAILURE_TIME = 5_000
/** Says that the installer has failed; it lies in Electron's own folder and goes with it. */
const TRIED = join(root, 'node_modules', 'electron', 'halfpower-installer-failed')

await setupOrExit()

// Paths that the user typed are relative to where they were typed, not to the checkout.
const typedIn = process.env['INIT_CWD']
if (typedIn !== undefined && resolve(process.cwd()) === resolve(root) && existsSync(typedIn))
  process.chdir(typedIn)

const words = process.argv.slice(2)
const choice = chooseHost({
  words,
  platform: process.platform,
  environment: process.env,
  binary: binary() !== null,
  tried: existsSync(TRIED),
})
if (choice === 'install') await installElectron()
const electron = choice === 'browser' ? null : binary()
if (electron === null || !(await runElectron(electron))) await runBrowserHost()

/** Electron's binary, when it is there. */
function binary() {
  const file = join(root, 'node_modules', 'electron', 'path.txt')
  const path = electronBinary(root, existsSync(file) ? readFileSync(file, 'utf8').trim() : null, process.env)
  return path !== null && existsSync(path) ? path : null
}

/** Asks Electron's own installer, silently; one line when it fails. */
async function installElectron() {
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(installer)) return
  /** @type {{ tooLong: boolean, timer?: NodeJS.Timeout }} */
  const limit = { tooLong: false }
  const { code, output } = await run(process.execPath, [installer], {
    onStart: (pid) => {
      limit.timer = setTimeout(() => {
        limit.tooLong = true
        process.kill(pid)
      }, INSTALL_TIME)
    },
  })
  clearTimeout(limit.timer)
  if (code === 0) return
  const why = limit.tooLong ? 'its download took too long' : electronObstacle(output)
  process.stderr.write(
    `halfpower: going on without Electron: ${why} ("npx install-electron" tries again); an installed browser shows the same window.\n`,
  )
  try {
    writeFileSync(TRIED, `${new Date().toISOString()}\n${output}`)
  } catch {
    // Then it is tried again next time.
  }
}

/**
 * @param {string} path of the binary
 * @returns {Promise<boolean>} false when it cannot work here
 */
async function runElectron(path) {
  const began = performance.now()
  // Chromium refuses to sandbox for root; everybody else keeps the sandbox.
  const unsafe = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(path, [...unsafe, root, '--', ...words], { stdio: 'inherit' })
  // Ctrl-C reaches Electron too, which asks and ends; we end with it.
  const leaveToElectron = () => undefined
  process.on('SIGINT', leaveToElectron)
  const code = await new Promise((done) => {
    child.once('error', () => done(1))
    child.once('close', (ended) => done(ended ?? 1))
  })
  process.off('SIGINT', leaveToElectron)
  if (code !== 0 && performance.now() - began < FAILURE_TIME) {
    process.stderr.write('halfpower: Electron could not start here; trying an installed browser.\n')
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
