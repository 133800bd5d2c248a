/**
 * A plan, the request that is made of it, and the plan of that request: the same, for every kind of study and for what
 * their options do to a plan.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KIND_NAMES } from '../../src-main/contract/kinds/kinds'
import { Workbench } from '../../src-main/workbench/workbench'
import { makeEveryKind } from '../crash/every-kind'
import { inProcess } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'

let home: string
let workbench: Workbench

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-again-'))
  const folder = await makeEveryKind(home)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.open', { folder, mode: 'write' })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true })
})

const SOME = { models: ['all'], dataSet: 'gratings' }
const SWEEP = { kind: 'sweep', dataSet: 'gratings' } as const

/** Of each kind what is not usual. */
const REQUESTS: StudyRequestInput[] = [
  { ...SOME, kind: 'hybrid', perClass: 1, subsetSeed: 3, batchSize: 7 },
  { ...SOME, kind: 'hybrid', fMix: 'radii', limit: 3, seeds: [4, 2] },
  { ...SOME, kind: 'hybrid', fMix: 'adaptive' },
  { ...SOME, kind: 'corruption', types: ['fog'], severities: [1], precision: 2.5 },
  { ...SOME, kind: 'hybrid', fMix: 'adaptive-paper' },
  { ...SOME, kind: 'hybrid', split: 'train', includeTrainingImages: true },
  { ...SOME, kind: 'hybrid', title: 'My own title', first: 3, includeTrainingImages: true },
  { ...SOME, kind: 'evaluation', limit: 2 },
  { ...SOME, kind: 'filter', filters: ['high-pass'], naturalness: false },
  { ...SOME, kind: 'filter', naturalnessImages: 2, limit: 3 },
  { ...SOME, kind: 'fourier-map', norm: 2, extent: 3, seed: 9 },
  {
    ...{ ...SOME, kind: 'corruption', types: ['fog', 'snow'], severities: [5], spectra: true },
    ...{ source: { kind: 'generated', table: 'ImageNet-C', seed: 5 }, spectrumImages: 2, keepImages: true },
  },
  { ...SOME, kind: 'attack', norm: 'Linf', goal: 'untargeted', limit: 2, samples: 1 },
  {
    ...{ ...SOME, kind: 'attack', norm: 'L2', method: 'pgd', epsilon: 0.5, confidence: 0.6, margin: 0.1 },
    ...{ targets: { kind: 'class-wise', seed: 7 }, seed: 5, limit: 2 },
  },
  { kind: 'spectrum', models: ['all'], points: 40, settings: { dataSet: 'gratings', norm: 'L2', limit: 2 } },
  {
    ...{ kind: 'neural', population: 'simulated', dataSet: 'gratings', perClass: 1 },
    question: { kind: 'manifold', components: 2, scaling: 'sd', seed: 3 },
  },
  {
    ...{ kind: 'neural', population: 'simulated', models: ['all'], dataSet: 'gratings', limit: 4 },
    question: { kind: 'similarity', layers: ['logits'], spatialMean: true },
  },
  {
    ...{ ...SWEEP, sigmas: [null, 0.5], noises: [0.1], seeds: [3, 1], width: 4, stem: 'imagenet' },
    ...{ mean: [0.5], std: [0.3], recipe: 'demo', batchSize: 8, microBatch: 4 },
    ...{ learningRate: 0.02, epochs: 3, blockEpochs: 2, trainLimit: 16 },
  },
  { ...SWEEP, sigmas: [1], architecture: 'cifar-resnet', depth: 8, batchSize: 8 },
  { ...SWEEP, sigmas: [1], from: 'none-s0', batchSize: 8, newReadOut: true, reestimate: 8 },
]

/** The plan of the request that is made of a stored study. */
async function againAndPlanned(study: string) {
  const again = await workbench.invoke('study.again', { study })
  const { id } = await workbench.invoke('study.plan', { request: again.request })
  return { ...again, planned: id }
}

describe('the request of a plan', () => {
  it('gives the same plan, for a study of every kind', async () => {
    const all = await workbench.invoke('study.list', {})
    for (const { id } of all)
      expect(await againAndPlanned(id), id).toMatchObject({ lost: [], study: id, planned: id })
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(KIND_NAMES))
  })

  it.each(REQUESTS.map((request) => [JSON.stringify(request), request] as const))(
    'gives the same plan: %s',
    async (_words, request) => {
      const given =
        request.kind === 'sweep' && request.from !== undefined
          ? { ...request, from: (await workbench.invoke('model.list', {}))[0]!.id }
          : request
      const { id, title } = await workbench.invoke('study.start', { request: given, later: true })
      const again = await againAndPlanned(id)
      expect(again).toMatchObject({ lost: [], study: id, planned: id })
      // A title that was made of what is asked is made anew.
      expect(again.request.title).toBe(request.title === undefined ? undefined : title)
    },
  )

  it('leaves out what is usual', async () => {
    const request = { ...SOME, kind: 'hybrid' as const }
    const { id } = await workbench.invoke('study.start', { request, later: true })
    const { request: asked } = await workbench.invoke('study.again', { study: id })
    const [model] = await workbench.invoke('model.list', {})
    const { commandLine } = await workbench.invoke('commandLine.of', { request: asked })
    expect(commandLine).toBe(
      `halfpower hybrid ${join(home, 'every.halfpower')} --dataset gratings --model ${model!.id}`,
    )
  })

  it('says what nobody can ask for again', async () => {
    const { id } = (await workbench.invoke('study.list', {})).find(({ kind }) => kind === 'evaluation')!
    const [model] = await workbench.invoke('model.list', {})
    await rm(join(home, 'every.halfpower', 'models', model!.id), { recursive: true })
    expect(await workbench.invoke('study.again', { study: id })).toMatchObject({
      study: null,
      lost: [
        {
          field: 'models',
          sentence: `The model "${model!.id}" is no longer in this project: restore it, or choose another.`,
        },
      ],
    })
  })
})
