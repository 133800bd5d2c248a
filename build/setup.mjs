#!/usr/bin/env node
/**
 * What every npm command runs first: checks Node's version, installs the packages when they are missing or
 * differ from the lock file, and builds when the build is missing or older than the sources. Each step is
 * one line on stderr; with nothing to do it is silent. Uses only what Node itself brings, because
 * node_modules may not be there yet. Several set-ups at once wait for one another.
 */
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lastLines, root, run, runPackage } from './child.mjs'
import { BUILD_STAMP, buildIsStale, installIsStale, nodeComplaint, sourceHash } from './freshness.mjs'
import { acquireLock } from './lock.mjs'

/** A step that could not be done; its message is meant for the user. */
export class SetupError extends Error {}

/**
 * Makes the checkout ready to run.
 *
 * @param {{ build?: boolean }} [options] `build: false` leaves the build alone
 * @returns {Promise<void>}
 * @throws {SetupError} with a sentence and what to do
 */
export async function setup({ build = true } = {}) {
  const complaint = nodeComplaint(process.versions.node)
  if (complaint !== null) throw new SetupError(complaint)
  const nothingToDo = () => !installIsStale(root) && !(build && buildIsStale(root))
  if (nothingToDo()) return

  // A handler of our own makes Ctrl-C an ordinary exit, which releases the lock and stops npm.
  const interrupted = () => process.exit(130)
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  try {
    const lock = await takeLock()
    try {
      if (installIsStale(root)) await install(lock)
      if (build && buildIsStale(root)) await buildAll(lock)
    } finally {
      lock.release()
    }
  } finally {
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
  }
}

async function takeLock() {
  try {
    return await acquireLock(join(root, '.setup-lock'), {
      onWait: (owner) => {
        say(`waiting for another set-up of this folder (process ${owner.pid} on ${owner.host})`)
      },
    })
  } catch (error) {
    throw new SetupError(
      `The folder ${root} cannot be written, and packages or a build have to be put there ` +
        `(${error instanceof Error ? error.message : String(error)}): make it writable, or clone Halfpower to a folder of your own.`,
    )
  }
}

/** @param {import('./lock.mjs').HeldLock} lock */
async function install(lock) {
  say('installing packages (npm ci; this needs the network, once)')
  // Scripts of packages are off in .npmrc; ONNXRUNTIME_NODE_INSTALL is a second safeguard against
  // onnxruntime-node's, which would download CUDA files. The includes undo a user's own npm settings.
  const { command, args } = npm()
  const { code, output } = await run(
    command,
    [...args, 'ci', '--loglevel=error', '--ignore-scripts', '--include=dev', '--include=optional'],
    { env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' }, onStart: lock.startedChild },
  )
  if (code !== 0) {
    throw new SetupError(`${installRemedy(output)}\n  npm's last lines:\n${lastLines(output, 12)}`)
  }
}

/** @param {import('./lock.mjs').HeldLock} lock */
async function buildAll(lock) {
  say('building')
  const stamp = join(root, BUILD_STAMP)
  // Taken before the build: whatever is edited meanwhile makes the next set-up build again.
  const madeFrom = sourceHash(root)
  rmSync(stamp, { force: true })
  const { code, output } = await runPackage(join('electron-vite', 'bin', 'electron-vite.js'), ['build'], {
    onStart: lock.startedChild,
  })
  if (code !== 0) {
    throw new SetupError(
      `The build failed; if you changed nothing, please report this.\n  The build's last lines:\n${lastLines(output, 30)}`,
    )
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, `${madeFrom}\n`)
}

/**
 * How to start npm: the one that started us, else the one beside this Node, else the one on the PATH.
 *
 * @returns {{ command: string, args: string[] }}
 */
function npm() {
  const beside = dirname(process.execPath)
  const candidates = [
    process.env['npm_execpath'] ?? '',
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const script = candidates.find((path) => path.endsWith('npm-cli.js') && existsSync(path))
  return script === undefined ? { command: 'npm', args: [] } : { command: process.execPath, args: [script] }
}

/**
 * What to do about a failed `npm ci`, from what npm said.
 *
 * @param {string} output
 * @returns {string} one sentence
 */
export function installRemedy(output) {
  const known = [
    {
      sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH/,
      remedy:
        'The packages could not be installed because the npm registry cannot be reached: connect to the network (or set npm\'s "proxy" or "registry" for yours) and start the same command again; afterwards Halfpower needs no network.',
    },
    {
      sign: /ENOSPC|EDQUOT/,
      remedy:
        'The packages could not be installed because the disk is full: free about 1.5 GB and start the same command again.',
    },
    {
      sign: /EACCES|EROFS|EPERM/,
      remedy: `The packages could not be installed because npm may not write here: make ${root} and npm's cache folder writable for you and start the same command again.`,
    },
    {
      sign: /EINTEGRITY/,
      remedy:
        'The packages could not be installed because a downloaded one is damaged or was changed: run "npm cache verify" and start the same command again.',
    },
    {
      sign: /EUSAGE|can only install packages when/,
      remedy:
        'The packages could not be installed because package.json and package-lock.json disagree: run "npm install" and start the same command again.',
    },
    {
      sign: /npm: not found|spawn npm ENOENT|not recognized as/,
      remedy:
        'The packages could not be installed because npm is missing: install npm (it comes with Node.js from nodejs.org) and start the same command again.',
    },
  ]
  const match = known.find(({ sign }) => sign.test(output))
  return (
    match?.remedy ??
    'The packages could not be installed: see what npm says below, mend it, and start the same command again.'
  )
}

/** @param {string} step */
function say(step) {
  process.stderr.write(`halfpower: ${step} …\n`)
}

/**
 * Runs set-up for a command: on failure prints why and ends the process with code 1.
 *
 * @param {{ build?: boolean }} [options] as for `setup`
 */
export async function setupOrExit(options) {
  try {
    await setup(options)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await setupOrExit()
}
