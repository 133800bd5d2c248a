/** The Goldilocks σ from the stored answers of a project's corruption studies (methods M.9). */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useDevice } from '../../src-main/devices/choose'
import { goldilocksText } from '../../src-main/shell/command-line/goldilocks-results'
import { goldilocksSentence } from '../../src-main/workbench/goldilocks/words'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'

let home: string
let workbench: Workbench
const device = 'onnxruntime-cpu'

async function run(request: StudyRequestInput): Promise<string> {
  const { id } = await workbench.invoke('study.start', { request })
  expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
  return id
}

beforeAll(async () => {
  await useDevice(device, { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-goldilocks-'))
  await makeGratings(join(home, 'images'), 32, 60)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p') })
  await workbench.invoke('dataSet.add', { path: join(home, 'images'), name: 'gratings' })
  await run({
    ...{ kind: 'sweep', dataSet: 'gratings', sigmas: [null, 1, 3, 6], seeds: [0, 1], width: 4 },
    ...{ recipe: 'demo', epochs: 2, batchSize: 10, device },
  })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

it('says of which family corruptions are not measured, and what to do', async () => {
  const { found, missing } = await workbench.invoke('goldilocks.find', {})
  expect(found).toEqual([])
  expect(missing).toEqual([expect.stringMatching(/ResNet-18, width 4.*halfpower corruptions/)])
})

it('ranks the σ by the same means as the study itself, over both training seeds', async () => {
  const study = await run({
    ...{ kind: 'corruption', models: ['all'], dataSet: 'gratings', device },
    ...{ types: ['gaussian_noise', 'brightness'], severities: [1, 5] },
  })
  const { found, missing } = await workbench.invoke('goldilocks.find', {})
  expect(missing).toEqual([])
  const [family] = found
  expect(family).toMatchObject({ images: 60, cells: 4, studies: [study], dataSet: 'gratings', split: 'test' })
  expect(family!.candidates.map(({ sigma }) => sigma)).toEqual([1, 3, 6])
  const result = await workbench.invoke('study.result', { study })
  if (result.kind !== 'corruption') throw new Error('It is no corruption study.')
  for (const { models, value, low, high } of family!.candidates) {
    const means = models.map(({ id }) => result.models.find((model) => model.id === id)!.mean!)
    expect(means).toHaveLength(2)
    expect(value).toBeCloseTo((means[0]! + means[1]!) / 2, 12)
    for (const [i, each] of models.entries()) expect(each.value).toBeCloseTo(means[i]!, 12)
    expect(low <= value && value <= high).toBe(true)
  }
  const most = Math.max(...family!.candidates.map(({ value }) => value))
  const best = family!.candidates.find(({ sigma }) => sigma === family!.sigma)!
  expect(best.value).toBe(most)
  expect(family!.model).toBe(best.models.toSorted((a, b) => b.value - a.value)[0]!.id)
  const text = goldilocksText({ found, missing }, 'my folder')
  expect(text).toContain(family!.sentence)
  expect(text).toContain(`halfpower attack 'my folder' --model ${family!.model} --dataset gratings`)
  const plan = await readFile(join(home, 'p', 'studies', study, 'plan.json'), 'utf8')
  expect(plan).toContain('gaussian_noise')
})

it('says where a σ was chosen on images that its model was trained on', async () => {
  const before = (await workbench.invoke('goldilocks.find', {})).found[0]!
  expect(before.notice ?? '').not.toMatch(/trained on/)
  await run({
    ...{ kind: 'corruption', models: ['all'], dataSet: 'gratings', split: 'train', device },
    ...{ types: ['brightness'], severities: [1], includeTrainingImages: true, limit: 20 },
  })
  const { found, missing } = await workbench.invoke('goldilocks.find', {})
  expect(found[0]!.notice).toMatch(/A model of the study was trained on \d+ of the 20 images/)
  expect(goldilocksText({ found, missing }, 'folder')).toContain(found[0]!.notice)
})

it('names what cannot be told apart', () => {
  const interval = { value: 0.6, low: 0.5, high: 0.7 }
  const common = { models: [], ...interval, highest: 0.5 }
  const behind = (value: number, low: number): { value: number; low: number; high: number } => {
    return { value, low, high: 0.2 }
  }
  const candidates = [
    { ...common, sigma: 1, behind: behind(0.1, 0.05), apart: true },
    { ...common, sigma: 2, behind: null, apart: false },
    { ...common, sigma: 3, behind: behind(0.004, -0.003), apart: false },
  ]
  expect(goldilocksSentence(candidates, 100)).toBe(
    'σ = 2 px has the highest mean accuracy under corruptions of these 3 σ: 60 % [50, 70] on 100 images. It cannot be told apart from σ = 3 px (0.4 [−0.3, 20.0] points lower) with these images.',
  )
  expect(goldilocksSentence(candidates.slice(0, 2), 100)).toMatch(/every other σ is lower\.$/)
})
