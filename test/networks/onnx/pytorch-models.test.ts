/**
 * torchvision's classifiers with random weights, exported by PyTorch's own exporter: logits and input gradients of
 * what we read, against what PyTorch computed. Some with batch normalisations folded by PyTorch, one by us (+bn).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNpzArray } from '../../../src-main/checkpoints/npz'
import { readOnnx } from '../../../src-main/checkpoints/onnx/read-graph'
import * as tf from '../../../src-main/devices/tf'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import { DEVICES } from '../../support/devices'
import { toNhwc } from '../../support/layout'
import { plainOnnx } from '../../support/onnx'
import { pythonWith } from '../../support/torch'

const SCRIPT = fileURLToPath(new URL('../../golden/make_onnx_models.py', import.meta.url))
const LONG = process.env['HALFPOWER_LONG'] === '1'
/** One of each kind of graph: residual, plain, depthwise, 1×1 read-out, dense, squeeze-and-excitation. */
const NAMES = ['resnet18+bn', 'vgg11_bn', 'mobilenet_v2', 'squeezenet1_1', 'densenet121', 'efficientnet_b0']
const OTHERS = [
  'mobilenet_v3_small',
  'shufflenet_v2_x0_5',
  'mnasnet0_5',
  'googlenet',
  'resnext50_32x4d',
  'convnext_tiny',
]
type Side4 = [number, number, number, number]

const python = pythonWith('torch', 'torchvision', 'numpy')
const absent = DEVICES.find(({ device }) => device === 'onnxruntime')!.reason
const reason = python ? absent : 'python3-torch and python3-torchvision are not installed'

describe.skipIf(reason !== null)(
  `models that PyTorch exported${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let folder: string

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
      const names = LONG ? [...NAMES, ...OTHERS] : NAMES
      execFileSync(python!, [SCRIPT, folder, ...names], { stdio: ['ignore', 'ignore', 'pipe'] })
      await tf.setBackend('onnxruntime')
    })
    afterAll(() => {
      rmSync(folder, { recursive: true })
    })

    const compare = (name: string): void => {
      const arrays = readFileSync(join(folder, `${name}.npz`))
      const data = (key: string): Float32Array => decodeNpzArray(arrays, key).data as Float32Array
      const [n, c, side] = decodeNpzArray(arrays, 'images').shape as Side4
      const before = tf.memory().numTensors
      const network = onnxNetwork(
        readOnnx(readFileSync(join(folder, `${name}.onnx`))),
        plainOnnx(3, side, 10),
      )
      tf.tidy(() => {
        const images = tf.tensor4d(toNhwc(data('images'), [n, c, side, side]), [n, side, side, c])
        const loss = (x: tf.Tensor): tf.Tensor => tf.sum(tf.square(network.logits(x as tf.Tensor4D)))
        const logits = network.logits(images).dataSync()
        const slope = tf.grad(loss)(images).dataSync()
        expect(apart(data('logits'), logits)).toBeLessThan(1e-4)
        expect(apart(toNhwc(data('gradient'), [n, c, side, side]), slope)).toBeLessThan(1e-3)
      })
      expect(network.batching.kind).toBe('any')
      network.dispose()
      expect(tf.memory().numTensors).toBe(before)
    }

    it.each(NAMES)('%s', compare)
    it.skipIf(!LONG).each(OTHERS)(`%s${LONG ? '' : ' (skipped: HALFPOWER_LONG is not 1)'}`, compare)
  },
)

/** Largest distance, relative to the largest value. */
function apart(wanted: Float32Array, found: ArrayLike<number>): number {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0) / largest
}
