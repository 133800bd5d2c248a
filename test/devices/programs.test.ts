/**
 * The lazy backend on generated programs, against tfjs's `cpu` backend. What fails is shrunk to a small example
 * and printed. `npm run fuzz -- programs 100000` runs the long mode.
 */
import '@tensorflow/tfjs-backend-cpu'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe as group, expect, it } from 'vitest'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import type { RegisterOptions } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { MUTATIONS, mutated } from './programs/mutations.mjs'
import { deviation, describe, instructions, write } from './programs/program'
import type { Instruction } from './programs/program'

/** Compiled graphs are never used again here: they are given back every so many programs. */
const PROGRAMS_PER_BACKEND = 250

const count = Number(process.env['HALFPOWER_PROGRAMS'] ?? 2000)
const seed = Number(process.env['HALFPOWER_PROGRAMS_SEED'] ?? 9)

async function check(list: readonly Instruction[]): Promise<void> {
  await tf.setBackend('cpu')
  const program = write(list)
  await tf.setBackend('onnxruntime')
  const complaint = deviation(program)
  if (complaint !== null) throw new Error(`${complaint}\n${describe(program)}`)
}

/** One thread unless the environment says otherwise: starting and stopping threads would take most of the time. */
const threads = process.env['HALFPOWER_THREADS'] === undefined ? { threads: 1 } : {}
const lowerings: [string, number, RegisterOptions][] = [
  ['as on this processor', count, threads],
  ['with public operators only', Math.ceil(count / 4), { ...threads, internalLayout: false }],
]

it('the faults that `npm run fuzz -- mutations` puts in have their places', () => {
  expect(MUTATIONS.length).toBeGreaterThan(10)
  for (const { edits } of MUTATIONS)
    for (const edit of edits) {
      const text = readFileSync(new URL(`../../${edit.file}`, import.meta.url), 'utf8')
      expect(mutated(text, edit)).not.toBe(text)
    }
})

group.each(lowerings)('%s', (_name, runs, options) => {
  it(`${runs} generated programs agree with tfjs`, { timeout: 24 * 3600_000 }, async () => {
    let done = 0
    const one = async (list: Instruction[]): Promise<void> => {
      if (done++ % PROGRAMS_PER_BACKEND === 0) {
        const { complaint } = await registerOnnxruntime(options)
        // Without the internal layout the programs would prove less than they are meant to.
        if (complaint !== null) throw new Error(complaint)
      }
      await check(list)
    }
    await fc.assert(fc.asyncProperty(instructions, one), {
      numRuns: runs,
      seed,
      // A fault put in on purpose (programs/mutations.mjs) is to be found, not made small.
      endOnFailure: process.env['HALFPOWER_MUTATION'] !== undefined,
    })
    expect(done).toBeGreaterThanOrEqual(runs)
    expect(tf.memory().numTensors).toBe(0)
  })
})
