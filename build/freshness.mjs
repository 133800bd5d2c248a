/**
 * What set-up has to do, decided from what is on disk: is this Node new enough, do the installed packages
 * match the lock file, does the build match the sources. Decisions only: nothing here installs, builds or
 * prints (that is setup.mjs). Contents are compared, never times: a checkout or a copy changes times
 * without changing anything that matters.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The oldest supported minor version of each supported line; every newer major version is fine. */
const OLDEST_NODE = [
  { major: 20, minor: 19 },
  { major: 22, minor: 13 },
]

/**
 * @param {string} version such as `20.19.0` (`process.versions.node`)
 * @returns {string | null} a sentence for the user, or null when the version is fine
 */
export function nodeComplaint(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const newest = Math.max(...OLDEST_NODE.map((line) => line.major))
  const line = OLDEST_NODE.find((candidate) => candidate.major === major)
  if (line === undefined ? major > newest : minor >= line.minor) return null
  return (
    `Halfpower needs Node.js 20.19 or newer (in the 22 line, 22.13 or newer), and this is ${version}: ` +
    'install a current version from nodejs.org or with your version manager, and start the same command again.'
  )
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, extraneous?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 */

/**
 * Whether what npm installed is what the lock file asks for. A package that is optional (made for another
 * system) or a peer (npm can be told to leave those out) may be absent; every other one must be there, none
 * may differ, and none may be left over from another lock file, unless somebody added it by hand.
 *
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile | null} installed node_modules/.package-lock.json, which npm writes last; null when absent
 * @returns {boolean}
 */
export function packagesMatch(wanted, installed) {
  if (installed?.packages === undefined) return false
  const there = installed.packages
  const asked = Object.entries(wanted.packages ?? {}).filter(([path]) => path !== '')
  const allThere = asked.every(([path, entry]) => {
    const found = there[path]
    if (found === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
  const paths = new Set(asked.map(([path]) => path))
  return (
    allThere && Object.entries(there).every(([path, entry]) => paths.has(path) || entry.extraneous === true)
  )
}

/**
 * @param {string} root the checkout
 * @returns {boolean} true when `npm ci` has to run
 */
export function installIsStale(root) {
  const wanted = readJson(join(root, 'package-lock.json'))
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))
  return wanted === null ? installed === null : !packagesMatch(wanted, installed)
}

/** What the build is made from, besides the packages (which the lock file stands for). */
const SOURCES = [
  'src-main',
  'src-renderer',
  'docs/methods.md',
  'build',
  'electron.vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

/** Where a finished build says what it was made from. Written last, so that a killed build counts as none. */
export const BUILD_STAMP = join('out', 'made-from.txt')

/**
 * A hash over the names and contents of everything the build is made from.
 *
 * @param {string} root the checkout
 * @returns {string} SHA-256 in hex
 */
export function sourceHash(root) {
  const hash = createHash('sha256')
  for (const source of SOURCES) addToHash(hash, root, source)
  return hash.digest('hex')
}

/**
 * @param {string} root the checkout
 * @returns {boolean} true when the build is missing, unfinished or made from other sources
 */
export function buildIsStale(root) {
  const stamp = readText(join(root, BUILD_STAMP))
  return stamp === null || stamp.trim() !== sourceHash(root)
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path relative to the root
 */
function addToHash(hash, root, path) {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return
  const entries = listFolder(absolute)
  if (entries !== null) {
    // What makes packages (build/packaging/) has packages of its own.
    for (const name of entries) if (name !== 'node_modules') addToHash(hash, root, `${path}/${name}`)
    return
  }
  const content = readFileSync(absolute)
  hash.update(`${path}\0${content.length}\0`).update(content)
}

/**
 * @param {string} path
 * @returns {string[] | null} sorted names, or null when it is no folder
 */
function listFolder(path) {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  }
}

/**
 * @param {string} path
 * @returns {string | null}
 */
function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * @param {string} path
 * @returns {LockFile | null} null when the file is missing or no JSON
 */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
