/** The tuning of the public mouse model against the counts of an independent program (neural N.3). */
import { beforeAll, describe, expect, it } from 'vitest'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { gratingGrid } from '../../src-main/neural/gratings'
import { sensoriumResponder } from '../../src-main/neural/sensorium/responder'
import { answersOf, readCurves, tunePopulation } from '../../src-main/neural/tuning'
import { summariseTuning } from '../../src-main/neural/tuning-summary'
import { MOUSE_IMAGE, hasMouseModel, ifMouseModel, readMouseModel } from '../support/mouse-model'

const COUNTS = [228, 309, 600, 1062, 1177, 2071, 1753, 187, 51, 37, 301]
const MEANS = [0.255, 0.262, 0.268, 0.277, 0.297, 0.326, 0.337, 0.29, 0.256, 0.261, 0.262]

describe.skipIf(!hasMouseModel)(`the tuning of the public mouse model ${ifMouseModel}`, () => {
  beforeAll(async () => {
    await registerOnnxruntime()
    await tf.setBackend('onnxruntime')
  })

  it('has the counts of N.3 within 2 % in every bin, and the median 0.057 cycles/degree', async () => {
    const { state, source } = await readMouseModel()
    const before = tf.memory().numTensors
    const responder = sensoriumResponder(state, source, MOUSE_IMAGE)
    const grid = gratingGrid({ pixelsPerDegree: 0.53, side: 36 }, null)
    const found = await tunePopulation(answersOf(responder), responder.neurons, grid, 'peak')
    const summary = summariseTuning(readCurves(found, grid), grid)
    summary.histogram.forEach(({ neurons }, i) => {
      expect(Math.abs(neurons - COUNTS[i]!)).toBeLessThanOrEqual(Math.max(1, 0.02 * COUNTS[i]!))
    })
    expect(summary.preferred!.value).toBe(0.057)
    expect(summary.histogram.filter(({ aliased }) => aliased).map(({ frequency }) => frequency)).toEqual([
      0.25,
    ])
    found.meanResponse.forEach((mean, i) => expect(Math.abs(mean - MEANS[i]!)).toBeLessThan(0.0006))
    responder.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
