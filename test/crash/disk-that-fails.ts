/** Disks that are full, read-only, broken, slow or gone: by the injected layer, and really, where that can be had. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { cp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { toErrorData } from '../../src-main/contract/errors'
import { generator } from '../../src-main/random/generator'
import { diskError } from '../support/disk-layer.mjs'
import { contents, differences } from './every-kind'
import { live, missing } from './rehearsal'
import { LONG, SEED, assertDone, some } from './world'
import type { Operation } from '../support/disk-layer.mjs'
import type { Life } from './rehearsal'
import type { World } from './world'

export function disksThatFail(world: World): void {
  describe('a disk that fails', () => {
    /** Of which operations, and for how long; then it is as before. */
    const FAULTS: [string, string, 'all' | 'changing', number][] = [
      ['is full', 'ENOSPC', 'changing', Infinity],
      ['is full for a moment', 'ENOSPC', 'changing', 1],
      ['becomes read-only', 'EROFS', 'changing', Infinity],
      ['may no longer be written', 'EACCES', 'changing', Infinity],
      ['has a bad sector', 'EIO', 'all', 1],
      ['gives errors only', 'EIO', 'all', Infinity],
      ['is a network folder that went away', 'ESTALE', 'all', Infinity],
      ['is disconnected', 'ENODEV', 'all', Infinity],
      ['is disconnected, and its folder is empty', 'ENOENT', 'all', Infinity],
    ]
    const fails = (code: string, fault: 'all' | 'changing', { name, writes }: Operation): boolean =>
      // Of a full disk something can still be removed.
      code === 'ENOSPC' && /^(rm|unlink|rename)$/.test(name)
        ? false
        : fault === 'all' || writes || name === 'file.sync'

    for (const [what, code, which, lasts] of FAULTS)
      it(`(${what}, ${code}) is named in a sentence, and nothing is lost`, async () => {
        const numbers = which === 'all' ? Array.from({ length: world.all }, (_, i) => i + 1) : world.changing
        const moments = LONG ? numbers.filter((_, i) => i % 7 === 0) : some(numbers, 1, what)
        for (const moment of moments) {
          const folder = await world.fresh()
          let failed = 0
          let last = ''
          const life = await live(folder, world.script, (operation) => {
            if (operation.number < moment || failed >= lasts || !fails(code, which, operation)) return
            failed++
            if (failed === 1) last = `${operation.name} ${operation.path}`
            throw diskError(code, operation)
          })
          assertNamed(life, `${code} from operation ${moment} on, ${last}`)
          await world.assertRecovers(`${code} at operation ${moment}, ${last}`)
        }
      }, 7_200_000)

    /** Whatever it says is said to a user. */
    function assertNamed(life: Life, what: string): void {
      if (life.error !== null) {
        // As every way in says it.
        const { kind, message } = toErrorData(life.error)
        expect(kind, `${what}: ${String((life.error as Error).stack)}`).not.toBe('internal')
        expect(message, what).toMatch(/[.]$/)
      }
      for (const { error, failures } of life.studies)
        for (const each of [error, ...failures.map((failure) => failure.error)]) {
          if (each === null) continue
          expect(each.kind, `${what}: ${each.message} ${each.stack}`).not.toBe('internal')
          expect(each.message, what).toMatch(/[.]$/)
        }
    }

    const disk = join(tmpdir(), `halfpower-small-disk-${process.pid}`)
    const isMounted = mountSmall(disk)
    afterAll(() => {
      if (isMounted) execFileSync('umount', [disk])
      rmSync(disk, { recursive: true, force: true })
    })
    it.skipIf(!isMounted)(
      `is really full${isMounted ? '' : ' (skipped: no small file system can be mounted here)'}`,
      async () => {
        const folder = await world.fresh(world.template, join(disk, 'p.halfpower'))
        await cp(join(world.home, 'gratings'), join(disk, 'gratings'), { recursive: true })
        const filler = join(disk, 'filler')
        // All but some blocks are taken: enough to begin, not to end.
        for (const left of [0, 40, 120]) {
          const { bavail, bsize } = await statfs(disk)
          await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - left * 1024)))
          const life = await live(folder, world.script)
          assertNamed(life, `${left} KiB left`)
          const said = JSON.stringify([
            toErrorData(life.error).message,
            life.studies.map(({ error }) => error),
          ])
          expect(said, `${left} KiB left`).toContain('The disk is full')
          await rm(filler)
          expect(await missing(folder)).toEqual([])
        }
        await world.assertRecovers('a full disk')
      },
    )

    it('is slow: only that', async () => {
      const folder = await world.fresh()
      const draw = generator(SEED, 'slow')
      const life = await live(folder, world.script, () =>
        draw.uniform() < 0.05 ? new Promise((resolve) => setTimeout(resolve, draw.integer(60))) : undefined,
      )
      assertDone(life)
      expect(differences(world.expected, await contents(folder))).toEqual([])
    })
  })
}

/** A file system of 3 MiB, where this user may mount one. */
function mountSmall(folder: string): boolean {
  try {
    mkdirSync(folder)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
