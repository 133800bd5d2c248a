/** What the preset "paper" does, at fewer steps; "minimal" is measured in linear-model and resnet20-attack. */
import { expect, it } from 'vitest'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { PAPER_DEFAULTS, paperAttacks, preset } from '../../src-main/attacks/presets'
import { runAttack } from '../../src-main/attacks/run-attack'
import * as tf from '../../src-main/devices/tf'
import { describeDevices } from '../support/devices'
import { smallNetwork } from '../support/small-network'
import { SMALL_TARGETS, smallRequest } from '../support/small-request'
import { goldenJson } from '../support/golden'

const { attacks: golden } = goldenJson('attacks.json') as { attacks: Record<string, { norms: number[] }> }
const boundary = { steps: 25, rateDecays: 3 }

/** A data set with an image of each target class: perturbed far beyond the boundary. */
async function poolOf(network: ReturnType<typeof smallNetwork>) {
  const { adversarial, images } = await runAttack(
    smallRequest(network, {
      norm: 'L2',
      attacks: [decoupledDirection({ steps: 30 })],
      criterion: { goal: 'targeted', margin: 0.5, confidence: null },
    }),
  )
  expect(images.every(({ status }) => status === 'found')).toBe(true)
  const length = adversarial.length / images.length
  return {
    labels: Int32Array.from(SMALL_TARGETS),
    read: (indices: ArrayLike<number>) =>
      Promise.resolve(
        Float32Array.from(
          Array.from(indices).flatMap((i) => Array.from(adversarial.subarray(i * length, (i + 1) * length))),
        ),
      ),
  }
}

it('the preset paper is PGD over sizes and nine overshoots of Brendel–Bethge with the published settings', () => {
  const [grid, ...walks] = preset('paper', 'Linf')
  expect(grid!.settings).toMatchObject({ maximum: 'paper', steps: 40, randomStart: true })
  expect(walks.map(({ settings }) => settings['margin'])).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])
  for (const { settings } of walks)
    expect(settings).toMatchObject({
      steps: 1000,
      rate: 1e-3,
      rateDecay: 0.5,
      rateDecays: 20,
      momentum: 0.8,
      overshoot: 1.1,
      binarySearchSteps: 10,
      start: 'largest PGD',
    })
  expect(new Set(walks.map(({ name }) => name)).size).toBe(PAPER_DEFAULTS.margins.length)
})

describeDevices('the paper’s attacks', (device) => {
  it.skipIf(device === 'cpu').each(['L2', 'Linf'] as const)(
    'D.3 finds the smallest in %s; larger overshoots end further away',
    async (norm) => {
      const network = smallNetwork()
      const pool = await poolOf(network)
      const before = tf.memory().numTensors
      const attacks = paperAttacks(norm, {
        margins: [0, 0.5],
        maximum: norm === 'L2' ? 2.5 : 0.12,
        descentSteps: 20,
        boundary,
      })
      const result = await runAttack(smallRequest(network, { norm, attacks, pool }))
      expect(tf.memory().numTensors).toBe(before)
      network.dispose()
      const smallest = golden[`FMN ${norm}`]!.norms
      result.images.forEach(({ status, distance }, i) => {
        expect(status).toBe('found')
        expect(distance! / smallest[i]!, `image ${i}`).toBeLessThan(1.02)
      })
      // One image that PGD cannot move has started from the data set.
      expect(result.byAttack.get('PGD, smallest ε')).toContain(Infinity)
      expect(result.byAttack.has('data-set search')).toBe(true)
      const exact = result.byAttack.get('Brendel–Bethge')!
      const beyond = result.byAttack.get('Brendel–Bethge, margin 0.5')!
      exact.forEach((size, i) => expect(beyond[i]!).toBeGreaterThan(size))
    },
  )

  it.skipIf(device === 'cpu')('D.1 starts from images of the target class', async () => {
    const network = smallNetwork()
    const pool = await poolOf(network)
    const result = await runAttack(
      smallRequest(network, {
        norm: 'Linf',
        attacks: paperAttacks('Linf', { pipeline: 'D.1', boundary }),
        criterion: { goal: 'targeted', margin: 0.01, confidence: null },
        pool,
      }),
    )
    network.dispose()
    const smallest = golden['FMN Linf']!.norms
    result.images.forEach(({ status, distance, margin }, i) => {
      expect(status).toBe('found')
      expect(margin).toBeGreaterThan(0.01)
      expect(distance! / smallest[i]!).toBeLessThan(1.1)
    })
    expect([...result.byAttack.keys()]).toEqual(['data-set search', 'Brendel–Bethge'])
  })
})
