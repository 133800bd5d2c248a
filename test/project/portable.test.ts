/**
 * A project in another place: copied, packed into one zip and unpacked again. What somebody else packed brings nothing
 * but files that a project has, in their places, or nothing at all.
 */
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportProject, importProject } from '../../src-main/project/project-archive'
import { copyProject } from '../../src-main/project/project-copy'
import { createProject, openProject } from '../../src-main/project/project'
import { isProjectFile, portableFiles } from '../../src-main/project/portable'
import type { Project } from '../../src-main/project/project'

const KEY = 'ab'.repeat(32)
let home: string
let project: Project
let zip: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-portable-'))
  zip = join(home, 'sent.zip')
  project = await createProject(join(home, 'mine.halfpower'), 'Mine')
  await mkdir(join(home, 'images'))
  await project.dataSets.add(
    {
      ...{ name: 'images', dataFormat: 'image-folder', transforms: { gray: false }, classNames: ['a'] },
      ...{ height: 8, width: 8, channels: 1 },
      parts: [{ split: null, images: 1, hash: KEY, perClass: [1] }],
    },
    join(home, 'images'),
  )
  const arrays = join(project.folder, 'results', 'ab')
  await mkdir(arrays, { recursive: true })
  // Larger than one piece, so that it is read and written in several.
  await writeFile(join(arrays, `${KEY}.npz`), Buffer.alloc(9_000_000, 7))
  await writeFile(join(arrays, `${KEY}.json`), '{}')
  await mkdir(join(project.folder, 'data', 'dropped'), { recursive: true })
  await writeFile(join(project.folder, 'data', 'dropped', 'a.png'), 'png')
  await writeFile(join(project.folder, 'mark.json'), '{}')
  await writeFile(join(home, 'secret'), 'secret')
  await symlink(join(home, 'secret'), join(project.folder, 'figures.json'))
})
afterEach(async () => {
  await project.close()
  await rm(home, { recursive: true, force: true })
})

describe('of a study that runs', () => {
  it('how far it says to be is taken before its log and its results, which may then only be ahead of it', async () => {
    for (const study of ['a', 'b']) {
      await mkdir(join(project.folder, 'studies', study), { recursive: true })
      for (const file of ['log.jsonl', 'plan.json', 'status.json'])
        await writeFile(join(project.folder, 'studies', study, file), '{}')
    }
    const names = (await portableFiles(project, true, null)).map(({ name }) => name)
    expect(names.slice(0, 2)).toEqual(['studies/a/status.json', 'studies/b/status.json'])
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('studies/a/log.jsonl')
  })
})

describe('a copy', () => {
  it('has everything but what belongs to this computer, and finds its images', async () => {
    const { folder } = await copyProject(project, join(home, 'far', 'copy.halfpower'))
    const copy = await openProject(folder, 'write')
    expect(copy.info).toMatchObject({ title: 'Mine', created: project.info.created, notices: [] })
    const [file] = await copy.dataSets.list()
    expect(copy.dataSets.absolutePath(file!)).toBe(join(home, 'images'))
    const arrays = await readFile(join(folder, 'results', 'ab', `${KEY}.npz`))
    expect(arrays.equals(Buffer.alloc(9_000_000, 7))).toBe(true)
    expect(await readFile(join(folder, 'data', 'dropped', 'a.png'), 'utf8')).toBe('png')
    expect(existsSync(join(folder, 'mark.json'))).toBe(false)
    expect(existsSync(join(folder, 'figures.json'))).toBe(false)
    await copy.close()
  })

  it('is refused in the project itself and where something is, and leaves that as it was', async () => {
    await expect(copyProject(project, join(project.folder, 'data', 'copy'))).rejects.toThrow(
      /in the project itself/,
    )
    await mkdir(join(home, 'full'))
    await writeFile(join(home, 'full', 'kept'), 'kept')
    await expect(copyProject(project, join(home, 'full'))).rejects.toThrow(/is not empty/)
    expect(readdirSync(join(home, 'full'))).toEqual(['kept'])
  })
})

describe('a zip', () => {
  it('has no images, no link and no mark, and becomes the same project again', async () => {
    const { files, bytes } = await exportProject(project, zip)
    const names = Object.keys(unzipSync(await readFile(zip))).sort()
    expect(names).toEqual([
      'datasets/images.json',
      'project.json',
      `results/ab/${KEY}.json`,
      `results/ab/${KEY}.npz`,
    ])
    expect(files).toBe(4)
    expect(bytes).toBeGreaterThan(9_000_000)
    const folder = await importProject(zip, join(home, 'theirs'))
    const theirs = await openProject(folder, 'write')
    expect(theirs.info).toMatchObject({ title: 'Mine', created: project.info.created })
    const arrays = await readFile(join(folder, 'results', 'ab', `${KEY}.npz`))
    expect(arrays.equals(Buffer.alloc(9_000_000, 7))).toBe(true)
    await theirs.close()
  })

  it('that was packed by hand, with its folder above everything, is read, too', async () => {
    await exportProject(project, zip)
    const inside = unzipSync(await readFile(zip))
    const packed = Object.fromEntries(
      Object.entries(inside).map(([name, data]) => [`mine.halfpower/${name}`, data]),
    )
    await writeFile(zip, zipSync({ ...packed, 'mine.halfpower/data/dropped/a.png': strToU8('png') }))
    const theirs = await openProject(await importProject(zip, join(home, 'theirs')), 'read')
    expect(theirs.info.title).toBe('Mine')
    expect(existsSync(join(home, 'theirs', 'data'))).toBe(false)
  })

  it('must be called so', async () => {
    await expect(exportProject(project, join(home, 'sent.tar'))).rejects.toThrow(/must end in ".zip"/)
  })

  for (const [what, strange] of [
    ['a path that leads out', '../../evil.json'],
    ['an absolute path', '/tmp/evil.json'],
    ['a path of Windows', 'C:\\evil.json'],
    ['a path that leads out from within', 'models/x/../../../evil.json'],
    ['a program', 'run.sh'],
    ['a hidden file', 'models/m/.bashrc'],
    ['a file in the wrong place', 'results/ab/evil.json'],
    ['a lock of its own', 'lock.takeover'],
  ] as const)
    it(`with ${what} is refused, and nothing is made of it`, async () => {
      await exportProject(project, zip)
      const inside = unzipSync(await readFile(zip))
      await writeFile(zip, zipSync({ ...inside, [strange]: strToU8('evil') }))
      await expect(importProject(zip, join(home, 'theirs'))).rejects.toMatchObject({ kind: 'input' })
      expect(readdirSync(home).sort()).toEqual(['images', 'mine.halfpower', 'secret', 'sent.zip'])
    })

  it('that would unpack to a hundred times its size and more is refused before anything is made', async () => {
    await writeFile(
      zip,
      zipSync({
        'project.json': await readFile(join(project.folder, 'project.json')),
        [`results/aa/${'a'.repeat(64)}.npz`]: [new Uint8Array(70 * 1024 ** 2), { level: 1 }],
      }),
    )
    await expect(importProject(zip, join(home, 'theirs'))).rejects.toThrow(
      /would unpack to \d+ bytes, and at most \d+ are unpacked of a file of \d+ bytes/,
    )
    expect(existsSync(join(home, 'theirs'))).toBe(false)
  })

  it('that is damaged, cut off or none at all is refused, and nothing is left of it', async () => {
    await exportProject(project, zip)
    const whole = await readFile(zip)
    const wrong = Buffer.from(whole)
    // In the middle of the arrays, which are stored as they are.
    wrong[5_000_000] = 8
    for (const bytes of [wrong, whole.subarray(0, 4_000_000), Buffer.from('no zip at all')]) {
      await writeFile(zip, bytes)
      await expect(importProject(zip, join(home, 'theirs'))).rejects.toMatchObject({ kind: 'input' })
      expect(existsSync(join(home, 'theirs'))).toBe(false)
    }
    await writeFile(zip, zipSync({ 'datasets/images.json': strToU8('{}') }))
    await expect(importProject(zip, join(home, 'theirs'))).rejects.toThrow(/holds no Halfpower project/)
  })
})

describe('names that another system does not have', () => {
  it.each(['CON', 'nul.x', 'com1', 'a.', 'LPT9.b.c'])('are no files of a project: %s', (name) => {
    expect(isProjectFile(`models/${name}/model.json`)).toBe(false)
    expect(isProjectFile(`models/${name.replace('.', '')}x/model.json`)).toBe(true)
  })
})
