/** A folder is listed once for one question, and again for the next. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listedOnce, rememberingFolders } from '../../src-main/files/listings'
import { listFolder } from '../../src-main/files/look'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'halfpower-listings-'))))
afterEach(() => rmSync(folder, { recursive: true }))

it('is listed once while a question is answered, and anew by what it has left running and by the next one', async () => {
  writeFileSync(join(folder, 'a'), '')
  let later: (() => Promise<string[]>) | undefined
  const names = async (): Promise<string[]> => (await listFolder(folder)).files
  await rememberingFolders(async () => {
    const first = await names()
    expect(first).toEqual(['a'])
    first.push('mine')
    writeFileSync(join(folder, 'b'), '')
    expect(await rememberingFolders(names)).toEqual(['a'])
    let begin = (): void => undefined
    const running = new Promise<void>((resolve) => (begin = resolve)).then(names)
    later = async () => {
      begin()
      return await running
    }
  })
  expect(await later!()).toEqual(['a', 'b'])
  expect(await rememberingFolders(names)).toEqual(['a', 'b'])
})

it('outside of a question, and for more names than are kept, the disk is asked', async () => {
  mkdirSync(join(folder, 'inner'))
  let asked = 0
  const many = Array.from({ length: 250_000 }, (_, i) => String(i))
  const ask = (): Promise<{ files: string[]; folders: string[]; leftBehind: string[] }> => {
    asked++
    return Promise.resolve({ files: many, folders: [], leftBehind: [] })
  }
  await listedOnce(folder, ask)
  await listedOnce(folder, ask)
  expect(asked).toBe(2)
  await rememberingFolders(async () => {
    await listedOnce(folder, ask)
    await listedOnce(folder, ask)
  })
  expect(asked).toBe(4)
})
