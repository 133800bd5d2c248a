/**
 * The device on older processors than this one, emulated by qemu-user: Nehalem (SSE only) and Haswell (AVX2), both
 * with blocks of 8. A minute or two, so only in the long mode: `npm run fuzz -- processors`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import { rolldown } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { tensorflowAlias } from '../../build/tensorflow-alias.mjs'
import * as tf from '../../src-main/devices/tf'
import type { Answer } from './processors-process'
import { computeSmallNetwork } from './small-smooth-network'

const EMULATOR = 'qemu-x86_64'
const isLong = process.env['HALFPOWER_LONG'] === '1'
const isInstalled = process.arch === 'x64' && spawnSync(EMULATOR, ['--version']).status === 0
const skipped = isLong
  ? isInstalled
    ? ''
    : ` (skipped: needs x64 and ${EMULATOR}, Debian package qemu-user)`
  : ' (skipped: HALFPOWER_LONG is not 1)'

/** One file beside node_modules, so that ONNX Runtime is found from it. */
async function bundleInto(folder: string): Promise<string> {
  const bundled = await rolldown({
    input: join(import.meta.dirname, 'processors-process.ts'),
    platform: 'node',
    external: [/^node:/, /^onnxruntime-/],
    plugins: [
      {
        name: 'one-copy-of-tfjs-core',
        resolveId: (id) => {
          const alias = tensorflowAlias.find(({ find }) => find.test(id))
          return alias ? id.replace(alias.find, alias.replacement) : null
        },
      },
    ],
    logLevel: 'silent',
  })
  const file = join(folder, 'process.mjs')
  await bundled.write({ file, format: 'es', codeSplitting: false })
  await bundled.close()
  return file
}

function apart(got: readonly number[], wanted: readonly number[]): number {
  expect(got).toHaveLength(wanted.length)
  const largest = Math.max(...wanted.map(Math.abs))
  return Math.max(...wanted.map((value, i) => Math.abs(value - got[i]!))) / largest
}

describe.skipIf(skipped !== '')(`emulated processors${skipped}`, () => {
  it.each([
    ['Nehalem', 8],
    ['Haswell', 8],
  ])('%s: blocks of %i, the self-test, and what tfjs computes', async (processor, size) => {
    const folder = mkdtempSync(resolve(import.meta.dirname, '../../out/processors-'))
    try {
      const file = await bundleInto(folder)
      const text = execFileSync(EMULATOR, ['-cpu', processor, process.execPath, file], {
        encoding: 'utf8',
        // What the emulator cannot emulate it says at every start.
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const answer = JSON.parse(text.trim().split('\n').at(-1)!) as Answer
      expect(answer).toMatchObject({ block: size, complaint: null, selfTest: null })
      await tf.setBackend('cpu')
      const wanted = computeSmallNetwork()
      expect(apart(answer.logits, wanted.logits)).toBeLessThan(1e-5)
      expect(apart(answer.gradient, wanted.gradient)).toBeLessThan(1e-5)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
