/** A real trained network: the preset "minimal" against Foolbox on the same images and targets. */
import { describe, expect, it } from 'vitest'
import { preset } from '../../src-main/attacks/presets'
import { runAttack } from '../../src-main/attacks/run-attack'
import { perturbationSpectra, summariseSpectra } from '../../src-main/frequency/perturbation-spectrum'
import * as tf from '../../src-main/devices/tf'
import { describeDevices } from '../support/devices'
import { createResNet20, resnet20Fixture } from '../support/resnet20'
import { resnet20AttackReference } from '../support/resnet20-attack'

const fixture = resnet20Fixture()
const reference = typeof fixture === 'string' ? fixture : resnet20AttackReference()

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
}

/** All fifty take a minute and a half on two idle cores; `HALFPOWER_LONG=1` asks for them. */
const COUNT = process.env['HALFPOWER_LONG'] === '1' ? 50 : 16

const RIVALS = { L2: ['ddn-100', 'bb-l2-200'], Linf: ['fmn-linf-100', 'bb-linf-200'] } as const

describe.skipIf(typeof reference === 'string')(
  `minimal perturbations of ResNet-20${typeof reference === 'string' ? ` (skipped: ${reference})` : ''}`,
  () => {
    describeDevices('against Foolbox', (device) => {
      // The slow device would take an hour; what it computes is tested on small models.
      it.skipIf(device === 'cpu').each(['L2', 'Linf'] as const)('in %s', async (norm) => {
        if (typeof reference === 'string' || typeof fixture === 'string') return
        const network = createResNet20(fixture)
        const before = tf.memory().numTensors
        const images = reference.images.slice(0, COUNT * 32 * 32 * 3)
        const [indices, targets] = [reference.indices.slice(0, COUNT), reference.targets.slice(0, COUNT)]
        const result = await runAttack({
          network,
          classes: 10,
          images,
          height: 32,
          width: 32,
          channels: 3,
          indices,
          named: targets,
          norm,
          criterion: { goal: 'targeted', margin: 0, confidence: null },
          attacks: preset('minimal', norm),
          epsilon: null,
          seed: 0,
          batchSize: COUNT,
        })
        expect(tf.memory().numTensors).toBe(before)
        network.dispose()
        const theirs = RIVALS[norm].map((name) => {
          const { norms, f_half } = reference.foolbox[name]!
          return { norms: norms.slice(0, COUNT), f_half }
        })
        const ours = result.images.map(({ distance }) => distance ?? Infinity)
        expect(median(ours)).toBeLessThanOrEqual(Math.min(...theirs.map(({ norms }) => median(norms))))
        // No image is much worse than the better of Foolbox's two.
        ours.forEach((distance, i) => {
          if (result.images[i]!.status === 'already target') return
          expect(distance / Math.min(...theirs.map(({ norms }) => norms[i]!)), `image ${i}`).toBeLessThan(
            1.25,
          )
        })
        const spectra = await perturbationSpectra(images, result.adversarial, {
          height: 32,
          width: 32,
          channels: 3,
        })
        const { halfPower } = summariseSpectra(spectra)
        // Theirs is of all fifty images.
        const tolerance = COUNT === 50 ? 0.02 : 0.05
        for (const { f_half } of theirs) expect(Math.abs(halfPower! - f_half)).toBeLessThan(tolerance)
      })
    })
  },
)
