/**
 * What a power cut may leave, at its worst: of what was written and not synchronised, any part is lost or zeros; of what
 * was made, renamed or removed in a folder that was not synchronised since, each change by itself may not have happened.
 * It is told of every operation (disk-layer.mjs), keeps what each would undo, and applies it to the folder.
 */
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Operation } from '../support/disk-layer.mjs'

interface Change {
  /** Whose entries it changed. */
  folder: string
  what: string
  undo: () => void
}

export class PowerCut {
  /** Bytes of each file that are safe. */
  readonly #unsafe = new Map<string, number>()
  #changes: Change[] = []
  /** What a rename, a removal or a copy is about to replace. */
  readonly #before = new Map<string, Buffer | null>()

  before({ name, path, writes }: Operation): void {
    if (['rename', 'unlink', 'rm', 'copyFile', 'link'].includes(name)) this.#before.set(path, bytesOf(path))
    if (name === 'mkdir' || (name === 'open' && writes))
      this.#before.set(path, existsSync(path) ? Buffer.alloc(0) : null)
    if (name.startsWith('file.write') && !this.#unsafe.has(path)) this.#unsafe.set(path, statSync(path).size)
  }

  after({ name, path, from, writes }: Operation): void {
    const old = this.#before.get(path)
    if (writes) this.#before.delete(path)
    const put = (bytes: Buffer | null | undefined) => () =>
      bytes ? writeFileSync(path, bytes) : rmSync(path, { recursive: true, force: true })
    const change = (undo: () => void): void => {
      this.#changes.push({ folder: dirname(path), what: `${name} ${path}`, undo })
    }
    switch (name) {
      case 'mkdir':
      case 'open':
        if (writes && old === null) change(put(null))
        return
      case 'link':
        change(put(null))
        return
      case 'copyFile':
        this.#unsafe.set(path, 0)
        change(put(old))
        return
      case 'unlink':
      case 'rm':
        if (old) change(put(old))
        return
      case 'rename': {
        const bytes = bytesOf(path)
        const safe = this.#unsafe.get(from!)
        this.#unsafe.delete(from!)
        this.#unsafe.delete(path)
        if (safe !== undefined) this.#unsafe.set(path, safe)
        change(() => {
          if (bytes) writeFileSync(from!, bytes)
          put(old)()
        })
        return
      }
      case 'file.sync':
        this.#unsafe.delete(path)
        if (statSync(path).isDirectory())
          this.#changes = this.#changes.filter(({ folder }) => folder !== path)
        return
      default:
    }
  }

  /**
   * Applies it.
   * @param draw a number in [0, 1) for each decision
   * @returns what happened, in words
   */
  strike(draw: () => number): string[] {
    const said: string[] = []
    for (const [path, safe] of this.#unsafe) {
      const size = existsSync(path) ? statSync(path).size : 0
      if (size <= safe) continue
      const left = safe + Math.floor((size - safe) * draw())
      const zeros = draw() < 0.5
      said.push(`${path}: ${zeros ? 'zeros' : 'nothing'} from byte ${left} of ${size}`)
      truncateSync(path, left)
      if (zeros) truncateSync(path, size)
    }
    for (const { what, undo } of this.#changes.reverse()) {
      if (draw() < 0.5) continue
      said.push(`not done: ${what}`)
      undo()
    }
    return said
  }
}

function bytesOf(path: string): Buffer | null {
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path) : null
}
