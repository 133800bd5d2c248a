import {
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { readStored } from '../../src-main/project/stored-file'
import type { StoredKind } from '../../src-main/project/stored-file'

interface Painted {
  format: 'painted'
  version: 1
  colours: string[]
}
const kind: StoredKind<Painted> = {
  format: 'painted',
  version: 1,
  remedy: 'paint it anew',
  schema: z.object({
    format: z.literal('painted'),
    version: z.literal(1),
    colours: z.array(z.string()),
  }),
  migrations: {},
}

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halfpower-memory-'))
  path = join(folder, 'painted.json')
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

function paint(colour: string, to = path): void {
  writeFileSync(to, JSON.stringify({ format: 'painted', version: 1, colours: [colour] }))
}

/** The disk's times go on by themselves; ours says when it is looked at. */
function later(seconds: number): void {
  vi.setSystemTime(Date.now() + 1000 * seconds)
}

async function read(): Promise<Painted> {
  return (await readStored(path, kind))!
}

describe('what stored files said', () => {
  it('is shared while the file is the same, and cannot be changed', async () => {
    paint('blue')
    later(10)
    const first = await read()
    expect(await read()).toBe(first)
    expect(() => first.colours.push('red')).toThrow(TypeError)
  })

  it('is not remembered of a file that was written a moment ago', async () => {
    paint('blue')
    const first = await read()
    const again = await read()
    expect(again).toEqual(first)
    expect(again).not.toBe(first)
  })

  it('is read anew when the file is replaced by one of the same size and time', async () => {
    paint('blue')
    const { atime, mtime } = statSync(path)
    later(10)
    expect((await read()).colours).toEqual(['blue'])
    paint('pink', `${path}.new`)
    utimesSync(`${path}.new`, atime, mtime)
    renameSync(`${path}.new`, path)
    later(10)
    expect((await read()).colours).toEqual(['pink'])
  })

  it('is read anew when the file is written in place, its time set back', async () => {
    paint('blue')
    const { atime, mtime } = statSync(path)
    later(10)
    expect((await read()).colours).toEqual(['blue'])
    // The time of the last change of the file's own record cannot be set, and is coarse on some disks.
    await new Promise((resolve) => setTimeout(resolve, 20))
    paint('pink')
    utimesSync(path, atime, mtime)
    later(10)
    expect((await read()).colours).toEqual(['pink'])
  })

  it('is gone with the file, and not remembered behind a link', async () => {
    paint('blue')
    later(10)
    await read()
    unlinkSync(path)
    expect(await readStored(path, kind)).toBeNull()
    paint('blue', join(folder, 'other.json'))
    symlinkSync(join(folder, 'other.json'), path)
    later(10)
    const first = await read()
    expect(await read()).not.toBe(first)
  })

  it('does not hide damage', async () => {
    paint('blue')
    later(10)
    await read()
    writeFileSync(path, '{"format": "painted"')
    later(10)
    await expect(read()).rejects.toThrow(/is damaged/)
  })
})
