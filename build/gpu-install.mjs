#!/usr/bin/env node
/**
 * `npm run gpu:install`: fetches the native TensorFlow library that `@tensorflow/tfjs-node-gpu` needs, by that
 * package's own install script. Nothing else in Halfpower downloads it, and nothing needs it: without it
 * all computing runs on ONNX Runtime. The decision whether this machine can have it comes first; the
 * script's failures are turned into a sentence.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lastLines, root, run } from './child.mjs'
import { setupOrExit } from './setup.mjs'

const NEEDS =
  'It needs an NVIDIA card, its driver (450 or newer), CUDA 11.2 and cuDNN 8.1; cards that are newer than these (H100, RTX 50 series) may take very long to start, or not work.'

/**
 * @param {{ platform: string, arch: string }} machine as Node's `process` names them
 * @returns {string | null} why there is no native library for this machine, or null when there is one
 */
export function unavailable({ platform, arch }) {
  if ((platform === 'linux' || platform === 'win32') && arch === 'x64') return null
  return `There is no GPU build of TensorFlow for ${platform} on ${arch}, only for Linux and Windows on x64: Halfpower computes with ONNX Runtime here, and nothing has to be installed.`
}

/**
 * What to tell the user about a failed download, from what the install script said.
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
    return 'The native TensorFlow library was downloaded, but its connection to Node.js could neither be downloaded nor compiled: compiling it needs Python 3, make and a C++ compiler (on Debian: apt install build-essential python3).'
  }
  return 'The native TensorFlow library could not be installed: see what its own script says below.'
}

/**
 * Whether the package's native part is there: its binding, and the library that the binding loads.
 *
 * @param {string} folder of the package
 * @returns {boolean}
 */
function isInstalled(folder) {
  const list = (/** @type {string} */ path) => (existsSync(path) ? readdirSync(path) : [])
  const binding = list(join(folder, 'lib')).some((name) =>
    existsSync(join(folder, 'lib', name, 'tfjs_binding.node')),
  )
  return binding && list(join(folder, 'deps', 'lib')).some((name) => /tensorflow/.test(name))
}

async function install() {
  const reason = unavailable(process)
  if (reason !== null) return reason
  await setupOrExit({ build: false })
  const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
  if (!existsSync(folder)) {
    return 'The optional package @tensorflow/tfjs-node-gpu is not installed: run "npm ci --include=optional" and then this again.'
  }
  say(`Installing the native TensorFlow library, several hundred megabytes. ${NEEDS}`)
  if (spawnSync('nvidia-smi', { stdio: 'ignore' }).status !== 0) {
    say('No NVIDIA driver answers here (nvidia-smi does not run); without one the library will be of no use.')
  }
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
  if (code !== 0 || !isInstalled(folder)) {
    return `${gpuRemedy(output)}\nHalfpower goes on computing with ONNX Runtime.\n  The script's last lines:\n${lastLines(output, 12)}`
  }
  say('Installed. "npm run halfpower -- devices --check" says whether the card answers, and how fast it is.')
  say('(After an update of Halfpower that installs packages anew, run this again.)')
  return null
}

/** @param {string} sentence */
function say(sentence) {
  process.stderr.write(`${sentence}\n`)
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const failure = await install()
  if (failure !== null) {
    say(failure)
    process.exitCode = 1
  }
}
