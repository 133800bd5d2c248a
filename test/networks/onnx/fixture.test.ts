/** A ResNet-18 that PyTorch exported, against the logits that PyTorch computed; and against our own ResNet-18. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../../src-main/checkpoints/byte-source'
import { openOnnx } from '../../../src-main/checkpoints/onnx/open'
import { readOnnx } from '../../../src-main/checkpoints/onnx/read-graph'
import { decodeNpy } from '../../../src-main/checkpoints/npy'
import * as tf from '../../../src-main/devices/tf'
import { describeOnnxModel } from '../../../src-main/networks/onnx/describe'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import { describeDevices } from '../../support/devices'
import { toNhwc } from '../../support/layout'
import { plainOnnx } from '../../support/onnx'

const FOLDER = fileURLToPath(new URL('../../../../shared/fixtures/checkpoints/', import.meta.url))
const isThere = existsSync(`${FOLDER}resnet18-colour.onnx`)

describe.skipIf(!isThere)(
  `resnet18-colour.onnx${isThere ? '' : ' (skipped: ../shared is not there)'}`,
  () => {
    const read = (): Uint8Array => readFileSync(`${FOLDER}resnet18-colour.onnx`)

    it('is opened as a dictionary of tensors', async () => {
      const opened = await openOnnx(bytesAsSource(read(), '"resnet18-colour.onnx"'))
      const tensors = opened.dictionaries[0]!.tensors
      expect(opened.format).toBe('onnx')
      expect(opened.description).toContain('pytorch 1.13.0')
      expect(tensors).toHaveLength(44)
      const weight = tensors.find((tensor) => tensor.name === 'fc.weight')!
      expect(weight.shape).toEqual([10, 64])
      expect(await weight.read()).toHaveLength(640)
      await opened.close()
    })

    it('is described', () => {
      expect(describeOnnxModel(readOnnx(read()))).toMatchObject({
        input: { name: 'images', order: 'NCHW', batch: null, channels: 3, height: 32, width: 32 },
        classes: 10,
        opset: 13,
        endsInSoftmax: false,
        canRun: true,
        reasons: [],
      })
    })

    describeDevices('computed', () => {
      it('has the logits that PyTorch computed, a gradient, and gives its memory back', () => {
        const input = decodeNpy(readFileSync(`${FOLDER}resnet18-colour.input.npy`))
        const { logits } = JSON.parse(readFileSync(`${FOLDER}resnet18-colour.expect.json`, 'utf8')) as {
          logits: number[][]
        }
        const start = tf.memory().numTensors
        const network = onnxNetwork(readOnnx(read()), plainOnnx(3, 32, 10))
        expect(network.batching.kind).toBe('any')
        const before = tf.memory().numTensors
        tf.tidy(() => {
          const images = tf.tensor4d(toNhwc(input.data as Float32Array, [4, 3, 32, 32]), [4, 32, 32, 3])
          const found = network.logits(images).dataSync()
          const apart = logits.flat().map((value, i) => Math.abs(value - found[i]!))
          expect(Math.max(...apart)).toBeLessThan(1e-5)
          const slope = tf.grad((x) => tf.sum(tf.square(network.logits(x as tf.Tensor4D))))(images)
          expect(slope.shape).toEqual([4, 32, 32, 3])
          expect(tf.max(tf.abs(slope)).dataSync()[0]).toBeGreaterThan(1e-5)
        })
        expect(tf.memory().numTensors).toBe(before)
        network.dispose()
        expect(tf.memory().numTensors).toBe(start)
      })
    })
  },
)
