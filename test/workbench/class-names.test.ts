/**
 * Folders whose classes have the same names in another spelling and order: a sweep and every measurement must say
 * of them what they say of the same images under the names of the training set.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expand } from '../../src-main/studies/kinds'
import { factsOf } from '../../src-main/studies/facts'
import { openProject } from '../../src-main/project/project'
import { Workbench } from '../../src-main/workbench/workbench'
import { png, put } from '../datasets/temporary'
import { inProcess } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StudyInfo } from '../../src-main/contract/studies'

const GRAYS = { bird: 40, cat: 128, dog: 215 }
let home: string
let workbench: Workbench
let model: string
let sweep: StudyInfo

/** Ten 8×8 images of each class, in a shade of gray of its own. */
async function folder(name: string, names: Record<string, keyof typeof GRAYS>): Promise<void> {
  for (const [shown, kind] of Object.entries(names))
    for (let i = 0; i < 10; i++)
      put(join(home, name, shown, `${i}.png`), await png([GRAYS[kind] + 4 * (i - 5)]))
  await workbench.invoke('dataSet.add', { path: join(home, name) })
}

async function run(request: StudyRequestInput): Promise<StudyInfo> {
  const { id } = await workbench.invoke('study.start', { request })
  const info = await workbench.invoke('study.wait', { study: id })
  if (info.state !== 'done') throw new Error(JSON.stringify(info))
  return info
}

/** Each once: the same study is asked for more than once here. */
const warnings = async (study: string): Promise<string[]> => {
  const log = await workbench.invoke('study.log', { study })
  return [...new Set(log.filter(({ level }) => level === 'warning').map(({ message }) => message))]
}

const SWEEP = { kind: 'sweep' as const, sigmas: [null], width: 2, recipe: 'demo', epochs: 8, batchSize: 10 }

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-classes-'))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
  await folder('train', { Bird: 'bird', cat: 'cat', dog: 'dog' })
  await folder('same', { Bird: 'bird', cat: 'cat', dog: 'dog' })
  await folder('test', { Cat: 'cat', Dog: 'dog', bird: 'bird' })
  await folder('other', { cat: 'cat', dog: 'dog', elephant: 'bird' })
  await folder('some', { dog: 'dog', bird: 'bird' })
  await folder('rest', { CAT: 'cat' })
  await folder('numbers', { 0: 'bird', 1: 'cat', 2: 'dog' })
  sweep = await run({ ...SWEEP, dataSet: 'train', testDataSet: 'test' })
  model = (await workbench.invoke('model.list', {}))[0]!.id
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const accuracyOn = async (dataSet: string): Promise<number> => {
  const { id } = await run({ kind: 'evaluation', models: [model], dataSet })
  const result = await workbench.invoke('study.result', { study: id })
  return result.kind === 'evaluation' ? result.models[0]!.accuracy.value : NaN
}

describe('classes of the same names in another order', () => {
  it('are matched by name: clean accuracy is what it is under the names of the training set', async () => {
    const same = await accuracyOn('same')
    // Else the test would not see a wrong order.
    expect(same).toBeGreaterThan(0.6)
    expect(await accuracyOn('test')).toBe(same)
    const [trained] = await workbench.invoke('model.list', {})
    expect(trained!.accuracy!.value).toBe(same)
    expect(await accuracyOn('numbers')).toBe(same)
  })

  it('are matched in every measurement, and the study says so', async () => {
    const on = { models: [model], dataSet: 'test' }
    const requests: StudyRequestInput[] = [
      { kind: 'evaluation', ...on },
      { kind: 'hybrid', ...on, seeds: [0], fMix: [0, 1] },
      { kind: 'attack', ...on, norm: 'L2', perClass: 1 },
      { kind: 'corruption', ...on, types: ['contrast'], severities: [1], source: { kind: 'generated' } },
      { kind: 'filter', ...on },
      { kind: 'fourier-map', ...on },
    ]
    const project = await openProject(join(home, 'p.halfpower'), 'read')
    for (const request of requests) {
      const { plan } = await workbench.invoke('study.plan', { request })
      const measuring = expand(plan, await factsOf(project, plan)).filter(({ task }) => 'model' in task)
      expect(measuring.length, request.kind).toBeGreaterThan(0)
      for (const { task } of measuring)
        expect(task, request.kind).toMatchObject({ model: { classOrder: [1, 2, 0] } })
    }
    await project.close()
    const { id } = await run({ kind: 'hybrid', ...on, seeds: [0], fMix: [0, 1] })
    expect(await warnings(id)).toEqual([
      `"test" and "${model}": classes matched by name: their order differs; "Cat" is taken for "cat", "Dog" is taken for "dog", "bird" is taken for "Bird".`,
    ])
    // With f_mix = 1 a hybrid is its low image: recognised as often as clean images are.
    const result = await workbench.invoke('study.result', { study: id })
    expect(result.kind === 'hybrid' && result.models[0]!.curve[1]!.p_low).toBeCloseTo(
      await accuracyOn('same'),
      1,
    )
    expect(await warnings(sweep.id)).toEqual([
      'Training images "train" and test images "test": classes matched by name: their order differs; "Cat" is taken for "cat", "Dog" is taken for "dog", "bird" is taken for "Bird".',
    ])
  })

  it('are matched where the images have some of them only, over all answers', async () => {
    // The same images, in two halves: none of them is counted twice or with another label.
    const [some, rest] = [await accuracyOn('some'), await accuracyOn('rest')]
    expect(20 * some + 10 * rest).toBeCloseTo(30 * (await accuracyOn('same')), 9)
    const { id } = await run({ kind: 'evaluation', models: [model], dataSet: 'some' })
    const sentence = `"some" and "${model}": classes matched by name: the images are of 2 of 3 classes; an answer may be any of the 3, so accuracy is over all of them; "bird" is taken for "Bird".`
    expect(await warnings(id)).toContain(sentence)
    const result = await workbench.invoke('study.result', { study: id })
    expect(result.kind === 'evaluation' && result.which?.classes).toEqual([sentence])
    const seen = await run({ ...SWEEP, dataSet: 'train', testDataSet: 'some', seeds: [1] })
    const trained = (await workbench.invoke('model.list', {})).find(
      ({ provenance }) => provenance.kind === 'trained' && provenance.study === seen.id,
    )!
    const check = await run({ kind: 'evaluation', models: [trained.id], dataSet: 'some' })
    const again = await workbench.invoke('study.result', { study: check.id })
    expect(again.kind === 'evaluation' && again.models[0]!.accuracy.value).toBe(trained.accuracy!.value)
  })

  it('are refused when a name is on one side only', async () => {
    const sentence = /different classes \(only "other" has "elephant"; only "[^"]*" has "Bird"\)/
    await expect(run({ ...SWEEP, dataSet: 'train', testDataSet: 'other' })).rejects.toThrow(sentence)
    await expect(run({ kind: 'evaluation', models: [model], dataSet: 'other' })).rejects.toThrow(sentence)
    await expect(
      workbench.invoke('study.start', {
        request: { ...SWEEP, dataSet: 'train' },
        then: { kind: 'hybrid', dataSet: 'other' },
      }),
    ).rejects.toThrow(sentence)
  })

  it('are matched by position where one side has numbers, and the study says that', async () => {
    const { id } = await run({ kind: 'evaluation', models: [model], dataSet: 'numbers' })
    expect(await warnings(id)).toEqual([
      `"numbers" and "${model}": classes matched by position: one side has numbers only.`,
    ])
  })
})
