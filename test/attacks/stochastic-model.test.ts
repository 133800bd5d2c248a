/** Expectation over transformation: a network that draws noise anew at every pass, as VOneNet does. */
import { expect, it } from 'vitest'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { inspectModel, inspectSamples } from '../../src-main/attacks/guards'
import { Oracle } from '../../src-main/attacks/oracle'
import { runAttack } from '../../src-main/attacks/run-attack'
import { flush } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'
import { describeDevices } from '../support/devices'
import { SMALL, smallImages, smallNetwork } from '../support/small-network'
import type { SmallNetwork } from '../support/small-network'
import { SMALL_TARGETS, smallRequest } from '../support/small-request'

/** Noise of this standard deviation on every pixel, from another seed at every pass. */
function noisy(network: SmallNetwork, deviation: number) {
  let passes = 0
  return {
    passes: () => passes,
    logits: (images: tf.Tensor4D): tf.Tensor2D =>
      network.logits(tf.add(images, tf.randomNormal(images.shape, 0, deviation, 'float32', ++passes))),
  }
}

function goal() {
  return {
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    classes: tf.oneHot(tf.tensor1d(SMALL_TARGETS, 'int32'), SMALL.classes, 1, 0, 'float32') as tf.Tensor2D,
    margin: tf.tensor1d([0]),
  } as const
}

const clean = () => tf.tensor4d(smallImages(), [SMALL.count, SMALL.side, SMALL.side, SMALL.channels])

/** Excess and gradient of the mean over samples. */
async function ask(network: Pick<SmallNetwork, 'logits'>, samples: number) {
  const [images, asked] = [clean(), goal()]
  const oracle = new Oracle(network, asked, samples)
  const { excess, gradient } = tf.tidy(() => oracle.gradient(images))
  flush()
  const values = { excess: await excess.data(), gradient: await gradient.data(), queries: oracle.queries }
  tf.dispose([excess, gradient, images, asked.classes, asked.margin])
  return values
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.hypot(...Array.from(a, (value, i) => value - b[i]!)) / Math.hypot(...Array.from(b))

describeDevices('a stochastic network', () => {
  it('is asked anew for every sample, and gradients and answers average towards those without noise', async () => {
    const network = smallNetwork()
    const exact = await ask(network, 1)
    const errors: number[] = []
    for (const samples of [1, 16]) {
      const model = noisy(network, 0.3)
      const found = await ask(model, samples)
      expect(model.passes()).toBe(samples)
      expect(found.queries).toEqual({ forward: samples, backward: samples })
      errors.push(apart(found.excess, exact.excess), apart(found.gradient, exact.gradient))
    }
    const [excessOnce, gradientOnce, excessMean, gradientMean] = errors
    // Samples that were merged into one pass would not come closer; independent ones do, by √16 but for what the noise biases.
    expect(excessMean!).toBeLessThan(0.6 * excessOnce!)
    expect(gradientMean!).toBeLessThan(0.6 * gradientOnce!)
    network.dispose()
  })

  it('is noticed, and one without noise is not', async () => {
    const network = smallNetwork()
    const [images, asked] = [clean(), goal()]
    const guards = async (model: Pick<SmallNetwork, 'logits'>) =>
      (await inspectModel(model, images, asked)).map(({ guard }) => guard)
    expect(await guards(noisy(network, 0.01))).toEqual(['randomised model'])
    expect(await guards(network)).toEqual([])
    tf.dispose([images, asked.classes, asked.margin])
    network.dispose()
  })

  it('is attacked through its mean: repeatable, and close to what the network without noise needs', async () => {
    const network = smallNetwork()
    const attacks = [decoupledDirection({ steps: 30 })]
    const exact = await runAttack(smallRequest(network, { norm: 'L2', attacks }))
    const run = () =>
      runAttack(smallRequest(noisy(network, 0.05), { norm: 'L2', attacks, samples: 8, stochastic: true }))
    const [first, second] = [await run(), await run()]
    expect(second.adversarial).toEqual(first.adversarial)
    const found = first.images.filter(({ status }) => status === 'found')
    expect(found.length).toBeGreaterThanOrEqual(SMALL.count / 2)
    for (const { index, distance, queries } of found) {
      expect(Math.abs(distance! / exact.images[index]!.distance! - 1)).toBeLessThan(0.25)
      expect(queries.backward).toBe(8 * 30)
    }
    network.dispose()
  })
})

it('says when more samples change the answer', () => {
  expect(inspectSamples(8, { once: 0.12, twice: 0.123 })).toEqual([])
  expect(inspectSamples(8, { once: null, twice: null })).toEqual([])
  const changed = { guard: 'samples change the answer' }
  expect(inspectSamples(8, { once: 0.12, twice: 0.15 })).toEqual([
    { ...changed, samples: 8, once: 0.12, twice: 0.15 },
  ])
  expect(inspectSamples(4, { once: 0.12, twice: null })).toEqual([
    { ...changed, samples: 4, once: 0.12, twice: null },
  ])
})
