/**
 * Stochastic models from end to end at small size: trained with noise on their images by a sweep, measured, attacked;
 * the same weights brought in from a file with noise in front. The same seed draws the same noise, to the last bit.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StudyResult } from '../../src-main/contract/studies/results'

const DEVICE = 'onnxruntime-cpu'
const NOISE = 0.15
/** Only a net below a slow and busy machine. */
const LIMIT = 600_000
const SWEEP: StudyRequestInput & { kind: 'sweep' } = {
  kind: 'sweep',
  dataSet: 'gratings',
  sigmas: [],
  noises: [NOISE],
  seeds: [0],
  width: 4,
  recipe: 'demo',
  epochs: 2,
  batchSize: 10,
  device: DEVICE,
}

let home: string
const benches: Workbench[] = []

async function project(name: string): Promise<Workbench> {
  const workbench = new Workbench({ launch: inProcess(), threads: 1 })
  benches.push(workbench)
  await workbench.invoke('project.create', { folder: join(home, name) })
  await workbench.invoke('dataSet.add', { path: join(home, 'images'), name: 'gratings' })
  return workbench
}

async function study<Kind extends StudyResult['kind']>(
  workbench: Workbench,
  request: StudyRequestInput & { kind: Kind },
): Promise<Extract<StudyResult, { kind: Kind }>> {
  const { id } = await workbench.invoke('study.start', { request })
  expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
  return (await workbench.invoke('study.result', { study: id })) as Extract<StudyResult, { kind: Kind }>
}

let one: Workbench
let sweep: Extract<StudyResult, { kind: 'sweep' }>
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-noise-'))
  await makeGratings(join(home, 'images'), 16, 60)
  one = await project('one')
  sweep = await study(one, SWEEP)
}, LIMIT)
afterAll(async () => {
  for (const each of benches) await each.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const attackOf = (model: string): StudyRequestInput & { kind: 'attack' } => ({
  kind: 'attack',
  models: [model],
  dataSet: 'gratings',
  norm: 'L2',
  method: 'fgsm',
  epsilon: 0.5,
  limit: 2,
  device: DEVICE,
})
const hybridOf = (model: string): StudyRequestInput & { kind: 'hybrid' } => ({
  kind: 'hybrid',
  models: [model],
  dataSet: 'gratings',
  fMix: [0, 0.5, 1],
  seeds: [0],
  limit: 30,
  device: DEVICE,
})

describe('a sweep over noise', () => {
  it('trains stochastic models, and says how their accuracy spreads over passes', async () => {
    const models = await one.invoke('model.list', {})
    expect(models).toHaveLength(1)
    for (const { id, group, configuration, accuracy } of models) {
      expect({ id, group, noise: configuration.noise }).toEqual({
        id: expect.stringContaining('-noise0.15-') as string,
        group: 'stochastic',
        noise: NOISE,
      })
      expect(accuracy!.overPasses!.passes).toBe(10)
      expect(accuracy!.overPasses!.mean).toBeGreaterThan(0)
      // The Map and the model page have it too.
      const point = (await one.invoke('map.points', {})).find((each) => each.id === id)!
      expect(point.accuracy!.overPasses).toEqual(accuracy!.overPasses)
    }
  })

  it(
    'learns from noise: the same plan without it ends in other weights',
    async () => {
      const { noises: _, ...plain } = SWEEP
      await study(one, { ...plain, sigmas: [null], seeds: [0] })
      const hashes = (await one.invoke('model.list', {})).map(({ weights }) => weights)
      expect(new Set(hashes).size).toBe(2)
    },
    LIMIT,
  )

  it(
    'estimates the time of all of its models',
    async () => {
      const { models } = await one.invoke('sweep.estimate', {
        request: { ...SWEEP, sigmas: [null, 1], components: [4] },
      })
      expect(models).toBe(4)
    },
    LIMIT,
  )

  it(
    'gives the same bits again: training, hybrids and perturbations',
    async () => {
      const other = await project('other')
      const again = await study(other, SWEEP)
      const model = sweep.runs[0]!.model!
      expect(again.runs.map((run) => [run.model, run.accuracy])).toEqual(
        sweep.runs.map((run) => [run.model, run.accuracy]),
      )
      const weights = async (workbench: Workbench) =>
        (await workbench.invoke('model.list', {})).find(({ id }) => id === model)!.weights
      expect(await weights(other)).toBe(await weights(one))
      const hybrid = await study(one, hybridOf(model))
      expect((await study(other, hybridOf(model))).models).toEqual(hybrid.models)
      const attack = await study(one, attackOf(model))
      expect(attack.models).toHaveLength(1)
      expect((await study(other, attackOf(model))).models).toEqual(attack.models)
    },
    LIMIT,
  )
})

describe('a model from a file, with noise in front', () => {
  it(
    'is tried over several passes, and measured afterwards with the same answer',
    async () => {
      const [trained] = await one.invoke('model.list', {})
      const file = join(home, 'lab.safetensors')
      await copyFile(join(home, 'one', 'models', trained!.id, 'weights.safetensors'), file)
      const choice = { file, noise: NOISE, size: 16, dataSet: 'gratings', device: DEVICE }
      const tried = await one.invoke('model.try', { ...choice, limit: 30, normaliser: { kind: 'file' } })
      expect(tried.passes).toBe(10)
      expect(tried.remarks[0]).toMatch(/stochastic: .* mean logits over 10 passes/)
      const model = await one.invoke('model.import', { ...choice, normaliser: { kind: 'file' }, name: 'lab' })
      expect(model).toMatchObject({ group: 'stochastic', configuration: { noise: NOISE } })
      const { models } = await study(one, {
        kind: 'evaluation',
        models: [model.id],
        dataSet: 'gratings',
        limit: 30,
        device: DEVICE,
      })
      expect(models[0]!.accuracy.overPasses!.passes).toBe(10)
      expect(models[0]!.accuracy.value).toBe(tried.normalisers[0]!.accuracy.value)
      const point = (await one.invoke('map.points', {})).find((each) => each.id === model.id)!
      expect(point.accuracy!.overPasses).toEqual(models[0]!.accuracy.overPasses)
    },
    LIMIT,
  )

  it(
    'without noise is tried once',
    async () => {
      const file = join(home, 'lab.safetensors')
      const tried = await one.invoke('model.try', {
        file,
        size: 16,
        dataSet: 'gratings',
        device: DEVICE,
        limit: 30,
        normaliser: { kind: 'file' },
      })
      expect(tried.passes).toBe(1)
      expect(tried.remarks.join(' ')).not.toMatch(/passes/)
    },
    LIMIT,
  )
})
