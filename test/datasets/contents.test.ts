/** Hashes of all files of a folder of images: what they are, and when a file is read again. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { StoredFileMemory } from '../../src-main/jobs/contents/file-memory'
import { hashContents } from '../../src-main/datasets/contents'
import { listImages } from '../../src-main/datasets/image-list'
import { rowsIn } from '../../src-main/workbench/contents/same'
import { put, temporaryFolder } from './temporary'
import type { Contents } from '../../src-main/datasets/contents'

const folder = temporaryFolder()
const memory = new StoredFileMemory(join(folder, 'memory'))
let number = 0

/** Two classes; one file is longer than the buffers are. */
function make(): string {
  const root = join(folder, `images-${number++}`)
  put(join(root, 'a/1.png'), 'one')
  put(join(root, 'a/inner/2.png'), '')
  put(join(root, 'b/3.png'), Buffer.alloc(700_001, 'x'))
  return root
}

async function hash(root: string): Promise<Contents> {
  return await hashContents(root, await listImages(root, ['a', 'b']), memory, false)
}

/** What is remembered must be older than what a file system may round to. */
async function later(work: () => Promise<Contents>): Promise<Contents> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 })
  try {
    return await work()
  } finally {
    vi.useRealTimers()
  }
}

describe('the hash of every file', () => {
  it('is what sha256sum says, in the order of the images', async () => {
    const root = make()
    const { digests, bytes, read } = await hash(root)
    const paths = ['a/1.png', 'a/inner/2.png', 'b/3.png'].map((path) => join(root, path))
    const said = execFileSync('sha256sum', paths, { encoding: 'utf8' })
    const expected = said
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 64))
    const found = [0, 1, 2].map((i) => Buffer.from(digests.subarray(32 * i, 32 * i + 32)).toString('hex'))
    expect(found).toEqual(expected)
    expect({ bytes, read }).toEqual({ bytes: 700_004, read: { files: 3, bytes: 700_004 } })
  })

  it('covers names and bytes, and nothing of the place', async () => {
    const [one, two] = [make(), make()]
    const { hash: before } = await hash(one)
    expect((await hash(two)).hash).toBe(before)
    // Behind the first MiB of a file a sample would not look.
    writeFileSync(join(two, 'b/3.png'), Buffer.concat([Buffer.alloc(700_000, 'x'), Buffer.from('y')]))
    expect((await hash(two)).hash).not.toBe(before)
    const renamed = make()
    execFileSync('mv', [join(renamed, 'a/1.png'), join(renamed, 'a/0.png')])
    expect((await hash(renamed)).hash).not.toBe(before)
  })

  it('reads a file again when its size or one of its times is another, and no other', async () => {
    const root = make()
    const first = await later(() => hash(root))
    expect(first.read.files).toBe(3)
    const second = await later(() => hash(root))
    expect(second).toEqual({ ...first, read: { files: 0, bytes: 0 } })
    // Changed, as long as before, and its time set back by a program.
    const path = join(root, 'a/1.png')
    const { atime, mtime } = statSync(path)
    writeFileSync(path, 'two')
    utimesSync(path, atime, mtime)
    const third = await later(() => hash(root))
    expect(third.read).toEqual({ files: 1, bytes: 3 })
    expect(third.hash).not.toBe(first.hash)
    expect(Buffer.from(third.digests.subarray(0, 32)).toString('hex')).toBe(
      createHash('sha256').update('two').digest('hex'),
    )
    utimesSync(path, new Date(), new Date(0))
    expect((await later(() => hash(root))).read).toEqual({ files: 1, bytes: 3 })
  })

  it('of a file that was written just now is not remembered: it could change without another time', async () => {
    const root = make()
    await hash(root)
    expect((await hash(root)).read.files).toBe(3)
  })

  it('goes on after a forced stop: finished folders are not read again, and of a large one nothing older than 20 s', async () => {
    const root = join(folder, 'stopped')
    for (let i = 0; i < 5; i++) put(join(root, 'a', `${i}.png`), `a${i}`)
    for (let i = 0; i < 60; i++) put(join(root, 'b', `${String(i).padStart(2, '0')}.png`), `b${i}`)
    const list = await listImages(root, ['a', 'b'])
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.now() + 10_000 })
    try {
      const stop = hashContents(root, list, memory, false, (done) => {
        // The process is gone: nothing is written behind this.
        if (done === 50) throw new Error('killed')
        if (done === 30) vi.advanceTimersByTime(21_000)
      })
      await expect(stop).rejects.toThrow('killed')
      // What else was being read comes to its end.
      await new Promise((resolve) => setImmediate(resolve))
      const again = await hashContents(root, list, memory, false)
      expect(again.read.files).toBeGreaterThan(0)
      expect(again.read.files).toBeLessThanOrEqual(65 - 29)
      const anew = new StoredFileMemory(join(folder, 'another memory'))
      expect(again.hash).toBe((await hashContents(root, list, anew, false)).hash)
    } finally {
      vi.useRealTimers()
    }
  })

  it('does not believe what is remembered where that is damaged, or of another folder', async () => {
    const root = make()
    const first = await later(() => hash(root))
    const files = execFileSync('ls', [join(folder, 'memory')], { encoding: 'utf8' })
      .trim()
      .split('\n')
    const ours = files.filter((name) => readFileSync(join(folder, 'memory', name), 'utf8').includes(root))
    expect(ours.length).toBe(3)
    for (const [i, name] of ours.entries()) {
      const path = join(folder, 'memory', name)
      if (i === 0) writeFileSync(path, '')
      else if (i === 1) appendFileSync(path, '}')
      else writeFileSync(path, readFileSync(path, 'utf8').replaceAll(root, '/elsewhere'))
    }
    expect(await later(() => hash(root))).toEqual(first)
    // Where nothing can be remembered, it is hashed all the same.
    writeFileSync(join(folder, 'a-file'), '')
    const nowhere = new StoredFileMemory(join(folder, 'a-file'))
    const list = await listImages(root, ['a', 'b'])
    expect((await hashContents(root, list, nowhere, false)).hash).toBe(first.hash)
  })

  it('refuses what is no file, and says which', async () => {
    const root = make()
    mkdirSync(join(root, 'b'), { recursive: true })
    execFileSync('mkfifo', [join(root, 'b/pipe.png')])
    const list = { ...(await listImages(root, ['a', 'b'])), count: 4 }
    const labels = new Int32Array(4)
    const paths = ['a/1.png', 'a/inner/2.png', 'b/3.png', 'b/pipe.png']
    const withPipe = { ...list, labels, path: (i: number) => paths[i]! }
    await expect(hashContents(root, withPipe, memory, false)).rejects.toThrow(/pipe\.png" is a pipe/)
  })
})

describe('files that are among others', () => {
  it('are counted as a set of their hashes counts them', () => {
    for (let round = 0; round < 20; round++) {
      const rows = Array.from({ length: 50 }, (_, i) =>
        // Many begin alike: the first bytes choose the place in the table.
        Buffer.concat([Buffer.alloc(31, i % 3), Buffer.from([(i * 7 + round) % 23])]),
      )
      const others = rows.map((row, i) => (i % 2 === 0 ? row : Buffer.alloc(32, 200 + (i % 50))))
      const chosen = new Set([...others.keys()].filter((i) => (i + round) % 3 !== 0))
      const known = new Set([...chosen].map((i) => others[i]!.toString('hex')))
      const expected = rows.filter((row) => known.has(row.toString('hex'))).length
      expect(rowsIn(Buffer.concat(rows), Buffer.concat(others), chosen)).toBe(expected)
    }
    expect(rowsIn(Buffer.alloc(64), Buffer.alloc(32), new Set())).toBe(0)
  })
})
