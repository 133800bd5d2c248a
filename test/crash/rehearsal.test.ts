/**
 * Crashes, power cuts, failing disks and damaged files at chosen operations of the life of a project with studies of
 * every kind (some drawn in `npm test`, every one in `npm run fuzz -- crashes`): afterwards the project opens, nothing
 * that was said to be stored is missing, and the finished studies are those of an uninterrupted life, bit for bit.
 */
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { damagedFiles } from './damaged-files'
import { disksThatFail } from './disk-that-fails'
import { livesThatEnd } from './life-that-ends'
import { smallerBatches } from './smaller-batches'
import { surroundings } from './surroundings'
import { World } from './world'

vi.mock(import('p-limit'), async (actual) => {
  const real = await actual()
  const { limitOfTheLiving } = await import('./lives')
  return { ...real, default: ((atATime: number) => limitOfTheLiving(real.default, atATime)) as never }
})

const world = new World()
beforeAll(() => world.make(), 600_000)
afterEach(() => world.clear())
afterAll(() => world.end())

livesThatEnd(world)
disksThatFail(world)
surroundings(world)
damagedFiles(world)
smallerBatches(world)
