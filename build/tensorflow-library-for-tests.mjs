/**
 * TensorFlow's own library on the processor, for the tests only: from the Python package of TensorFlow, which pip fetches
 * (nothing of Python is run with it), connected with Node.js as `npm run gpu:install -- --from-source` does. Made once,
 * under node_modules/.cache/. Where it cannot be had, a sentence says why, and the tests that need it are skipped.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './child.mjs'
import { hashOf } from './tensorflow-archive.mjs'
import { connect } from './tensorflow-binding.mjs'

/** The newest that has the C interface that tfjs-node 4.22 was written for and this processor's operators as they were. */
const VERSION = '2.15.1'
const SHA256 = 'ba9503db2c5357ea21938555323581fbdabf3d051b6bc1b5f73c5b0ae034d077'
const PACKAGE = join('node_modules', '@tensorflow', 'tfjs-node-gpu')
/** What of the Python package is needed: 620 of its 900 MB. */
const NEEDED = ['tensorflow/libtensorflow*', 'tensorflow/include/tensorflow/*', 'tensorflow/include/tsl/*']

/**
 * @returns {Promise<{ folder: string } | { reason: string }>} the folder for HALFPOWER_TENSORFLOW
 */
export async function tensorflowLibraryForTests() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: `there is none for tests on ${process.platform} ${process.arch}` }
  const original = join(root, PACKAGE)
  if (!existsSync(original))
    return { reason: 'the optional package @tensorflow/tfjs-node-gpu is not installed' }
  const cache = join(root, 'node_modules', '.cache', 'halfpower')
  const made = join(cache, `tensorflow-library-${VERSION}`)
  if (existsSync(made)) return { folder: join(made, PACKAGE) }
  mkdirSync(cache, { recursive: true })
  const library = join(cache, `tensorflow-${VERSION}-of-python`)
  if (!existsSync(library)) {
    const failure = await fetchLibrary(cache, library)
    if (failure !== null) return { reason: failure }
  }
  const temporary = mkdtempSync(join(cache, 'making-'))
  try {
    cpSync(original, join(temporary, PACKAGE), { recursive: true })
    const connected = await connect(join(temporary, PACKAGE), join(library, 'tensorflow'))
    if (typeof connected === 'string') return { reason: connected }
    renameSync(temporary, made)
    return { folder: join(made, PACKAGE) }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * @param {string} cache
 * @param {string} target
 * @returns {Promise<string | null>} why there is none
 */
async function fetchLibrary(cache, target) {
  const temporary = mkdtempSync(join(cache, 'making-'))
  try {
    const asked = [
      '--no-deps',
      '--only-binary',
      ':all:',
      '--python-version',
      '3.10',
      '--implementation',
      'cp',
    ]
    const platform = ['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux_2_17_x86_64']
    const args = ['-m', 'pip', 'download', '--quiet', ...asked, ...platform, '--dest', temporary]
    const { code, output } = await run('python3', [...args, `tensorflow-cpu==${VERSION}`])
    const wheel = readdirSync(temporary).find((name) => name.endsWith('.whl'))
    if (code !== 0 || wheel === undefined)
      return `pip could not fetch tensorflow-cpu ${VERSION} (${output.trim().split('\n').at(-1)?.slice(0, 200) ?? ''})`
    const hash = await hashOf(join(temporary, wheel))
    if (hash !== SHA256) return `${wheel} has another hash than it should have (${hash})`
    const unpacked = await run('unzip', [
      '-q',
      join(temporary, wheel),
      ...NEEDED,
      '-d',
      join(temporary, 'unpacked'),
    ])
    if (unpacked.code !== 0)
      return `unzip could not unpack ${wheel} (${unpacked.output.trim().slice(0, 200)})`
    renameSync(join(temporary, 'unpacked'), target)
    return null
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
