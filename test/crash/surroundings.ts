/** What is around a project changes: its folder may not be written, its data vanish, the clock is set back, two want it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { openProject } from '../../src-main/project/project'
import { ENTRY, built } from '../shell/run-halfpower'
import { inProcess } from '../support/small-project'
import { Workbench } from '../../src-main/workbench/workbench'
import { contents, differences } from './every-kind'
import { live } from './rehearsal'
import { assertDone } from './world'
import type { World } from './world'

/** Permissions mean nothing to root; somebody else must try, who can reach the program. */
const isRoot = process.getuid?.() === 0
const canBeNobody = ((): boolean => {
  if (!isRoot || !built) return false
  return (
    spawnSync('setpriv', [...NOBODY(), process.execPath, ENTRY, '--version'], { stdio: 'ignore' }).status ===
    0
  )
})()

function NOBODY(): string[] {
  return ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--']
}

export function surroundings(world: World): void {
  describe('around a project', () => {
    const canRead = process.platform !== 'win32' && (!isRoot || canBeNobody)
    it.skipIf(!canRead)(
      `a folder that may only be read${canRead ? '' : ' (skipped: root may write everywhere, and no other user can run the program here)'}: it is named, and nothing is changed`,
      async () => {
        const folder = await world.fresh()
        const before = await contents(folder)
        if (!isRoot) {
          execFileSync('chmod', ['-R', 'a-w', folder])
          const life = await live(folder, world.script)
          expect(life.error).toMatchObject({
            message: expect.stringMatching(/not writable for you/) as string,
          })
          execFileSync('chmod', ['-R', 'u+w', folder])
        } else {
          await chmod(world.home, 0o755)
          const { status, stderr } = spawnSync(
            'setpriv',
            [...NOBODY(), process.execPath, ENTRY, 'study', 'resume', folder],
            { encoding: 'utf8', env: { ...process.env, HALFPOWER_CONFIGURATION: '/nonexistent' } },
          )
          expect(status, stderr).toBe(1)
          expect(stderr).toMatch(
            /^halfpower: ".*" could not be written: the folder is not writable for you\. .*\n$/,
          )
        }
        expect(differences(before, await contents(folder))).toEqual([])
        await world.assertRecovers('a folder that could only be read')
      },
    )

    it('data that have vanished are named, and computed with when they are back', async () => {
      const folder = await world.fresh()
      const data = join(world.home, 'gratings')
      await rename(data, `${data}-away`)
      try {
        const life = await live(folder, world.script)
        const open = life.studies.filter(({ state }) => state !== 'done')
        expect(open.length).toBeGreaterThan(6)
        for (const { state, error } of open)
          expect({ state, error }).toMatchObject({
            state: 'failed',
            error: {
              kind: 'input',
              message: expect.stringMatching(/is no longer at ".*gratings": put it back/) as string,
            },
          })
      } finally {
        await rename(`${data}-away`, data)
      }
      await world.assertRecovers('data that were away')
    })

    it('data that vanish or change while a study computes are named, and nothing of them is computed', async () => {
      const folder = await world.fresh()
      const images = join(world.home, 'gratings', 't10k-images-idx3-ubyte')
      const bytes = await readFile(images)
      for (const [spoil, said] of [
        [() => rm(images), /./],
        [
          () => writeFile(images, Buffer.from(bytes.map((byte, i) => (i < 16 ? byte : 255 - byte)))),
          /not what it was/,
        ],
      ] as const) {
        const workbench = new Workbench({ launch: inProcess(), threads: 1 })
        await workbench.invoke('project.open', { folder, mode: 'write' })
        const study = (await workbench.invoke('study.list', {})).find(({ kind }) => kind === 'evaluation')!.id
        try {
          await spoil()
          await workbench.invoke('study.resume', { study })
          await workbench.invoke('study.wait', { study })
          const { info } = await workbench.invoke('study.get', { study })
          expect(info.state).toBe('failed')
          expect(info.units.done).toBe(0)
          for (const { error } of info.failures) {
            expect(error.kind, error.message).not.toBe('internal')
            expect(error.message).toMatch(said)
          }
        } finally {
          await writeFile(images, bytes)
          await workbench.close()
        }
      }
      await world.assertRecovers('data that were spoilt')
    })

    it('a clock that is set back by ten years changes nothing', async () => {
      const folder = await world.fresh()
      const middle = world.changing[Math.floor(world.changing.length / 2)]
      await live(folder, world.script, ({ number }, die) => (number === middle ? die() : undefined))
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 10 * 365 * 86_400_000 })
      try {
        await world.assertRecovers('the clock was set back')
      } finally {
        vi.useRealTimers()
      }
    })

    it('of many that open it at once, after one that died, one may write', async () => {
      const folder = await world.fresh()
      // In the middle of taking over the lock of another that is dead.
      for (const operation of [12, 30]) {
        await live(folder, world.script, ({ number }, die) => (number === operation ? die() : undefined))
        const opened = await Promise.allSettled(Array.from({ length: 6 }, () => openProject(folder, 'write')))
        const writers = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
        for (const each of opened)
          if (each.status === 'rejected')
            expect(each.reason).toMatchObject({
              kind: 'project',
              message: expect.stringMatching(/is being written by|is opening the project/) as string,
            })
        expect(writers.length, `operation ${operation}`).toBeLessThan(2)
        for (const writer of writers) await writer.close()
        const next = await openProject(folder, 'write')
        await next.close()
      }
      const life = await live(folder, world.script)
      assertDone(life)
    })
  })
}
