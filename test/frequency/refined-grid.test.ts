/**
 * A grid that is refined around the crossing beside the whole one: on curves of formulas, and on the stored answers of the
 * six networks of the example study to every frequency of the paper's grid.
 */
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { mixingFrequency } from '../../src-main/contract/units'
import { requestedGrid } from '../../src-main/frequency/mixing-grids'
import { allRadii } from '../../src-main/frequency/radii'
import { nextFrequencies } from '../../src-main/frequency/refined-grid'
import { crossingValue } from '../../src-main/frequency/reversal'
import { summariseReversal } from '../../src-main/frequency/reversal-interval'
import { wantedFrequencies } from '../../src-main/studies/hybrid/refine'
import { labelsOf, readPairing } from '../../src-main/studies/hybrid/stored-pairings'
import type { StoredPairing } from '../../src-main/studies/hybrid/stored-pairings'

const BOOTSTRAP = { resamples: 200, seed: 0 }

/** Rounds until nothing is wanted; throws where there are more than the plan has. */
function refined(
  word: 'adaptive' | 'adaptive-paper',
  side: number,
  curve: (f: number) => number,
  spread: number,
): { measured: number[]; among: number[]; value: number; width: number } {
  const { values, refined: plan } = requestedGrid(word, side)
  const { among, rounds } = plan!
  const crossing = (grid: readonly number[], shift: number): number =>
    crossingValue(
      grid,
      grid.map((f) => curve(f) + shift),
    )!
  let measured = values
  for (let round = 0; ; round++) {
    const [low, high] = [crossing(measured, spread), crossing(measured, -spread)]
    const value = crossing(measured, 0)
    const next = nextFrequencies(among, { measured, crossings: [value], low, high }, 2)
    if (next.length === 0) return { measured, among, value, width: high - low }
    expect(next.every((f) => among.includes(f) && !measured.includes(f))).toBe(true)
    expect(round).toBeLessThan(rounds)
    measured = [...measured, ...next].sort((a, b) => a - b)
  }
}

it.each([28, 32, 64])(
  'of images of %i pixels finds the end of a stretch on which the curve is zero',
  (side) => {
    // As few images make it: half of an even number of them answer by the low frequencies, over many f_mix.
    for (const word of ['adaptive', 'adaptive-paper'] as const)
      for (const [from, to] of [
        [0.1, 0.14],
        [0.15, 0.19],
        [0.2, 0.31],
      ] as const) {
        const curve = (f: number): number => (f < from ? -0.2 : f > to ? 0.2 : 0)
        const { values, refined: plan } = requestedGrid(word, side)
        const { among, rounds } = plan!
        let measured: number[] = values
        for (let round = 0; ; round++) {
          const value = crossingValue(measured, measured.map(curve))!
          const next = nextFrequencies(among, { measured, crossings: [value], low: null, high: null }, 2)
          if (next.length === 0) break
          expect(round).toBeLessThan(rounds)
          measured = [...measured, ...next].sort((a, b) => a - b)
        }
        const found = crossingValue(measured, measured.map(curve))
        expect(found, `${word}, zero from ${from} to ${to}`).toBe(crossingValue(among, among.map(curve)))
      }
  },
)

it('of a study that version 1 has begun is chosen as it chose: before the first of several measured zeros only', () => {
  const among = [0, 0.1, 0.2, 0.3, 0.4, 0.5].map(mixingFrequency)
  const seen = { measured: [0, 0.2, 0.4, 0.5], crossings: [0.2], low: null, high: null }
  expect(nextFrequencies(among, seen, 1)).toEqual([0.1])
  expect(nextFrequencies(among, seen, 2)).toEqual([0.1, 0.3])
})

describe('refined around the crossing of a rising curve', () => {
  // Steep and flat, straight and bent, with crossings from near DC to near Nyquist.
  const curves = [0.04, 0.09, 0.16, 0.2, 0.25, 0.33, 0.6].flatMap((at) =>
    [2, 8, 30].map((slope) => ({ at, curve: (f: number) => Math.tanh(slope * (f - at) + (f - at) ** 3) })),
  )

  it.each([28, 64, 224])('gives the f_rev of the whole grid of images of %i pixels, by far fewer', (side) => {
    for (const word of ['adaptive', 'adaptive-paper'] as const)
      for (const { at, curve } of curves) {
        const found = refined(word, side, curve, 0.02)
        const whole = crossingValue(found.among, found.among.map(curve))!
        if (word === 'adaptive-paper') expect(found.value, `${at}`).toBe(whole)
        else expect(Math.abs(found.value - whole), `${at}`).toBeLessThanOrEqual(found.width / 10)
        expect(found.measured.length).toBeLessThanOrEqual(found.among.length)
      }
    const { measured, among } = refined('adaptive', side, (f) => Math.tanh(6 * (f - 0.17)), 0.03)
    expect(measured.length * 3).toBeLessThan(among.length)
  })

  it('asks for nothing where no crossing is seen, and begins and ends where the whole grid does', () => {
    const { values, refined: plan } = requestedGrid('adaptive', 32)
    expect([values[0], values.at(-1)]).toEqual([0, 1])
    expect(plan!.among).toEqual(allRadii(32))
    expect(
      nextFrequencies(plan!.among, { measured: values, crossings: [], low: null, high: null }, 2),
    ).toEqual([])
    expect(requestedGrid('adaptive-paper', 32).values).toEqual([0, 0.16, 0.25, 0.57, 1])
  })
})

const study = fileURLToPath(new URL('../../resources/example-study.halfpower/', import.meta.url))

describe.skipIf(!existsSync(study))(
  'on the stored answers of real networks (skipped: no example study)',
  () => {
    it('f_rev and its interval are those of the whole grid, to the last bit, by about half of the hybrids', async () => {
      const models = await storedPairings()
      expect(models).toHaveLength(6)
      let measuredInAll = 0
      for (const whole of models) {
        const all = whole[0]!.fMix.map(mixingFrequency)
        const labels = labelsOf(whole)
        const exhaustive = summariseReversal(whole, labels, all, BOOTSTRAP)
        let { values } = requestedGrid('adaptive-paper', 28)
        for (;;) {
          const next = wantedFrequencies(rowsOf(whole, values), {
            among: all,
            bootstrap: BOOTSTRAP,
            version: 2,
          })
          if (next.length === 0) break
          values = [...values, ...next].sort((a, b) => a - b)
        }
        const few = summariseReversal(rowsOf(whole, values), labels, values.map(mixingFrequency), BOOTSTRAP)
        expect(few.verdict).toEqual(exhaustive.verdict)
        expect(few.interval).toEqual(exhaustive.interval)
        expect(few.pOtherAtCrossing).toBe(exhaustive.pOtherAtCrossing)
        measuredInAll += values.length
      }
      expect(measuredInAll).toBeLessThanOrEqual(42)
    })
  },
)

/** Per model its pairings: what the reversal units of the study were made from. */
async function storedPairings(): Promise<StoredPairing[][]> {
  const results = join(study, 'results')
  const files = (await readdir(results, { recursive: true })).filter((name) => name.endsWith('.json'))
  const contents = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(results, name), 'utf8')) as Stored),
  )
  return await Promise.all(
    contents
      .filter(({ inputs: { kind } }) => kind === 'reversal')
      .map(({ inputs }) =>
        Promise.all(
          inputs.settings.blocks.map((keys) =>
            readPairing(keys.map((key) => join(results, key.slice(0, 2), `${key}.npz`))),
          ),
        ),
      ),
  )
}

interface Stored {
  inputs: { kind: string; settings: { blocks: string[][] } }
}

/** The same answers at some of the frequencies. */
function rowsOf(pairings: readonly StoredPairing[], values: readonly number[]): StoredPairing[] {
  return pairings.map((pairing) => {
    const pairs = pairing.pairs.low.length
    const rows = values.map((value) => pairing.fMix.indexOf(value))
    return {
      ...pairing,
      fMix: [...values],
      predicted: Int16Array.from(
        rows.flatMap((row) => [...pairing.predicted.subarray(row * pairs, (row + 1) * pairs)]),
      ),
      confidence: Float32Array.from(
        rows.flatMap((row) => [...pairing.confidence.subarray(row * pairs, (row + 1) * pairs)]),
      ),
    }
  })
}
