/**
 * A linear network behind Gaussian noise on the image, of which everything is known: the excess of an image is normal
 * with the noise-free excess as its mean and σ‖w‖ as its standard deviation.
 */
import { expect, it } from 'vitest'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { runAttack } from '../../src-main/attacks/run-attack'
import { withImageNoise } from '../../src-main/networks/front-end/noise'
import { evaluate } from '../../src-main/training/evaluate'
import * as tf from '../../src-main/devices/tf'
import { describeDevices } from '../support/devices'
import { uniform } from '../support/seeded-values'
import type { Attack } from '../../src-main/attacks/attack'
import type { DataSet } from '../../src-main/datasets/data-set'
import type { Draws, NetworkConfiguration } from '../../src-main/networks/network'

const [COUNT, SIDE, NOISE] = [24, 8, 0.05]
const NUMBERS = SIDE * SIDE
const WEIGHTS = Float32Array.from(uniform(5, NUMBERS), (u) => 2 * u - 1)
const LENGTH = Math.hypot(...WEIGHTS)
/** Images around the boundary z = w·(x − ½) = 0 of the classes 0 (z < 0) and 1, z from −0.3 to 0.3. */
const WANTED = Array.from({ length: COUNT }, (_, i) => -0.3 + (0.6 * (i + 0.5)) / COUNT)
const IMAGES = Float32Array.from({ length: COUNT * NUMBERS }, (_, i) => {
  const weight = WEIGHTS[i % NUMBERS]!
  return 0.5 + (WANTED[Math.floor(i / NUMBERS)]! * weight) / LENGTH ** 2
})
const CONFIGURATION = { classes: 2, channels: 1, size: SIDE, noise: NOISE } as NetworkConfiguration

function noisyLinear() {
  const weights = tf.tensor2d(WEIGHTS, [NUMBERS, 1])
  return {
    configuration: CONFIGURATION,
    logits: (images: tf.Tensor4D, draws?: Draws): tf.Tensor2D =>
      tf.tidy(() => {
        const noisy = tf.sub(withImageNoise(CONFIGURATION, images, draws), 0.5)
        const z = tf.matMul<tf.Tensor2D>(tf.reshape(noisy, [-1, NUMBERS]), weights)
        return tf.concat([tf.zerosLike(z), z], 1)
      }),
    dispose: () => weights.dispose(),
  }
}

const labels = new Int32Array(COUNT).fill(1)
const DATA: DataSet = {
  specification: { path: '/x', format: 'npz', transforms: { gray: false } },
  hash: 'x',
  count: COUNT,
  classNames: ['0', '1'],
  labels,
  height: SIDE,
  width: SIDE,
  channels: 1,
  read: (indices) =>
    Promise.resolve(
      Float32Array.from(
        Array.from(indices).flatMap((i) => Array.from(IMAGES.subarray(i * NUMBERS, (i + 1) * NUMBERS))),
      ),
    ),
  close: () => Promise.resolve(),
}

/** Φ, by Abramowitz and Stegun 7.1.26: wrong by less than 2·10⁻⁷. */
function normalDistribution(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2)
  const tail =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const half = 1 - tail * Math.exp(-(x * x) / 2)
  return 0.5 * (1 + Math.sign(x) * half)
}

const request = (network: ReturnType<typeof noisyLinear>, attacks: Attack[]) => ({
  network,
  classes: 2,
  images: IMAGES,
  height: SIDE,
  width: SIDE,
  channels: 1,
  indices: Array.from({ length: COUNT }, (_, i) => i),
  named: Array.from({ length: COUNT }, () => 1),
  norm: 'L2' as const,
  criterion: { goal: 'targeted' as const, margin: 0, confidence: null },
  attacks,
  epsilon: null,
  seed: 3,
  batchSize: 10,
  stochastic: true,
})

/** Proposes the same image again and again, `share` of the way to the boundary. */
function gambler(share: number, name: string): Attack {
  const step = Float32Array.from(WEIGHTS, (weight) => weight / LENGTH ** 2)
  return {
    ...decoupledDirection(),
    name,
    propose: ({ originals, indices }) => {
      const rows = Array.from(indices, (row) =>
        Array.from(step, (value) => value * -share * WANTED[row]!),
      ).flat()
      return Promise.resolve({
        images: tf.tidy(() => tf.add(originals, tf.tensor4d(rows, originals.shape))),
        found: tf.ones([originals.shape[0]]),
      })
    },
  }
}

describeDevices('a linear network behind noise', () => {
  it('has the accuracy that the normal distribution says, by single passes and by their mean', async () => {
    const network = noisyLinear()
    const found = await evaluate(network, DATA, { batchSize: 7, passes: 100 })
    const chances = WANTED.map((z) => normalDistribution(z / (NOISE * LENGTH)))
    const expected = chances.reduce((sum, p) => sum + p, 0) / COUNT
    const variance = chances.reduce((sum, p) => sum + p * (1 - p), 0) / COUNT ** 2
    const { mean, sd, passes } = found.overPasses!
    expect(passes).toBe(100)
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / passes))
    // Four standard errors of a standard deviation of 100 values.
    expect(Math.abs(sd / Math.sqrt(variance) - 1)).toBeLessThan(4 / Math.sqrt(2 * 99))
    // The mean of 100 passes has a tenth of the noise: only images close to the boundary can be on its wrong side.
    found.predictions.forEach((prediction, i) => {
      if (Math.abs(WANTED[i]!) > (4 * NOISE * LENGTH) / 10) expect(prediction).toBe(WANTED[i]! > 0 ? 1 : 0)
    })
    const other = await evaluate(network, DATA, { batchSize: 5, passes: 100 })
    expect(other.overPasses).toEqual(found.overPasses)
    network.dispose()
  })

  it('does not let the luckiest of many passes count', async () => {
    const network = noisyLinear()
    const chances = Array.from({ length: 20 }, (_, i) => gambler(0.2, `gambler ${i}`))
    const { images } = await runAttack(request(network, chances))
    // Far from the boundary by more than four standard errors of the last verification (64 passes).
    const far = images.filter(({ index }) => -WANTED[index]! * 0.8 > (4 * NOISE * LENGTH) / 8)
    expect(far.length).toBeGreaterThan(3)
    for (const { index, status, distance } of far) {
      // Made larger until it is there, or given up; never the fifth of the way that luck has let pass.
      if (status === 'found') expect(distance! * LENGTH).toBeGreaterThan(0.6 * -WANTED[index]!)
      else expect(status).toBe('not verified')
    }
    expect(far.some(({ status }) => status === 'not verified')).toBe(true)
    network.dispose()
  })

  it('needs the ε at which half of its passes are right', async () => {
    const network = noisyLinear()
    const { images } = await runAttack({
      ...request(network, [decoupledDirection({ steps: 60, initialEpsilon: 0.1 })]),
      samples: 16,
    })
    const tolerance = (4 * NOISE) / 8
    for (const { index, status, distance } of images) {
      const exact = Math.max(0, -WANTED[index]! / LENGTH)
      if (exact < tolerance) continue
      expect(status).toBe('found')
      expect(distance!).toBeGreaterThan(exact - tolerance)
      expect(distance!).toBeLessThan(1.2 * exact + 2 * tolerance)
    }
    network.dispose()
  })
})
