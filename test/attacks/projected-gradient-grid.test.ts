/** The halving of ε against the paper's plain grid of PGD runs, on a small network. */
import { expect, it } from 'vitest'
import { paperMaximum, projectedGradientGrid } from '../../src-main/attacks/projected-gradient-grid'
import { projectedGradient } from '../../src-main/attacks/projected-gradient'
import { runAttack } from '../../src-main/attacks/run-attack'
import { describeDevices } from '../support/devices'
import { SMALL, smallNetwork } from '../support/small-network'
import { smallRequest } from '../support/small-request'

const SIZES = 100
/** Steps of each run on the grid; fewer than Foolbox's, so that a hundred runs take seconds. */
const STEPS = 12
/** The answers lie between a tenth and the half of these. */
const MAXIMA = { L2: 2.5, Linf: 0.12 } as const

describeDevices('PGD over sizes', (device) => {
  it.skipIf(device === 'cpu').each(['L2', 'Linf'] as const)(
    'gives the answer of a hundred sizes with a fifth of the model calls, %s',
    async (norm) => {
      const network = smallNetwork()
      const maximum = MAXIMA[norm]
      const options = { steps: STEPS, relativeStep: 0.15, randomStart: true }
      const smallest = new Array<number>(SMALL.count).fill(Infinity)
      let calls = 0
      for (let k = SIZES; k >= 1; k--) {
        const epsilon = (k / SIZES) * maximum
        const attacks = [projectedGradient(norm, options)]
        const { images } = await runAttack(smallRequest(network, { norm, attacks, epsilon }))
        images.forEach(({ status, queries }, i) => {
          if (status === 'found') smallest[i] = epsilon
          calls += queries.forward + queries.backward
        })
      }
      const grid = projectedGradientGrid(norm, { ...options, maximum })
      const { images } = await runAttack(smallRequest(network, { norm, attacks: [grid] }))
      network.dispose()
      const ours = images.reduce((sum, { queries }) => sum + queries.forward + queries.backward, 0)
      expect(ours).toBeLessThan(calls / 5)
      const spacing = maximum / SIZES
      smallest.forEach((epsilon, i) => {
        expect(epsilon).toBeLessThan(maximum)
        // Which random start succeeds is luck on the grid; the answers agree to one and a half of its spacings.
        expect(Math.abs(images[i]!.distance! - epsilon), `image ${i}`).toBeLessThan(1.5 * spacing)
      })
    },
  )
})

it('knows the largest sizes of the paper', () => {
  expect(paperMaximum('Linf', 3072)).toBe(0.5)
  expect(paperMaximum('L2', 3072)).toBeCloseTo(5.543, 3)
})
