/** The same request gives the same bits; other blocks, padding, compaction or order change no more than the device's rounding. */
import { expect, it } from 'vitest'
import { blocksOf } from '../../src-main/attacks/blocks'
import { boundaryRefinement } from '../../src-main/attacks/boundary-refinement'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { fastMinimumNorm } from '../../src-main/attacks/fast-minimum-norm'
import { lineSearch } from '../../src-main/attacks/line-search'
import { runAttack } from '../../src-main/attacks/run-attack'
import { describeDevices } from '../support/devices'
import { smallImages, smallNetwork } from '../support/small-network'
import { SMALL_TARGETS, smallRequest } from '../support/small-request'

/** The golden images again and again, each under its own index, so that random streams differ. */
const COUNT = 21
const PIXELS = smallImages()
const LENGTH = PIXELS.length / SMALL_TARGETS.length
const pixels = (i: number) => {
  const from = (i % SMALL_TARGETS.length) * LENGTH
  return Array.from(PIXELS.subarray(from, from + LENGTH))
}

/** Refinements of which some images stop improving and leave. */
const CHAINS = {
  L2: [
    decoupledDirection({ steps: 5 }),
    ...[0, 1, 2].map((run) => boundaryRefinement({ steps: 5, run })),
    lineSearch(),
  ],
  Linf: [fastMinimumNorm({ steps: 5 }), ...[0, 1, 2].map((run) => boundaryRefinement({ steps: 5, run }))],
} as const

function run(
  network: ReturnType<typeof smallNetwork>,
  norm: 'L2' | 'Linf',
  order: number[],
  batchSize: number,
) {
  return runAttack(
    smallRequest(network, {
      norm,
      attacks: CHAINS[norm],
      images: Float32Array.from(order.flatMap(pixels)),
      indices: order,
      named: order.map((i) => SMALL_TARGETS[i % SMALL_TARGETS.length]!),
      batchSize,
    }),
  )
}

it('a block is filled with its last image, and has few sizes', () => {
  const blocks = blocksOf([3, 5, 7, 9, 11, 13, 15, 17, 19, 21], 8)
  expect(blocks.map(({ count }) => count)).toEqual([8, 2])
  expect(Array.from(blocks[1]!.rows)).toEqual([19, ...new Array<number>(7).fill(21)])
  expect(
    blocksOf(
      Array.from({ length: 50 + 12 }, (_, i) => i),
      50,
    ).map(({ rows }) => rows.length),
  ).toEqual([50, 13])
  expect(blocksOf([], 8)).toEqual([])
})

describeDevices('bits', (device) => {
  it.skipIf(device === 'cpu').each(['L2', 'Linf'] as const)(
    'are the same again; neighbours, compaction, order and sizes of batches are rounding, %s',
    async (norm) => {
      const network = smallNetwork()
      const all = Array.from({ length: COUNT }, (_, i) => i)
      const whole = await run(network, norm, all, 16)
      expect(whole.images.filter(({ status }) => status === 'found').length).toBeGreaterThan(COUNT / 2)
      const again = await run(network, norm, all, 16)
      expect(again.adversarial).toEqual(whole.adversarial)
      expect(again.images).toEqual(whole.images)
      // Compaction happens: images differ in how long they were attacked.
      if (norm === 'L2')
        expect(new Set(whole.images.map(({ queries }) => queries.backward)).size).toBeGreaterThan(1)
      const others: [order: number[], batchSize: number][] = [
        [[...all].reverse(), 16],
        [[20, 3, 11, 7, 0, 9, 14], 16],
        [all, 8],
        [[4], 1],
      ]
      for (const [order, batchSize] of others) {
        const { images } = await run(network, norm, order, batchSize)
        order.forEach((i, row) => {
          expect(images[row]).toMatchObject({ index: i, status: whole.images[i]!.status, seed: 0 })
          if (whole.images[i]!.status !== 'found') return
          const ratio = images[row]!.distance! / whole.images[i]!.distance!
          expect(Math.abs(ratio - 1), `image ${i} of ${order.length} in ${batchSize}`).toBeLessThan(1e-3)
        })
      }
      network.dispose()
    },
  )
})
