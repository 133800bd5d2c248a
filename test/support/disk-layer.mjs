/**
 * A layer under everything that the store does with files, for tests only: it stands between the program and node:fs, in
 * this process or (imported before the program, `node --import`) in any other. `test/build/file-doors.test.ts` proves
 * that the store uses nothing else. What is asked for below one folder is shown, before it happens, to a function that
 * may wait, throw what a disk would, end the process, or never come back; and afterwards to another one.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join, resolve, sep } from 'node:path'

/**
 * @typedef {object} Operation
 * @property {string} name of the function, e.g. `rename`, or `file.write` of an open file
 * @property {string} path what it acts on: absolute; of a rename, a link or a copy, the new name
 * @property {string | null} from the old name of a rename, a link or a copy
 * @property {boolean} writes whether it changes something
 * @property {number} number counted from 1, over those below the folder
 */
/** @typedef {{ before?: (operation: Operation) => unknown, after?: (operation: Operation) => unknown }} Watch */

const READS = ['access', 'lstat', 'readdir', 'realpath', 'stat']
const WRITES = ['mkdir', 'rm', 'unlink']
const TWO_NAMES = ['copyFile', 'link', 'rename']
const OF_FILES = { read: false, readFile: false, stat: false, sync: false, write: true, writeFile: true }

/** @type {Record<string, string>} */
const SENTENCES = {
  EIO: 'i/o error',
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  EACCES: 'permission denied',
  ESTALE: 'stale file handle',
  ENODEV: 'no such device',
}

/**
 * What a disk answers.
 *
 * @param {string} code
 * @param {Operation} operation
 * @returns {Error}
 */
export function diskError(code, { name, path }) {
  const syscall = name.replace('file.', '').replace('File', '')
  return Object.assign(new Error(`${code}: ${SENTENCES[code] ?? code}, ${syscall} '${path}'`), {
    code,
    syscall,
    path,
  })
}

/**
 * The store writes through folders that it holds open (src-main/project/held-folder.ts).
 *
 * @template Path
 * @param {Path} path
 * @returns {Path | string} where it leads
 */
function throughHeld(path) {
  if (typeof path !== 'string') return path
  const [, held, rest = ''] = /^(\/proc\/self\/fd\/\d+)(\/.*)?$/.exec(path) ?? []
  if (held === undefined) return path
  try {
    return fs.readlinkSync(held) + rest
  } catch {
    return path
  }
}

/**
 * Puts the layer in place.
 *
 * @param {string} folder nothing outside of it is looked at
 * @param {Watch} watch
 * @returns {Promise<() => void>} takes it away again
 */
export async function watchDisk(folder, watch) {
  const below = [resolve(folder), fs.realpathSync(folder)].flatMap((name) => [name, name + sep])
  const [asGiven = '', , real = ''] = below
  const isBelow = (/** @type {unknown} */ given) => {
    const path = throughHeld(given)
    return (
      typeof path === 'string' &&
      below.some((name, i) => (i % 2 === 0 ? path === name : path.startsWith(name)))
    )
  }
  /** One name for each place, however it was reached. */
  const plain = (/** @type {string} */ given) => {
    const path = throughHeld(given)
    return path.startsWith(real) ? join(asGiven, path.slice(real.length)) : path
  }
  let number = 0
  /** @type {WeakMap<object, string>} */
  const paths = new WeakMap()
  /** @type {Array<() => void>} */
  const undo = []

  /**
   * @param {any} holder
   * @param {string} name
   * @param {(self: any, words: any[]) => Omit<Operation, 'number' | 'name'> | null} describe null: none of ours
   * @param {string} shown
   */
  const patch = (holder, name, describe, shown = name) => {
    const original = holder[name]
    /** @this {any} @param {any[]} words */
    holder[name] = async function (...words) {
      const about = describe(this, words)
      if (about === null) return await original.apply(this, words)
      const operation = { name: shown, number: ++number, ...about }
      await watch.before?.(operation)
      const result = await original.apply(this, words)
      if (name === 'open') paths.set(result, about.path)
      await watch.after?.(operation)
      return result
    }
    undo.push(() => (holder[name] = original))
  }

  const one =
    (/** @type {boolean} */ writes) =>
    (/** @type {any} */ _self, /** @type {any[]} */ [path]) =>
      isBelow(path) ? { path: plain(path), from: null, writes } : null
  for (const name of READS) patch(fs.promises, name, one(false))
  for (const name of WRITES) patch(fs.promises, name, one(true))
  for (const name of TWO_NAMES)
    patch(fs.promises, name, (_self, [from, path]) =>
      isBelow(path) ? { path: plain(path), from: plain(from), writes: true } : null,
    )
  patch(fs.promises, 'open', (_self, [path, flags]) =>
    isBelow(path)
      ? {
          path: plain(path),
          from: null,
          writes: typeof flags === 'number' && (flags & fs.constants.O_CREAT) !== 0,
        }
      : null,
  )
  const handle = await fs.promises.open(fs.realpathSync(folder), 'r')
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  for (const [name, writes] of Object.entries(OF_FILES))
    patch(
      prototype,
      name,
      (self) => {
        const path = paths.get(self)
        return path === undefined ? null : { path, from: null, writes }
      },
      `file.${name}`,
    )
  syncBuiltinESMExports()
  return () => {
    for (const each of undo.reverse()) each()
    syncBuiltinESMExports()
  }
}
