/**
 * Predictive models of neurons that PyTorch's exporter wrote (test/golden/neural/make_onnx_populations.py): responses and the
 * gradient of what is read, against PyTorch in double precision.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNpzArray } from '../../src-main/checkpoints/npz'
import { readOnnx } from '../../src-main/checkpoints/onnx/read-graph'
import * as tf from '../../src-main/devices/tf'
import { readOnnxPopulation } from '../../src-main/jobs/neural/onnx-population'
import { onnxResponder } from '../../src-main/neural/onnx-responder'
import { DEVICES } from '../support/devices'
import { pythonWith } from '../support/torch'
import type { Tensor4D } from '../../src-main/devices/tf'

const SCRIPT = fileURLToPath(new URL('../golden/neural/make_onnx_populations.py', import.meta.url))
const [HEIGHT, WIDTH, NEURONS] = [14, 22, 9]
const NAMES = [
  ...['flat-9', 'flat-11', 'flat-13', 'flat-16', 'flat-fixed-batch', 'flat-one-image'],
  ...['points', 'points-fixed-batch', 'points-border', 'points-nearest'],
  ...['channels', 'inputs', 'inputs-fixed-batch', 'last', 'sessions'],
]
const STANDARD = { mean: 113, sd: 60 }

const python = pythonWith('torch', 'numpy')
const absent = DEVICES.find(({ device }) => device === 'onnxruntime')!.reason
const reason = python ? absent : 'python3-torch is not installed'

describe.skipIf(reason !== null)(
  `models of neurons that PyTorch exported${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let folder: string
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
      execFileSync(python!, [SCRIPT, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
      await tf.setBackend('onnxruntime')
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    const path = (name: string): string => join(folder, `${name}.onnx`)

    it.each(NAMES)('%s answers as PyTorch does, and so does its gradient', async (name) => {
      const held = name === 'channels' || name.startsWith('inputs')
      const output = name === 'sessions' ? 'b' : undefined
      const read = await readOnnxPopulation(
        { path: path(name), ...(held ? { behaviour: 0.5 } : {}), ...(output ? { output } : {}) },
        STANDARD,
      )
      expect(read).toMatchObject({ neurons: NEURONS, image: { height: HEIGHT, width: WIDTH } })
      expect(read.remarks.join(' ')).toMatch(
        name === 'channels'
          ? /3 input channels behind the image are held at 0\.5/
          : held
            ? /3 numbers of its input "behaviour" are held at 0\.5.*2 numbers of its input "eye"/
            : /^$/,
      )
      const responder = onnxResponder(readOnnx(read.bytes), read.source, read.image, NEURONS)
      const arrays = readFileSync(join(folder, `${name}.npz`))
      const data = (key: string): Float32Array => decodeNpzArray(arrays, key).data as Float32Array
      const images = tf.tensor4d(data('images'), [3, HEIGHT, WIDTH, 1])
      const before = tf.memory().numTensors
      const found = responder.responses(images)
      expect(found.shape).toEqual([3, NEURONS])
      expect(largestDifference(await found.data(), data('responses'))).toBeLessThan(2e-5)
      const slope = tf.grad((x: tf.Tensor) => tf.sum(tf.square(responder.responses(x as Tensor4D))))(images)
      expect(largestDifference(await slope.data(), data('gradient'))).toBeLessThan(2e-4)
      tf.dispose([found, slope])
      expect(tf.memory().numTensors).toBe(before)
      images.dispose()
      responder.dispose()
    })

    it('a branch that a dynamic batch left open is refused, with what to do', async () => {
      await expect(readOnnxPopulation({ path: path('squeezed') }, STANDARD)).rejects.toThrow(
        /If \(control flow\).*fixed number of images \(without dynamic_axes\)/,
      )
    })

    it('two sessions are asked for, and a wrong size is named', async () => {
      await expect(readOnnxPopulation({ path: path('sessions') }, STANDARD)).rejects.toThrow(
        /2 outputs: "a" \(4 neurons\), "b" \(9 neurons\)\. Say with --output/,
      )
      await expect(
        readOnnxPopulation({ path: path('last'), imageSize: { height: WIDTH, width: HEIGHT } }, STANDARD),
      ).rejects.toThrow(/takes images of 14 × 22 pixels, not 22 × 14/)
    })
  },
)

function largestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length)
  let largest = 0
  for (let i = 0; i < wanted.length; i++) largest = Math.max(largest, Math.abs(found[i]! - wanted[i]!))
  return largest
}
