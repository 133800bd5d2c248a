/**
 * ONNX's own node tests against the backend: each operator that tfjs can express, on the inputs and expected
 * outputs that ONNX publishes. Numbers from a third party, for what our lowering makes of tfjs's calls.
 */
import { describe, expect, it } from 'vitest'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { NODE_TESTS, nodeTestNames, readNodeCase } from './onnx-node-case'
import type { Given } from './onnx-node-case'
import { evaluate } from './onnx-node-operators'

const names = nodeTestNames()
const isInstalled = names.length > 0

// Recording is lazy, so that asking whether tfjs has the operator costs no computation.
await registerOnnxruntime()
await tf.setBackend('onnxruntime')
const cases = names
  .flatMap((name) => readNodeCase(name) ?? [])
  .filter((node) => tf.tidy(() => evaluate(node) !== null))

/** Fewer than this many and something has been lost on the way. */
const LEAST = 300

function expectClose(tensor: tf.Tensor, wanted: Given): void {
  expect(tensor.shape).toEqual(wanted.shape)
  const got = tensor.dataSync()
  wanted.values.forEach((value, i) => {
    if (Number.isNaN(value)) expect(got[i]).toBeNaN()
    else if (Number.isFinite(value))
      expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(1e-3 * Math.abs(value) + 1e-5)
    else expect(got[i]).toBe(value)
  })
}

describe.skipIf(!isInstalled)(
  `ONNX's node tests (${isInstalled ? NODE_TESTS : 'not installed: Debian package libonnx-testdata'})`,
  () => {
    it.each(cases.map((node) => [node.name, node] as const))('%s', (_name, node) => {
      tf.tidy(() => {
        const written = evaluate(node)!
        const results = Array.isArray(written) ? written : [written]
        results.forEach((result, i) => expectClose(result, node.outputs[i]!))
      })
    })

    it('says how many there are', () => {
      console.log(`${cases.length} of ONNX's ${names.length} node tests can be said in tfjs and are run`)
      expect(cases.length).toBeGreaterThanOrEqual(LEAST)
    })
  },
)
