/**
 * `halfpower compare` and `halfpower correlate` as users run them, on a copy of the example study: the document and
 * the text say the numbers of the studies, in a project that nobody may write in, too.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyExample, hasExample } from '../end-to-end/example'
import { built, halfpower, ifBuilt } from './run-halfpower'
import type { ModelComparison } from '../../src-main/contract/comparisons/comparison'
import type { Preference } from '../../src-main/figures/preference'

const why = hasExample ? ifBuilt : ' (skipped: no example study)'
/** Only a net: four models are attacked, which takes minutes where the machine is shared. */
const TIMEOUT = 900_000

let home: string
let project: string
let models: string[]
/** f_rev by model, as the hybrid study has it. */
let reversals: Map<string, number>

async function run(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await halfpower(home, ...words)
  expect(code, stderr).toBe(0)
  return stdout
}
const document = async <Found>(...words: string[]): Promise<Found> =>
  JSON.parse(await run(...words, '--json')) as Found

interface Studied<Number extends string> {
  models: (Record<Number, { value: number }> & { id: string; weights: string })[]
}
async function studied<Number extends string>(kind: string): Promise<Studied<Number>> {
  const studies = await readdir(join(project, 'studies'))
  return document(
    'study',
    'show',
    project,
    studies.find((id) => id.startsWith(kind))!,
  )
}

describe.skipIf(!built || !hasExample)(`two models and many, on the command line${why}`, () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'halfpower-compare-'))
    project = await copyExample(home)
    models = (await readdir(join(project, 'models'))).toSorted()
    const { models: measured } = await studied<'f_rev'>('hybrid')
    reversals = new Map(measured.map(({ id, f_rev }) => [id, f_rev.value]))
  }, TIMEOUT)
  afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

  it(
    'compare: the numbers of both, their paired difference with its interval, and what is not measured',
    async () => {
      const [first, second] = [models[0]!, models.at(-1)!]
      const found = await document<ModelComparison>('compare', project, first, second)
      expect(found.models.map(({ id }) => id)).toEqual([first, second])
      const [quantity, ...others] = found.quantities
      expect(others).toEqual([])
      expect(quantity).toMatchObject({ id: 'f_rev', unit: 'fraction of Nyquist', images: 2000 })
      expect(quantity!.first).toBe(reversals.get(first))
      expect(quantity!.second).toBe(reversals.get(second))
      expect(quantity!.value).toBeCloseTo(reversals.get(first)! - reversals.get(second)!, 12)
      expect(quantity!.low!).toBeLessThan(quantity!.value!)
      expect(quantity!.high!).toBeGreaterThan(quantity!.value!)
      // The other way round it is the negative of it, with the interval turned over.
      const turned = (await document<ModelComparison>('compare', project, second, first)).quantities[0]!
      expect([turned.value, turned.low, turned.high].map((each) => -each!)).toEqual([
        quantity!.value,
        quantity!.high,
        quantity!.low,
      ])
      const text = await run('compare', project, first, second)
      expect(text).toContain(`(${first}, weights ${found.models[0].weights.slice(0, 8)})`)
      const number = quantity!.value!.toFixed(3)
      expect(text).toContain(`+${number} [${quantity!.low!.toFixed(3)}, ${quantity!.high!.toFixed(3)}]`)
      expect(text).toContain('Clean accuracy is not compared: ')
      expect(text).not.toMatch(/undefined|NaN|\[object/)
    },
    TIMEOUT,
  )

  it(
    'compare: refuses one model twice and models that are not there',
    async () => {
      for (const second of [models[0]!, 'nobody']) {
        const ended = await halfpower(home, 'compare', project, models[0]!, second)
        expect(ended).toMatchObject({ code: 2, stdout: '' })
        expect(ended.stderr).toMatch(/^halfpower: .*\.\n$/)
        expect(ended.stderr).toContain(second)
      }
    },
    TIMEOUT,
  )

  it(
    'correlate: says what is missing, and then the correlations of the numbers that were measured',
    async () => {
      expect(await run('correlate', project)).toMatch(
        /^L2: no model has both an f_rev \("halfpower hybrid"\) and an f_0\.5/,
      )
      const attack = ['--norm', 'l2', '--method', 'fmn', '--limit', '3', '--threads', '1']
      await run('spectrum', project, '--model', 'all', '--dataset', 'fashion-mnist', ...attack)
      const { models: spectra } = await studied<'f_half'>('spectrum')
      const { norms } = await document<{ norms: Preference[] }>('correlate', project)
      const [l2, linf] = norms
      expect(linf!.points).toEqual([])
      const points = l2!.points.map((point) => ({
        weights: point.weights,
        x: point.f_rev.value,
        y: point.f_half.value,
      }))
      expect(points.toSorted((a, b) => a.x - b.x)).toEqual(
        spectra
          .map(({ id, weights, f_half }) => ({ weights, x: reversals.get(id), y: f_half.value }))
          .toSorted((a, b) => a.x! - b.x!),
      )
      expect(points).toHaveLength(models.length)
      const { pearson } = l2!.across
      expect(pearson.n).toBe(models.length)
      expect(pearson.value).toBeCloseTo(correlation(points), 10)
      const text = await run('correlate', project)
      expect(text).toContain(`all models, Pearson: ${pearson.value!.toFixed(3)}`)
      for (const { weights } of spectra) expect(text).toContain(weights.slice(0, 8))
      expect(text).not.toMatch(/undefined|NaN|\[object/)
    },
    TIMEOUT,
  )
})

/** Pearson's r as the mean product of standard scores. */
function correlation(points: readonly { x: number; y: number }[]): number {
  const scores = (values: number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    return values.map((value) => (value - mean) / deviation)
  }
  const y = scores(points.map((point) => point.y))
  return scores(points.map((point) => point.x)).reduce((sum, x, i) => sum + x * y[i]!, 0) / points.length
}
