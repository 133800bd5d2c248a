/** One instance per folder of a user: a file with the number of the process, and a file for each that came second. */
import { readFileSync, readdirSync, rmSync, watch, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} folder
 * @param {unknown} data that a second instance sends
 * @param {(words: string[], folder: string, sent: unknown) => void} onSecond
 * @returns {{ release: () => void } | null} null where there is another one, which was told
 */
export function holdSingleInstance(folder, data, onSecond) {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, 'single-instance')
  const owner = ownerOf(lock)
  if (owner !== null) {
    writeFileSync(
      join(folder, `second-${process.pid}.json`),
      JSON.stringify({ words: process.argv, folder: process.cwd(), sent: data }),
    )
    return null
  }
  writeFileSync(lock, String(process.pid))
  const look = () => {
    for (const name of readdirSync(folder).filter((one) => one.startsWith('second-'))) {
      /** @type {{ words: string[], folder: string, sent: unknown }} */
      let second
      try {
        second = JSON.parse(readFileSync(join(folder, name), 'utf8'))
      } catch {
        // It is still being written, and watched.
        continue
      }
      rmSync(join(folder, name), { force: true })
      onSecond(second.words, second.folder, second.sent)
    }
  }
  const watcher = watch(folder, look)
  watcher.unref()
  return {
    release: () => {
      watcher.close()
      rmSync(lock, { force: true })
    },
  }
}

/**
 * @param {string} lock
 * @returns {number | null}
 */
function ownerOf(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}
