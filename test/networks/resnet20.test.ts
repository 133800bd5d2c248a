/** A real trained network against PyTorch: logits and input gradients of 70 CIFAR-10 images. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeNpy } from '../../src-main/checkpoints/npy'
import * as tf from '../../src-main/devices/tf'
import { crossEntropy, oneHot } from '../../src-main/training/loss'
import { describeDevices } from '../support/devices'
import { toNhwc } from '../support/layout'
import { imagesAtCorners, mostAtCorners } from '../support/relu-corners'
import { SHARED, createResNet20, resnet20Fixture } from '../support/resnet20'

interface Expectation {
  labels: number[]
  logits: number[][]
}

const ALL = 70
const PIXELS = 3 * 32 * 32

/** Those are still held to this: one activation of 190,000 carries no more. */
const AT_A_CORNER = 1e-3
const fixture = resnet20Fixture()

describe.skipIf(typeof fixture === 'string')(
  `trained ResNet-20${typeof fixture === 'string' ? ` (skipped: ${fixture})` : ''}`,
  () => {
    describeDevices('against PyTorch', (device) => {
      // The slow device does a few images; each image's gradient is its own, up to the 1/n of the mean.
      const count = device === 'cpu' ? 4 : ALL

      it('has the same logits and input gradient', () => {
        if (typeof fixture === 'string') return
        const folder = join(SHARED, 'fixtures/checkpoints')
        const expected = JSON.parse(
          readFileSync(join(folder, 'resnet20-12fca82f.expect.json'), 'utf8'),
        ) as Expectation
        const gradient = decodeNpy(readFileSync(join(folder, 'resnet20-12fca82f.input-gradient.npy')))
        const network = createResNet20(fixture)
        const images70 = fixture.get('images')!.data as Float32Array
        const corners = new Set(imagesAtCorners(fixture, images70, count, network.configuration))
        expect(corners.size, 'images left out').toBeLessThanOrEqual(mostAtCorners(count))
        const before = tf.memory().numTensors
        tf.tidy(() => {
          const pixels = images70.subarray(0, count * PIXELS)
          const images = tf.tensor4d(toNhwc(pixels, [count, 3, 32, 32]), [count, 32, 32, 3])
          const targets = tf.tensor2d(oneHot(expected.labels.slice(0, count), 10), [count, 10])
          const logits = network.logits(images).dataSync()
          const wanted = expected.logits.slice(0, count).flat()
          expect(Math.max(...wanted.map((value, i) => Math.abs(value - logits[i]!)))).toBeLessThan(1e-4)

          const slope = tf.grad((x) => crossEntropy(network.logits(x as tf.Tensor4D), targets))(images)
          const scaled = tf.mul(slope, count / ALL).dataSync()
          const wantedSlope = toNhwc(gradient.data as Float32Array, [ALL, 3, 32, 32])
          const largest = wantedSlope.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
          for (let image = 0; image < count; image++) {
            let apart = 0
            for (let i = image * PIXELS; i < (image + 1) * PIXELS; i++) {
              apart = Math.max(apart, Math.abs(scaled[i]! - wantedSlope[i]!))
            }
            expect(apart / largest, `image ${image}`).toBeLessThan(corners.has(image) ? AT_A_CORNER : 1e-5)
          }
        })
        expect(tf.memory().numTensors).toBe(before)
        network.dispose()
      })
    })
  },
)
