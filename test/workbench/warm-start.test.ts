/**
 * Searches that begin with another model's perturbations, from the request to the result: what is refused, what the result
 * says, and that the perturbations are there for as long as somebody may read them, also on a cluster.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runUnits } from '../../src-main/workbench/cluster/run-units'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { JobsManifest } from '../../src-main/contract/studies/cluster'

let home: string
let workbench: Workbench
let source: string
let models: string[]

async function started(request: StudyRequestInput, later = false): Promise<string> {
  const { id } = await workbench.invoke('study.start', { request, later })
  if (!later) await workbench.invoke('study.wait', { study: id })
  return id
}

const attack = (model: string, changes: object = {}): StudyRequestInput => ({
  ...{ kind: 'attack', dataSet: 'gratings', models: [model], norm: 'L2', first: 4, batchSize: 4 },
  ...{ includeTrainingImages: true, method: 'minimal', goal: 'untargeted', ...changes },
})

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-warm-'))
  await makeGratings(join(home, 'gratings'), 16, 60)
  workbench = new Workbench({
    launch: inProcess(),
    threads: 1,
    version: '1.2.3',
    program: ['node', 'cli.js'],
  })
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  await started({
    ...{ kind: 'sweep', dataSet: 'gratings', sigmas: [null, 1], width: 4, recipe: 'demo' },
    ...{ epochs: 6, batchSize: 8 },
  })
  models = (await workbench.invoke('model.list', {})).map(({ id }) => id)
  source = await started(attack(models[0]!))
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

it.each<[string, () => object, RegExp]>([
  [
    'a method that begins anew',
    () => ({ method: 'ddn', startFrom: models[0]! }),
    /Only the method "minimal"/,
  ],
  ['a model without perturbations', () => ({ startFrom: models[1]! }), /has no attack study of the same/],
  ['another norm', () => ({ startFrom: source, norm: 'Linf' }), /norm/],
])('refuses %s', async (_, changes, sentence) => {
  await expect(started(attack(models[1]!, changes()))).rejects.toThrow(sentence)
})

it('begins with the same ones when it is asked for once more, whatever was attacked since', async () => {
  const [first, second] = models as [string, string]
  const one = await started(attack(second, { startFrom: source }), true)
  const both = await started(attack(second, { models, startFrom: first }), true)
  const newer = await started(attack(first, { first: 3 }), true)
  const again = async (study: string) => (await workbench.invoke('study.again', { study })).study
  expect(await again(one)).toBe(one)
  await workbench.invoke('bin.put', { kind: 'study', thing: newer })
  expect(await again(both)).toBe(both)
  await workbench.invoke('bin.put', { kind: 'study', thing: both })
  await workbench.invoke('bin.put', { kind: 'study', thing: one })
})

it('keeps what it will read, also where their study is deleted, and finds the same on a cluster', async () => {
  const study = await started(attack(models[1]!, { startFrom: source }), true)
  const { id } = await workbench.invoke('bin.put', { kind: 'study', thing: source })
  await workbench.invoke('bin.empty', { entry: id })

  const folder = join(home, 'jobs')
  await workbench.invoke('study.exportJobs', { study, folder, slurm: {} })
  const { tasks } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as JobsManifest
  for (const { first, last } of tasks) {
    const ran = await runUnits({
      ...{ folder, first, last, data: [], scratch: join(home, 'scratch'), version: '1.2.3' },
      ...{ launch: inProcess(), doneFile: join(folder, 'done', String(first)) },
      ...{ signal: new AbortController().signal, onLog: () => undefined },
    })
    expect(ran.missing).toEqual([])
  }
  await workbench.invoke('study.importResults', { folder })
  await workbench.invoke('study.wait', { study })
  const result = await workbench.invoke('study.result', { study })
  if (result.kind !== 'attack') throw new Error('no result of an attack')
  expect(result.startFrom).toMatchObject({ study: source, model: models[0]! })
  const [found] = result.models
  const begun = found!.images.filter(({ warm }) => warm === true)
  expect(begun.length).toBeGreaterThan(0)
  expect(found!.warm).toBe(begun.length)
})
