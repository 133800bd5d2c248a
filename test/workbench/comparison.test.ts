/** Two models of a small real project side by side: the numbers of the studies, and what is refused or named. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { methods } from '../../src-main/contract/methods'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { MethodInput, MethodName, MethodOutput } from '../../src-main/contract/methods'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StudyResult } from '../../src-main/contract/studies/results'

const COUNT = 45
const TIMEOUT = 240_000

let home: string
let workbench: Workbench
let models: [string, string]
/** A hybrid study whose grid was refined around the crossing. */
let refinedStudy: string

async function ask<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const output = await workbench.invoke(name, input)
  methods[name].output.parse(output)
  return output
}

async function run<Kind extends StudyRequestInput['kind']>(
  request: Extract<StudyRequestInput, { kind: Kind }>,
): Promise<Extract<StudyResult, { kind: Kind }>> {
  const { id } = await ask('study.start', { request })
  const info = await ask('study.wait', { study: id })
  if (info.state !== 'done') throw new Error(JSON.stringify(info))
  return (await ask('study.result', { study: id })) as Extract<StudyResult, { kind: Kind }>
}

const compared = async (id: string) =>
  (await ask('models.compare', { models })).quantities.find((each) => each.id === id)

/** Of hybrids: the kind of each unit, and the hash of its arrays. */
async function hybridFiles(results: string): Promise<Map<string, { kind: string; hash: string | null }>> {
  const names = (await readdir(results, { recursive: true })).filter((name) => name.endsWith('.json'))
  const found = new Map<string, { kind: string; hash: string | null }>()
  for (const name of names) {
    const { inputs, arrays } = JSON.parse(await readFile(join(results, name), 'utf8')) as {
      inputs: { kind: string }
      arrays: { sha256: string } | null
    }
    if (/hybrid|reversal/.test(inputs.kind))
      found.set(name.slice(0, -5), { kind: inputs.kind, hash: arrays?.sha256 ?? null })
  }
  return found
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-comparison-'))
  process.env['HALFPOWER_CONFIGURATION'] = join(home, 'configuration')
  await makeGratings(join(home, 'gratings'), 16, COUNT)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await ask('project.create', { folder: join(home, 'p.halfpower') })
  await ask('dataSet.add', { path: join(home, 'gratings') })
  const recipe = { recipe: 'demo' as const, epochs: 4, batchSize: 8, width: 2 }
  await run({ kind: 'sweep', dataSet: 'gratings', sigmas: [null, 1], ...recipe })
  models = (await ask('model.list', {})).map(({ id }) => id) as [string, string]
}, TIMEOUT)
afterAll(async () => {
  await workbench.close()
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

it('compares nothing before anything is measured, and says what to do', async () => {
  const { quantities, missing } = await ask('models.compare', { models })
  expect(quantities).toEqual([])
  expect(missing.map(({ sentence }) => sentence).join(' ')).toMatch(/halfpower hybrid.*halfpower model test/)
  await expect(ask('models.compare', { models: [models[0], models[0]] })).rejects.toThrow(
    /is one model: name two different ones/,
  )
  await expect(ask('models.compare', { models: [models[0], 'nobody'] })).rejects.toThrow(/nobody/)
})

describe('what was measured on other work', () => {
  it(
    'is not compared, and the sentence says on what each was; on the same work it is',
    async () => {
      const one = { kind: 'evaluation' as const, dataSet: 'gratings', batchSize: 8 }
      await run({ ...one, models: [models[0]] })
      const alone = (await ask('models.compare', { models })).missing
      expect(alone.find(({ words }) => words === 'Clean accuracy')!.sentence).toMatch(
        /is not measured, only ".*" is: all 45 images of "gratings" \(test\)/,
      )
      await run({ ...one, models: [models[1]], limit: 30 })
      const other = (await ask('models.compare', { models })).missing
      expect(other.find(({ words }) => words === 'Clean accuracy')!.sentence).toMatch(
        /other work: all 45 images of .*; a class-balanced subset of 30 images/,
      )
      // In a study of its own, with other batches, but of the same images.
      const second = await run({ ...one, models: [models[1]], batchSize: 16 })
      const found = (await compared('accuracy'))!
      expect(found).toMatchObject({ images: COUNT, unit: '%', differenceUnit: 'percentage points' })
      expect(found.second).toBeCloseTo(second.models[0]!.accuracy.value * 100, 9)
      expect(found.value).toBeCloseTo(found.first! - found.second!, 9)
      expect(found.low!).toBeLessThanOrEqual(found.value!)
      expect(found.high!).toBeGreaterThanOrEqual(found.value!)
      expect(found.studies[0]).not.toBe(found.studies[1])
    },
    TIMEOUT,
  )
})

describe('the numbers of both models', () => {
  it(
    'are those of their studies, for every mean over corruptions',
    async () => {
      const result = await run({
        ...{ kind: 'corruption', models: ['all'], dataSet: 'gratings', batchSize: 16 },
        ...{ types: ['fog', 'gaussian_noise'], severities: [1, 5] },
      })
      const { quantities } = await ask('models.compare', { models })
      const found = quantities.filter(({ id }) => id.startsWith('corruptions/'))
      const of = (part: string) => found.find(({ id }) => id.endsWith(`/${part}`))!
      const [a, b] = models.map((id) => result.models.find((model) => model.id === id)!)
      for (const [part, first, second] of [
        ['mean', a!.mean, b!.mean],
        ['low', a!.groups.low, b!.groups.low],
        ['severity-5', a!.bySeverity[1]!.mean, b!.bySeverity[1]!.mean],
        ['gaussian_noise', a!.byType[0]!.mean, b!.byType[0]!.mean],
      ] as const) {
        expect(of(part).first, part).toBeCloseTo(first! * 100, 9)
        expect(of(part).second, part).toBeCloseTo(second! * 100, 9)
      }
      expect(found.some(({ id }) => id.endsWith('/medium'))).toBe(false)
    },
    TIMEOUT,
  )

  it(
    'are those of perturbations and their spectra',
    async () => {
      const attack = await run({
        ...{ kind: 'attack', models: ['all'], dataSet: 'gratings', norm: 'L2', limit: 12, batchSize: 8 },
      })
      const spectrum = await run({ kind: 'spectrum', models: ['all'] })
      const epsilon = (await compared('epsilon-L2'))!
      const [a, b] = models.map((id) => attack.models.find((model) => model.id === id)!)
      expect(epsilon.first).toBeCloseTo(a!.median.value!, 9)
      expect(epsilon.second).toBeCloseTo(b!.median.value!, 9)
      const ratio = (await compared('epsilon-ratio-L2'))!
      if (b!.median.value! > 0) expect(ratio.value).toBeCloseTo(a!.median.value! / b!.median.value!, 9)
      const half = (await compared('f_half-L2'))!
      // The images that both have a perturbation of: all of the model's, unless the other is right about fewer.
      if (half.leftOut === 0)
        expect(half.first).toBeCloseTo(spectrum.models.find(({ id }) => id === models[0])!.f_half.value!, 9)
      else expect(half.sentence).toMatch(/left out/)
      expect(await compared('f_half-each-L2')).toBeDefined()
    },
    TIMEOUT,
  )

  it(
    'are those of hybrids, or the sentence says why there is none',
    async () => {
      const result = await run({
        ...{ kind: 'hybrid', models: ['all'], dataSet: 'gratings', batchSize: 32 },
        ...{ fMix: [0, 0.2, 0.5, 1], seeds: [0, 1] },
      })
      const { missing } = await ask('models.compare', { models })
      const [a, b] = models.map((id) => result.models.find((model) => model.id === id)!)
      const found = await compared('f_rev')
      if (a!.f_rev.value === null || b!.f_rev.value === null)
        expect(missing.find(({ words }) => words === 'f_rev')!.sentence).toMatch(/has no f_rev: /)
      else expect(found!.value).toBeCloseTo(a!.f_rev.value - b!.f_rev.value, 9)
    },
    TIMEOUT,
  )

  it(
    'are those of hybrids around the crossing alone, which are the numbers of the whole grid and are not called that',
    async () => {
      const one = {
        kind: 'hybrid' as const,
        models: ['all'],
        dataSet: 'gratings',
        batchSize: 32,
        seeds: [0, 1],
      }
      const whole = await run(one)
      const refined = await run({ ...one, fMix: 'adaptive-paper' })
      for (const [i, { f_rev, curve }] of refined.models.entries()) {
        const exhaustive = whole.models[i]!
        expect(f_rev.refinement).toMatchObject({ grid: 'paper', measured: curve.length, of: 13 })
        for (const point of curve) expect(exhaustive.curve).toContainEqual(point)
        const { refinement, intervalRemark: _, ...same } = f_rev
        // A curve that crosses where nobody looked may have another sentence, never another number.
        if (same.value !== null && exhaustive.f_rev.value !== null) {
          expect(refinement!.settled).toBe(true)
          expect(same.value).toBe(exhaustive.f_rev.value)
        }
      }
      const points = await ask('map.points', {})
      refinedStudy = refined.study
      expect(points[0]!.work?.[refinedStudy]?.words).toContain('not the exhaustive protocol')
      // Two models whose frequencies differ are compared all the same.
      const { missing } = await ask('models.compare', { models })
      const found = await compared('f_rev')
      const [a, b] = models.map((id) => refined.models.find((model) => model.id === id)!.f_rev.value)
      if (a != null && b != null) {
        expect(found!.value).toBeCloseTo(a - b, 9)
        expect(found!.studies).toEqual([refined.study, refined.study])
      } else expect(missing.find(({ words }) => words === 'f_rev')).toBeDefined()
    },
    TIMEOUT,
  )

  it(
    'are the same bits where a refinement is taken up again after a kill',
    async () => {
      const study = refinedStudy
      const before = await ask('study.result', { study })
      const results = join(home, 'p.halfpower', 'results')
      const blocks = await hybridFiles(results)
      expect(blocks.size).toBeGreaterThan(5)
      // As a kill leaves it after the first frequencies: whatever was found later is not there.
      for (const [file, { kind }] of blocks)
        if (kind !== 'hybrid')
          for (const ending of ['json', 'npz']) await rm(join(results, `${file}.${ending}`), { force: true })
      await ask('study.resume', { study })
      expect(await ask('study.wait', { study })).toMatchObject({ state: 'done' })
      expect(await ask('study.result', { study })).toEqual(before)
      const after = await hybridFiles(results)
      expect(after.size).toBeGreaterThan(
        [...blocks.values()].filter(({ kind }) => kind === 'hybrid').length + 5,
      )
      for (const [file, { hash }] of after) expect(hash).toBe(blocks.get(file)!.hash)
    },
    TIMEOUT,
  )
})
