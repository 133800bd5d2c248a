#!/usr/bin/env node
/**
 * `npm run gpu:install`: gives `@tensorflow/tfjs-node-gpu` the native TensorFlow library that it needs. Nothing else in
 * Halfpower fetches one, and nothing needs it: without it all computing runs on ONNX Runtime.
 *
 *   npm run gpu:install                            fetches TensorFlow 2.9.1 for CUDA 11.2 (Linux and Windows on x64)
 *   npm run gpu:install -- --archive FILE          the same from an archive that was fetched elsewhere (Linux)
 *   npm run gpu:install -- --from-source FOLDER    connects a TensorFlow library that is here (Linux)
 *   npm run gpu:install -- --undo                  takes all that away again
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { lastLines, root, run } from './child.mjs'
import { setupOrExit } from './setup.mjs'
import { ARCHIVE, unpackArchive } from './tensorflow-archive.mjs'
import { connect, findTensorflow } from './tensorflow-binding.mjs'

export const NEEDS =
  'The published TensorFlow 2.9.1 is for Linux and Windows on x64, with an NVIDIA card of compute capability 3.5 to 8.6 (GTX 900 to RTX 30 series, V100, A100), its driver (450 or newer), CUDA 11.2 and cuDNN 8.1. On cards that are newer (RTX 40, L40: slow first start; H100, RTX 50: expect nothing) connect a newer TensorFlow: "npm run gpu:install -- --from-source FOLDER".'

const USAGE =
  'Use "npm run gpu:install", or with one of -- --archive FILE, -- --from-source FOLDER, -- --undo.'

/** What an installation puts into the package. */
const INSTALLED = ['lib', 'deps', 'build']

/** @typedef {{ kind: 'published', archive: string | null } | { kind: 'folder', folder: string } | { kind: 'undo' }} Wish */

/**
 * @param {string[]} args
 * @returns {Wish | string} a text says what is wrong with them
 */
export function wishOf(args) {
  /** @type {{ archive?: string, 'from-source'?: string, undo?: boolean }} */
  let values
  try {
    const text = { type: /** @type {const} */ ('string') }
    const options = { archive: text, 'from-source': text, undo: { type: /** @type {const} */ ('boolean') } }
    ;({ values } = parseArgs({ args, options }))
  } catch (error) {
    return `${error instanceof Error ? error.message.split('. ')[0] : String(error)}. ${USAGE}`
  }
  const given = Object.keys(values)
  if (given.length > 1) return `--${given.join(' and --')} cannot be asked for together. ${USAGE}`
  if (values.archive === '' || values['from-source'] === '') return `--${given[0]} needs a path. ${USAGE}`
  if (values.undo) return { kind: 'undo' }
  if (values['from-source'] !== undefined) return { kind: 'folder', folder: resolve(values['from-source']) }
  return { kind: 'published', archive: values.archive === undefined ? null : resolve(values.archive) }
}

/**
 * @param {{ platform: string, arch: string }} machine as Node's `process` names them
 * @param {Wish} wish
 * @returns {string | null} why there is no native library for this machine, or null when there is one
 */
export function unavailable({ platform, arch }, wish) {
  if (wish.kind === 'undo') return null
  const isPublished = wish.kind === 'published'
  if (platform === 'linux' && (arch === 'x64' || !isPublished)) return null
  if (isPublished && wish.archive === null && platform === 'win32' && arch === 'x64') return null
  const what = isPublished
    ? `There is no GPU build of TensorFlow that could be installed so for ${platform} on ${arch}, only for Linux and Windows on x64`
    : `A TensorFlow library can be connected on Linux only, and this is ${platform} on ${arch}`
  return `${what}: Halfpower computes with ONNX Runtime here, and nothing has to be installed.`
}

/**
 * What to tell the user about a failed download, from what the package's own script said (Windows).
 *
 * @param {string} output
 * @returns {string} one sentence
 */
export function gpuRemedy(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/.test(output)) {
    return 'The native TensorFlow library could not be downloaded because there is no route to storage.googleapis.com: run this where there is one, or set HTTPS_PROXY to your proxy or TFJS_NODE_CDN_STORAGE to a mirror.'
  }
  if (/TAR_BAD_ARCHIVE|TAR_ABORT|zlib|incorrect header check|\b40[34]\b/.test(output)) {
    return 'The native TensorFlow library could not be downloaded because the server answered with something else (often a refusal): try again later, or set TFJS_NODE_CDN_STORAGE to a mirror.'
  }
  if (/ENOSPC|EDQUOT/.test(output)) {
    return 'The native TensorFlow library could not be unpacked because the disk is full: free about 2 GB and run this again.'
  }
  if (/EACCES|EROFS|EPERM/.test(output)) {
    return `The native TensorFlow library could not be unpacked because ${root} cannot be written: make it writable for you and run this again.`
  }
  if (/node-pre-gyp|gyp ERR/.test(output)) {
    return 'The native TensorFlow library was downloaded, but its connection to Node.js could neither be downloaded nor compiled: compiling it needs Python 3 and the C++ build tools of Visual Studio.'
  }
  return 'The native TensorFlow library could not be installed: see what its own script says below.'
}

/**
 * Takes away what an installation put into the package.
 *
 * @param {string} folder of the package
 * @returns {boolean} whether there was anything
 */
export function undo(folder) {
  const there = INSTALLED.map((name) => join(folder, name)).filter((path) => existsSync(path))
  for (const path of there) rmSync(path, { recursive: true, force: true })
  return there.length > 0
}

/**
 * @param {Wish} wish
 * @returns {Promise<string | null>} why nothing was done
 */
async function carryOut(wish) {
  const reason = unavailable(process, wish)
  if (reason !== null) return reason
  const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
  if (wish.kind === 'undo') {
    say(
      undo(folder) ? 'The native TensorFlow library is gone.' : 'There is no native TensorFlow library here.',
    )
    return null
  }
  // What cannot be done is said before anything is fetched.
  const found = wish.kind === 'folder' ? findTensorflow(wish.folder) : null
  if (typeof found === 'string') return found
  if (wish.kind === 'published' && wish.archive !== null && !existsSync(wish.archive))
    return `There is no file ${wish.archive}: name the downloaded ${ARCHIVE}.`
  await setupOrExit({ build: false })
  if (!existsSync(folder)) {
    return 'The optional package @tensorflow/tfjs-node-gpu is not installed: run "npm ci --include=optional" and then this again.'
  }
  if (wish.kind === 'published') say(NEEDS)
  if (spawnSync('nvidia-smi', { stdio: 'ignore' }).status !== 0)
    say('No NVIDIA driver answers here (nvidia-smi does not run): only tensorflow-cpu will be of use.')
  if (process.platform === 'win32') return await installOnWindows(folder)
  if (wish.kind === 'published') {
    say('Fetching and unpacking it, several hundred megabytes.')
    const failure = await unpackArchive({ file: wish.archive, target: join(folder, 'deps') })
    if (failure !== null) return failure
  }
  const connected = await connect(folder, wish.kind === 'folder' ? wish.folder : join(folder, 'deps'))
  if (typeof connected === 'string') {
    undo(folder)
    return connected
  }
  const where = wish.kind === 'folder' ? `; it stays in ${wish.folder}, and must` : ''
  const cards = connected.cards ? 'it computes on a card' : 'it sees no card that it can use'
  say(`TensorFlow ${connected.version} is connected and multiplies rightly; ${cards}${where}.`)
  return null
}

/**
 * By the package's own script, whose downloads no known hash can be held against.
 *
 * @param {string} folder
 * @returns {Promise<string | null>}
 */
async function installOnWindows(folder) {
  say('On Windows the package fetches it by its own script; nobody has published hashes to check that with.')
  // The script rewrites its package.json for the download and forgets to put it back when that fails.
  const manifest = join(folder, 'package.json')
  const original = readFileSync(manifest)
  const { code, output } = await run(process.execPath, ['scripts/install.js', 'gpu', 'download'], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    },
    show: process.stderr.isTTY,
  })
  writeFileSync(manifest, original)
  if (code === 0 && existsSync(join(folder, 'lib'))) return null
  undo(folder)
  return `${gpuRemedy(output)}\n  The script's last lines:\n${lastLines(output, 12)}`
}

/** @param {string} sentence */
function say(sentence) {
  process.stderr.write(`${sentence}\n`)
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const wish = wishOf(process.argv.slice(2))
  if (typeof wish === 'string') {
    say(wish)
    process.exitCode = 2
  } else {
    const failure = await carryOut(wish)
    if (failure !== null) {
      say(`${failure}\nHalfpower goes on computing with ONNX Runtime.`)
      process.exitCode = 1
    } else if (wish.kind !== 'undo') {
      say('"npm run halfpower -- devices --check" says whether the card answers, and how fast it is.')
      say('(After an update of Halfpower that installs packages anew, run this again.)')
    }
  }
}
