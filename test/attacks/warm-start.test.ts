/** Searches that begin with another model's perturbations, on linear models, where the minimal one is known. */
import { expect, it } from 'vitest'
import { preset } from '../../src-main/attacks/presets'
import { runAttack } from '../../src-main/attacks/run-attack'
import { runWarm, warmChain } from '../../src-main/studies/attack/warm-start'
import * as tf from '../../src-main/devices/tf'
import type { AttackRequest } from '../../src-main/attacks/run-attack'
import { describeDevices } from '../support/devices'
import { linearModel, minimalL2 } from '../support/linear-model'
import { uniform } from '../support/seeded-values'

const [HEIGHT, WIDTH, CHANNELS, COUNT, CLASSES] = [4, 3, 1, 4, 4]
const NUMBERS = HEIGHT * WIDTH * CHANNELS
const clean = Float32Array.from(uniform(50, COUNT * NUMBERS), (u) => 0.4 + 0.2 * u)
const imageOf = (images: Float32Array, row: number): Float32Array =>
  images.slice(row * NUMBERS, (row + 1) * NUMBERS)

describeDevices('begun with the perturbations of another model', () => {
  it('the known minimum is reached by fewer passes', async () => {
    const norm = 'L2'
    const model = linearModel(NUMBERS, CLASSES, 55)
    // The second class: one that can be had within the box.
    const named = await second(model.logits(tensorOf()))
    const request: AttackRequest = {
      ...{ network: model, classes: CLASSES, images: clean, norm, named },
      ...{ height: HEIGHT, width: WIDTH, channels: CHANNELS, indices: named.map((_, i) => i) },
      criterion: { goal: 'targeted', margin: 0, confidence: null },
      attacks: preset('minimal', norm),
      ...{ epsilon: null, seed: 0, batchSize: 8 },
    }
    const cold = await runAttack(request)
    // Another model's are elsewhere, too large or, of one image, too small; the one before the last changes nothing, however
    // much it is enlarged; and of the last image there is none.
    const noise = uniform(60, COUNT * NUMBERS)
    const starts = named.map((_, row) => {
      if (row === COUNT - 1) return null
      const image = imageOf(clean, row)
      if (row === COUNT - 2) return image
      const found = imageOf(cold.adversarial, row)
      const factor = row === 0 ? 0.8 : 1.6
      return image.map(
        (value, i) =>
          value + factor * (found[i]! - value) + (row === 0 ? 0 : 0.02 * (noise[row * NUMBERS + i]! - 0.5)),
      )
    })
    const { result, warm } = await runWarm(request, starts)
    expect(warm).toEqual(named.map((_, row) => row < COUNT - 2))
    for (const [row, target] of named.entries()) {
      const image = Float64Array.from(imageOf(clean, row))
      const known = minimalL2(model, image, target)
      const found = result.images[row]!
      expect(found).toMatchObject({ index: row, named: target, status: 'found' })
      expect(found.distance! / known).toBeLessThan(1.01)
      expect(found.distance! / known).toBeGreaterThan(0.999)
      const stored = imageOf(result.adversarial, row)
      const size = Math.sqrt(stored.reduce((sum, value, i) => sum + (value - image[i]!) ** 2, 0))
      expect(size).toBeCloseTo(found.distance!, 6)
      const passes = ({ queries }: typeof found): number => queries.forward + queries.backward
      if (warm[row]) expect(passes(found)).toBeLessThan(passes(cold.images[row]!))
      // Where nothing is met, that is soon known: each size is tried once, the clean image is asked twice.
      if (row === COUNT - 2) expect(passes(found) - passes(cold.images[row]!)).toBeLessThan(10)
      // What nobody begins is the search anew, to the last bit.
      else if (row === COUNT - 1) expect(found.distance! / cold.images[row]!.distance!).toBeCloseTo(1, 6)
    }
    const names = new Set([...warmChain(norm), ...request.attacks].map(({ name }) => name))
    for (const name of result.byAttack.keys())
      expect(names.has(name) || ['warm start', 'data-set search'].includes(name), name).toBe(true)
    model.dispose()
  })
})

function tensorOf(): tf.Tensor4D {
  return tf.tensor4d(clean, [COUNT, HEIGHT, WIDTH, CHANNELS])
}

async function second(logits: tf.Tensor2D): Promise<number[]> {
  const rows = await logits.array()
  return rows.map((row) => row.indexOf([...row].sort((a, b) => b - a)[1]!))
}
