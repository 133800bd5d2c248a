/** Lives that end in the middle: by SIGKILL, again and again, by a power cut. */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { PowerCut } from './power-cut'
import { live, missing } from './rehearsal'
import { LONG, SEED, some } from './world'
import type { World } from './world'

export function livesThatEnd(world: World): void {
  describe('a life that ends', () => {
    it('by SIGKILL, at any operation with files, loses nothing that was stored', async () => {
      for (const moment of some(world.changing, 5, 'kills')) {
        const folder = await world.fresh()
        let last = ''
        const life = await live(folder, world.script, (operation, die) => {
          if (operation.number !== moment) return undefined
          last = `${operation.name} ${operation.path}`
          return die()
        })
        expect(life.died).toBe(true)
        await world.assertRecovers(`killed before operation ${moment}, ${last}`)
      }
    }, 7_200_000)

    it('by SIGKILL again and again loses nothing that was stored', async () => {
      const folder = await world.fresh()
      const draw = generator(SEED, 'again')
      const moments: number[] = []
      for (let kill = 0; kill < (LONG ? 60 : 6); kill++) {
        const moment = 1 + draw.integer(Math.floor(world.all / 3))
        moments.push(moment)
        await live(folder, world.script, (operation, die) =>
          operation.number === moment ? die() : undefined,
        )
        expect(await missing(folder), moments.join()).toEqual([])
      }
      await world.assertRecovers(`killed at ${moments.join(', ')}`)
    }, 7_200_000)

    it('by a power cut, at any operation with files, loses nothing that was stored', async () => {
      let struck = 0
      let cuts = 0
      // Some cuts take nothing back, by chance; a rehearsal in which none did would show nothing.
      for (const moment of some(world.changing, 50, 'power')) {
        if (!LONG && cuts >= 5 && struck > 0) break
        cuts++
        const folder = await world.fresh()
        const cut = new PowerCut()
        let last = ''
        const life = await live(
          folder,
          world.script,
          (operation, die) => {
            if (operation.number === moment) {
              last = `${operation.name} ${operation.path}`
              return die()
            }
            cut.before(operation)
            return undefined
          },
          (operation) => cut.after(operation),
        )
        expect(life.died).toBe(true)
        const draw = generator(SEED, 'strike', moment)
        const said = cut.strike(() => draw.uniform())
        if (said.length > 0) struck++
        await world.assertRecovers(`power cut before operation ${moment}, ${last}:\n${said.join('\n')}`)
      }
      expect(struck).toBeGreaterThan(0)
    }, 7_200_000)
  })
}
