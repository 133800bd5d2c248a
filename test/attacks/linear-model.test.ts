/** Attacks on linear models, where the minimal perturbation is known. */
import { expect, it } from 'vitest'
import { brendelBethge } from '../../src-main/attacks/brendel-bethge'
import { carliniWagner } from '../../src-main/attacks/carlini-wagner'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { deepFool } from '../../src-main/attacks/deep-fool'
import { fastMinimumNorm } from '../../src-main/attacks/fast-minimum-norm'
import { preset } from '../../src-main/attacks/presets'
import { projectedGradientGrid } from '../../src-main/attacks/projected-gradient-grid'
import { runAttack } from '../../src-main/attacks/run-attack'
import type { Attack, Norm } from '../../src-main/attacks/attack'
import * as tf from '../../src-main/devices/tf'
import { describeDevices } from '../support/devices'
import { linearModel, minimalL2, minimalLinf } from '../support/linear-model'
import { uniform } from '../support/seeded-values'

const [HEIGHT, WIDTH, CHANNELS] = [4, 3, 1]
const NUMBERS = HEIGHT * WIDTH * CHANNELS
/** Of each kind. */
const OF_EACH = 6

type Where = 'inside' | 'at the box'

/** Images in the middle of the box, or at its corners but for a hundredth. */
function images(where: Where): number[] {
  return Array.from(uniform(50, OF_EACH * NUMBERS), (u) =>
    where === 'inside' ? 0.4 + 0.2 * u : u < 0.5 ? 0.01 * u : 1 - 0.01 * u,
  )
}

/** Found distance over known distance of each image; those of all kinds are attacked at once, which costs as one kind does. */
async function distances(classes: number, norm: Norm, attacks: Attack[], kinds: readonly Where[]) {
  const model = linearModel(NUMBERS, classes, 51 + classes)
  const clean = Float32Array.from(kinds.flatMap(images))
  const second = (i: number) => {
    const scores = Array.from({ length: classes }, (_, k) =>
      clean
        .subarray(i * NUMBERS, (i + 1) * NUMBERS)
        .reduce((sum, x, n) => sum + x * model.weights[n * classes + k]!, 0),
    )
    return scores.indexOf([...scores].sort((a, b) => b - a)[1]!)
  }
  const named = Array.from({ length: clean.length / NUMBERS }, (_, i) => second(i))
  const result = await runAttack({
    network: model,
    classes,
    images: clean,
    height: HEIGHT,
    width: WIDTH,
    channels: CHANNELS,
    indices: named.map((_, i) => i),
    named,
    norm,
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    attacks,
    epsilon: null,
    seed: 0,
    batchSize: 12,
  })
  const known = named.map((target, i) => {
    const image = Float64Array.from(clean.subarray(i * NUMBERS, (i + 1) * NUMBERS))
    return norm === 'L2' ? minimalL2(model, image, target) : minimalLinf(model, image, target)
  })
  model.dispose()
  expect(result.images.map(({ status }) => status)).toEqual(named.map(() => 'found'))
  return result.images.map(({ distance }, i) => distance! / known[i]!)
}

const EVERYWHERE = ['inside', 'at the box'] as const
const EXACT = 1.01
/** Below the minimum nothing can be but the reference's own rounding. */
const LEAST = 0.999

describeDevices('on linear models', () => {
  for (const norm of ['L2', 'Linf'] as const) {
    for (const classes of [2, 4]) {
      it(`the preset minimal reaches the known minimum, ${norm}, ${classes} classes`, async () => {
        const before = tf.memory().numTensors
        const ratios = await distances(classes, norm, preset('minimal', norm), EVERYWHERE)
        expect(ratios).toHaveLength(EVERYWHERE.length * OF_EACH)
        ratios.forEach((ratio, i) => {
          const which = `image ${i % OF_EACH} ${EVERYWHERE[Math.floor(i / OF_EACH)]!}`
          expect(ratio, which).toBeLessThan(EXACT)
          expect(ratio, which).toBeGreaterThan(LEAST)
        })
        expect(tf.memory().numTensors).toBe(before)
      })
    }

    it(`Brendel–Bethge from noise reaches the known minimum, ${norm}, two classes`, async () => {
      // The trust region of the defaults is meant for thousands of pixels, not for twelve.
      const attacks = [brendelBethge({ steps: 60, rate: 0.2, rateDecays: 5 })]
      for (const where of EVERYWHERE)
        for (const ratio of await distances(2, norm, attacks, [where])) expect(ratio).toBeLessThan(EXACT)
    })
  }

  it.each([
    ['DDN', 'L2', decoupledDirection({ steps: 100 }), 1.1],
    ['FMN', 'L2', fastMinimumNorm(), 1.1],
    ['FMN', 'Linf', fastMinimumNorm(), 1.2],
    ['C&W', 'L2', carliniWagner({ steps: 100 }), 1.2],
    ['PGD, smallest ε', 'Linf', projectedGradientGrid('Linf', { maximum: 0.5 }), 1.1],
  ] as const)('%s comes near, %s', async (_name, norm, attack, bound) => {
    for (const ratio of await distances(2, norm, [attack], ['inside'])) expect(ratio).toBeLessThan(bound)
  })
})

it('DeepFool has no targeted form and says so', async () => {
  await expect(distances(2, 'L2', [deepFool()], ['inside'])).rejects.toThrow(
    'The attack DeepFool has no targeted form',
  )
})
