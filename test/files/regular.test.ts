/** Devices and pipes in the place of files: refused at once, wherever a reader comes upon them. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src-main/checkpoints/open'
import { decodeImage, readImageHeader } from '../../src-main/datasets/decode'
import { look, readHashed, readHead } from '../../src-main/files/look'
import { findDataSet } from '../../src-main/datasets/find'
import { openDataSet } from '../../src-main/datasets/open'
import {
  assertRegular,
  openRegular,
  readRegular,
  readRegularHead,
  readRegularText,
  streamRegular,
} from '../../src-main/files/regular'
import { createProject, isProject, openProject } from '../../src-main/project/project'

let home: string
/** Paths of what is no file. */
const things: [string, string][] = []

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-regular-'))
  execFileSync('mkfifo', [join(home, 'pipe')])
  await symlink(join(home, 'pipe'), join(home, 'link-to-pipe'))
  await symlink('/dev/zero', join(home, 'zero'))
  await symlink('/dev/tty', join(home, 'terminal'))
  await mkdir(join(home, 'folder'))
  things.push(
    ['pipe', 'a pipe'],
    ['link-to-pipe', 'a pipe'],
    ['zero', 'a device'],
    ['terminal', 'a device'],
    ['folder', 'a folder'],
  )
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Within a time in which nothing that waits for a pipe or reads a device would end. */
async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It hangs.')), 5000)
  })
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

describe('the door for reading', () => {
  it('refuses what is no regular file, in one sentence and at once', async () => {
    for (const [name, what] of things)
      for (const read of [
        openRegular,
        assertRegular,
        readRegular,
        readRegularText,
        streamRegular,
        (path: string) => readRegularHead(path, 9),
      ])
        await expect(soon<unknown>(read(join(home, name))), name).rejects.toMatchObject({
          kind: 'input',
          message: expect.stringContaining(`is ${what}, and an ordinary file is wanted`) as string,
        })
  })

  it('reads a file to its end and no further, and refuses one that is too large', async () => {
    const path = join(home, 'file')
    await writeFile(path, 'twelve bytes')
    expect((await readRegular(path)).toString()).toBe('twelve bytes')
    expect((await readRegularHead(path, 6)).toString()).toBe('twelve')
    expect((await readRegularHead(path, 600)).toString()).toBe('twelve bytes')
    const parts: Buffer[] = []
    for await (const part of await streamRegular(path)) parts.push(part as Buffer)
    expect(Buffer.concat(parts).toString()).toBe('twelve bytes')
    await expect(readRegular(path, 11)).rejects.toThrow(/has 12 bytes, and at most 11 are read/)
    await writeFile(join(home, 'empty'), '')
    expect(await readRegular(join(home, 'empty'))).toHaveLength(0)
    for await (const part of await streamRegular(join(home, 'empty'))) expect(part).toBeUndefined()
  })

  it('does not take memory for a file that only claims to be large', async () => {
    const path = join(home, 'sparse.json')
    const file = await open(path, 'w')
    await file.truncate(2 ** 40)
    await file.close()
    await expect(readRegularText(path)).rejects.toThrow(/has 1099511627776 bytes/)
    await expect(decodeImage(path, false)).rejects.toThrow(/at most/)
  })

  it('shows what steers in a name by its number', async () => {
    const name = join(home, 'a\u001b[2J\u202egnp')
    execFileSync('mkfifo', [name])
    await expect(readRegular(name)).rejects.toThrow(/a\\u\{1b\}\[2J\\u\{202e\}gnp" is a pipe/)
  })
})

describe('every reader', () => {
  it('refuses them', async () => {
    for (const [name, what] of things) {
      if (what === 'a folder') continue
      const path = join(home, name)
      for (const [reader, read] of Object.entries({
        image: () => decodeImage(path, false),
        header: () => readImageHeader(path),
        weights: () => openCheckpoint(path),
        look: () => look(path),
        head: () => readHead(path, 16),
        array: () => readHashed(path),
        find: () => findDataSet(path),
      }))
        await expect(soon(read() as Promise<unknown>), `${reader} ${name}`).rejects.toMatchObject({
          kind: 'input',
        })
    }
  })

  it('names an image that is a pipe or a device', async () => {
    for (const [i, target] of ['pipe', 'zero'].entries()) {
      const folder = join(home, `images-${i}`)
      for (const name of ['cat', 'dog']) await mkdir(join(folder, name), { recursive: true })
      for (const name of ['cat/1.png', 'dog/1.png']) await symlink(join(home, target), join(folder, name))
      await expect(
        soon(openDataSet({ path: folder, format: 'image-folder', transforms: { gray: false } })),
      ).rejects.toThrow(/1\.png" is a (pipe|device)/)
    }
  })

  it('of a project names the file', async () => {
    const folder = join(home, 'p.halfpower')
    await (await createProject(folder)).close()
    for (const [path, words] of [
      ['lock', 'lock'],
      ['datasets/a.json', 'datasets/a.json'],
      ['models/m/model.json', 'models/m/model.json'],
      ['models/m/weights.onnx', 'models/m/weights.onnx'],
      ['studies/s/plan.json', 'studies/s/plan.json'],
    ] as const) {
      await mkdir(join(folder, path, '..'), { recursive: true })
      execFileSync('mkfifo', [join(folder, path)])
      const opened = await soon(openProject(folder, 'auto'))
      expect(opened.info.notices[0]).toContain(`a pipe where Halfpower writes ("${words}")`)
      if (path.startsWith('datasets')) {
        expect(await soon(opened.dataSets.list())).toEqual([])
        expect(opened.info.notices.join()).toMatch(/a\.json" is a pipe/)
      }
      if (path.startsWith('studies')) expect(opened.info.notices.join()).toMatch(/plan\.json" is a pipe/)
      await expect(soon(openProject(folder, 'write'))).rejects.toMatchObject({ kind: 'project' })
      await opened.close()
      await rm(join(folder, path))
    }
    await rm(join(folder, 'project.json'))
    execFileSync('mkfifo', [join(folder, 'project.json')])
    expect(await isProject(folder)).toBe(false)
    await expect(soon(openProject(folder, 'auto'))).rejects.toThrow(/has no project\.json/)
  })
})
