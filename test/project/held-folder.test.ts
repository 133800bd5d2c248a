/**
 * Somebody who may write in a project, too, puts a link in the place of a folder between the look at it and the writing:
 * at the very moment of each call to the system that makes, changes or removes something. Nothing goes through it.
 */
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WriteDoor, writeForParent } from '../../src-main/project/write-atomically'

/** Called before each of the calls that change something. */
const watch = vi.hoisted(() => ({ before: (): void => undefined }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const watched = Object.fromEntries(
    (['open', 'rename', 'unlink', 'rm', 'mkdir', 'link', 'copyFile'] as const).map((name) => [
      name,
      (...words: unknown[]) => {
        watch.before()
        return (real[name] as (...words: unknown[]) => unknown)(...words)
      },
    ]),
  )
  return { ...real, ...watched }
})

let home: string
let project: string
let outside: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'halfpower-held-'))
  project = join(home, 'p')
  outside = join(home, 'outside')
  for (const folder of [join(project, 'results', 'aa'), join(outside, 'aa')])
    mkdirSync(folder, { recursive: true })
  for (const folder of [join(project, 'results', 'aa'), join(outside, 'aa'), outside])
    writeFileSync(join(folder, 'there'), 'kept\n')
})
afterEach(() => {
  watch.before = () => undefined
  rmSync(home, { recursive: true, force: true })
})

const outsideNow = (): string =>
  execFileSync('find', [outside, '-printf', '%P %s %m\n'], { encoding: 'utf8' })

const WAYS: Record<string, (door: WriteDoor, place: (name: string) => string) => Promise<unknown>> = {
  write: (door, place) => door.write(place('new'), 'x'),
  'write over': (door, place) => door.write(place('there'), 'x'),
  create: (door, place) => door.create(place('new'), 'x'),
  append: (door, place) => door.append(place('there'), 'x'),
  'append to a new one': (door, place) => door.append(place('new'), 'x'),
  'write a piece': (door, place) => door.writePiece(place('there'), 0, Buffer.from('x'), true),
  copy: (door, place) => door.copy(join(home, 'p', 'from'), place('new')),
  'make a folder': (door, place) => door.makeFolder(join(place('new'), 'below')),
  'make a new folder': (door, place) => door.makeNewFolder(place('new')),
  remove: (door, place) => door.remove(place('there')),
  'remove a folder': (door, place) => door.removeFolder(place('there')),
  'for the parent': (_door, place) => writeForParent(place('new'), 'x'),
}

describe.skipIf(process.platform !== 'linux')(
  'a folder that becomes a link while something is written in it',
  () => {
    for (const [words, way] of Object.entries(WAYS))
      for (const [swapped, target] of [
        ['results/aa', 'aa'],
        ['results', '.'],
      ] as const)
        it(`${words}; the link is ${swapped}`, async () => {
          writeFileSync(join(project, 'from'), 'x')
          const place = (name: string): string => join(project, 'results', 'aa', name)
          // At each call in turn, until the way is through without one more.
          for (let at = 0; ; at++) {
            let calls = 0
            const reached = { call: false }
            watch.before = () => {
              if (calls++ !== at) return
              reached.call = true
              renameSync(join(project, swapped), join(home, 'aside'))
              symlinkSync(join(outside, target), join(project, swapped))
            }
            const was = outsideNow()
            await way(new WriteDoor(project), place).catch(() => undefined)
            watch.before = () => undefined
            expect(outsideNow(), `at call ${at}`).toBe(was)
            if (!reached.call) break
            rmSync(join(project, swapped))
            rmSync(join(home, 'aside'), { recursive: true })
            mkdirSync(join(project, 'results', 'aa'), { recursive: true })
            writeFileSync(place('there'), 'kept\n')
            expect(at).toBeLessThan(40)
          }
          expect(readFileSync(join(outside, 'aa', 'there'), 'utf8')).toBe('kept\n')
          expect(readdirSync(join(outside, 'aa'))).toEqual(['there'])
        })
  },
)
