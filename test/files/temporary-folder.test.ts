/** What killed processes leave in the system's temporary folder: the next one takes it along, and nothing else. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTemporaryFolder, removeLeftBehind } from '../../src-main/files/temporary-folder'

const DAY = 24 * 3_600_000

let parent: string
beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'halfpower-temporary-'))))
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/** A folder with a file, last changed so long ago. */
function leave(name: string, age: number, kind: 'folder' | 'file' | 'link' = 'folder'): string {
  const path = join(parent, name)
  const time = new Date(Date.now() - age)
  if (kind === 'file') writeFileSync(path, 'x')
  else if (kind === 'link') symlinkSync(mkdtempSync(join(parent, 'elsewhere-')), path)
  else {
    mkdirSync(path)
    writeFileSync(join(path, 'placement_1.json'), '[')
  }
  if (kind !== 'link') utimesSync(path, time, time)
  return path
}

describe('temporary folders', () => {
  it('of this use whose process is gone go after a day, and nothing else', () => {
    const gone = endedProcess()
    const old = leave(`halfpower-placement-${gone}-abcDEF`, 2 * DAY)
    const stay = [
      leave(`halfpower-placement-${gone}-young1`, DAY / 2),
      leave(`halfpower-placement-${process.pid}-ofours`, 2 * DAY),
      leave(`halfpower-window-${gone}-abcDEF`, 2 * DAY),
      leave(`halfpower-placement-${gone}-longer7`, 2 * DAY),
      leave(`halfpower-placement-${gone}-isfile`, 2 * DAY, 'file'),
      leave(`halfpower-placement-${gone}-islink`, 2 * DAY, 'link'),
      leave('mine', 2 * DAY),
    ]
    expect(removeLeftBehind(parent, 'placement', Date.now())).toEqual([basename(old)])
    expect(existsSync(old)).toBe(false)
    for (const path of stay) expect(existsSync(path), path).toBe(true)
    // A link is not followed: in two days it is still no folder.
    expect(removeLeftBehind(parent, 'placement', Date.now() + 2 * DAY)).toEqual([
      `halfpower-placement-${gone}-young1`,
    ])
  })

  it('are told apart by use and process, and are empty', () => {
    const folder = makeTemporaryFolder('trial')
    try {
      expect(basename(folder)).toMatch(new RegExp(`^halfpower-trial-${process.pid}-.{6}$`))
      expect(readdirSync(folder)).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('an absent parent is no error', () => {
    expect(removeLeftBehind(join(parent, 'none'), 'placement', Date.now())).toEqual([])
  })
})
