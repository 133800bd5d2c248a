/** DDN, FMN and PGD against an independent implementation in PyTorch (test/golden/make_attacks.py); Brendel–Bethge against its smallest norms. */
import { expect, it } from 'vitest'
import { brendelBethge } from '../../src-main/attacks/brendel-bethge'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { fastMinimumNorm } from '../../src-main/attacks/fast-minimum-norm'
import { preset } from '../../src-main/attacks/presets'
import { projectedGradient } from '../../src-main/attacks/projected-gradient'
import { runAttack } from '../../src-main/attacks/run-attack'
import type { Attack, Norm } from '../../src-main/attacks/attack'
import * as tf from '../../src-main/devices/tf'
import { perturbationSpectra, summariseSpectra } from '../../src-main/frequency/perturbation-spectrum'
import { describeDevices } from '../support/devices'
import { goldenJson, relativeError } from '../support/golden'
import { SMALL, smallImages, smallNetwork } from '../support/small-network'

const golden = goldenJson('attacks.json') as {
  targets: number[]
  pgdEpsilon: Record<Norm, number>
  steps: number
  logits: number[]
  attacks: Record<string, { norms: (number | null)[]; f_half: number }>
}
const { steps, pgdEpsilon } = golden
const shape = { height: SMALL.side, width: SMALL.side, channels: SMALL.channels }

async function run(norm: Norm, attacks: Attack[], epsilon: number | null) {
  const network = smallNetwork()
  const images = smallImages()
  const result = await runAttack({
    network,
    classes: SMALL.classes,
    images,
    ...shape,
    indices: golden.targets.map((_, i) => i),
    named: golden.targets,
    norm,
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    attacks,
    epsilon,
    seed: 0,
    batchSize: SMALL.count,
  })
  network.dispose()
  const found = result.images.map(({ distance }) => distance)
  const { halfPower } = summariseSpectra(await perturbationSpectra(images, result.adversarial, shape))
  return { found, halfPower }
}

describeDevices('attacks against PyTorch', (device) => {
  it('attack the same network', async () => {
    const network = smallNetwork()
    const images = tf.tensor4d(smallImages(), [SMALL.count, SMALL.side, SMALL.side, SMALL.channels])
    const logits = network.logits(images)
    expect(relativeError(await logits.data(), golden.logits)).toBeLessThan(1e-5)
    tf.dispose([logits, images])
    network.dispose()
  })

  it.each([
    ['DDN L2', 'L2', decoupledDirection({ steps }), null],
    ['FMN L2', 'L2', fastMinimumNorm({ steps }), null],
    ['FMN Linf', 'Linf', fastMinimumNorm({ steps }), null],
    [
      'PGD L2',
      'L2',
      projectedGradient('L2', { steps, relativeStep: 0.05, randomStart: false }),
      pgdEpsilon.L2,
    ],
    [
      'PGD Linf',
      'Linf',
      projectedGradient('Linf', { steps, relativeStep: 0.05, randomStart: false }),
      pgdEpsilon.Linf,
    ],
  ] as const)('%s: the size of every perturbation, and f_0.5', async (name, norm, attack, epsilon) => {
    const expected = golden.attacks[name]!
    const { found, halfPower } = await run(norm, [attack], epsilon)
    expected.norms.forEach((size, i) => {
      if (size === null) expect(found[i], `image ${i}`).toBeNull()
      else expect(found[i]! / size, `image ${i}`).toSatisfy((ratio: number) => Math.abs(ratio - 1) < 0.02)
    })
    expect(Math.abs(halfPower! - expected.f_half)).toBeLessThan(0.005)
  })

  // On the slow device this takes a minute; what it computes is tested on linear models.
  it.skipIf(device === 'cpu').each(['L2', 'Linf'] as const)(
    'minimal and Brendel–Bethge are not above FMN, %s',
    async (norm) => {
      const reference = golden.attacks[`FMN ${norm}`]!.norms
      for (const attacks of [preset('minimal', norm), [brendelBethge({ steps: 40, rateDecays: 4 })]]) {
        const { found } = await run(norm, attacks, null)
        reference.forEach((size, i) => expect(found[i]! / size!, `image ${i}`).toBeLessThan(1.01))
      }
    },
  )
})
