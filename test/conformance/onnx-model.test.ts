/**
 * ONNX's own tests against the reader of foreign models: single operators and models that PyTorch converted.
 * What is out of scope is counted by reason, and the counts are checked in (onnx-model-counts.json), so that
 * nothing is lost on the way unnoticed. `UPDATE_COUNTS=1` writes them anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { SUITES, isInstalled, runCase, testNames } from './onnx-model-case'
import type { Outcome } from './onnx-model-case'

const COUNTS = fileURLToPath(new URL('onnx-model-counts.json', import.meta.url))

interface Counts {
  tests: number
  inScope: number
  passed: number
  outOfScope: Record<string, number>
}

function countsOf(outcomes: readonly Outcome[]): Counts {
  const outOfScope: Record<string, number> = {}
  for (const outcome of outcomes)
    if (outcome.kind === 'out of scope') outOfScope[outcome.why] = (outOfScope[outcome.why] ?? 0) + 1
  const inScope = outcomes.filter(({ kind }) => kind !== 'out of scope').length
  return {
    tests: outcomes.length,
    inScope,
    passed: outcomes.filter(({ kind }) => kind === 'passed').length,
    outOfScope: Object.fromEntries(Object.entries(outOfScope).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

describe.skipIf(!isInstalled())(
  `ONNX's own tests of models${isInstalled() ? '' : ' (skipped: Debian package libonnx-testdata is not installed)'}`,
  () => {
    const found: Record<string, Counts> = {}

    beforeAll(async () => {
      await registerOnnxruntime()
      await tf.setBackend('onnxruntime')
    })

    it.each(SUITES)('%s', (suite) => {
      const before = tf.memory().numTensors
      const failed: string[] = []
      const outcomes = testNames(suite).map((name) => {
        const outcome = runCase(suite, name)
        if (outcome.kind === 'failed') failed.push(`${name}: ${outcome.why}`)
        return outcome
      })
      const counts = countsOf(outcomes)
      found[suite] = counts
      console.log(`${suite}: ${counts.passed} of ${counts.inScope} in scope pass; ${counts.tests} in all`)
      expect(failed).toEqual([])
      expect(tf.memory().numTensors).toBe(before)
    })

    it('loses none', () => {
      if (process.env['UPDATE_COUNTS']) writeFileSync(COUNTS, `${JSON.stringify(found, null, 2)}\n`)
      expect(existsSync(COUNTS)).toBe(true)
      expect(found).toEqual(JSON.parse(readFileSync(COUNTS, 'utf8')))
    })
  },
)
