/**
 * Corrupted images whose labels are numbers: the clean images' folders are called as CIFAR-10's often are (`plane`, `car`),
 * so their order is not the published one. The "corrupted" images are the clean ones, so accuracy has to be the clean one.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { noticesOf } from '../../src-main/studies/corruption/origin'
import { Workbench } from '../../src-main/workbench/workbench'
import { png, put } from '../datasets/temporary'
import { inProcess } from '../support/small-project'
import type { CorruptionResult } from '../../src-main/contract/kinds/corruption/study'
import type { StudyInfo } from '../../src-main/contract/studies'
import type { StudyRequestInput } from '../../src-main/contract/plans'

/** As folders are listed; behind each the label under which CIFAR-10 is published. */
const CIFAR = { bird: 2, car: 1, cat: 3, deer: 4, dog: 5, frog: 6, horse: 7, plane: 0, ship: 8, truck: 9 }
/** Class i has 10 − i images: even what always gives one answer has another accuracy in the published order. */
const IMAGES = Object.keys(CIFAR).flatMap((name, place) =>
  Array.from({ length: 10 - place }, (_, i) => ({ name, place, i, shade: 12 + 24 * place + i })),
)
let home: string
let workbench: Workbench
let model: string

async function cleanSet(id: string, nameOf = (name: string): string => name): Promise<void> {
  for (const { name, i, shade } of IMAGES) put(join(home, id, nameOf(name), `${i}.png`), await png([shade]))
  await workbench.invoke('dataSet.add', { path: join(home, id) })
}

function arrays(id: string, labels: number[], classes?: string[], changes = [0, 0, 0, 0, 0]): string {
  const data = Uint8Array.from(
    changes.flatMap((change) => IMAGES.flatMap(({ shade }) => Array<number>(64).fill(shade - change))),
  )
  const shape = [5 * IMAGES.length, 8, 8]
  put(join(home, id, 'fog.npy'), encodeNpy({ shape, dtype: 'uint8', data }))
  const numbers = Uint8Array.from(labels)
  put(join(home, id, 'labels.npy'), encodeNpy({ shape: [labels.length], dtype: 'uint8', data: numbers }))
  if (classes) put(join(home, id, 'classes.txt'), classes.join('\n'))
  return join(home, id)
}

async function run(request: StudyRequestInput): Promise<StudyInfo> {
  const { id } = await workbench.invoke('study.start', { request })
  const info = await workbench.invoke('study.wait', { study: id })
  if (info.state !== 'done') throw new Error(JSON.stringify(info))
  return info
}

async function corrupted(dataSet: string, folder: string): Promise<CorruptionResult> {
  const { id } = await run({
    ...{ kind: 'corruption', models: [model], dataSet, types: ['fog'], severities: [1] },
    source: { kind: 'official', folder, crop: 'as stored' },
  })
  const result = await workbench.invoke('study.result', { study: id })
  if (result.kind !== 'corruption') throw new Error(result.kind)
  return result
}

function expectCleanAccuracy({ models: [found] }: CorruptionResult): void {
  expect(found!.cells[0]!.accuracy.count).toBe(IMAGES.length)
  expect(found!.cells[0]!.accuracy.value).toBeCloseTo(found!.clean!.value, 9)
  expect(found!.clean!.value).toBeGreaterThan(0)
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-corrupted-'))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
  await cleanSet('clean')
  await cleanSet('own', (name) => `mine ${name}`)
  for (const { name, i, shade } of IMAGES) put(join(home, 'train', name, `${i}.png`), await png([shade + 3]))
  await workbench.invoke('dataSet.add', { path: join(home, 'train') })
  const sweep = { sigmas: [null], width: 2, recipe: 'demo', epochs: 1, batchSize: 10 }
  await run({ kind: 'sweep', ...sweep, dataSet: 'train', testDataSet: 'clean' })
  model = (await workbench.invoke('model.list', {}))[0]!.id
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('numbers as labels of corrupted images', () => {
  it('are those of CIFAR-10 as published where the classes are its, and the result says so', async () => {
    const folder = arrays(
      'published',
      IMAGES.map(({ name }) => CIFAR[name as keyof typeof CIFAR]),
    )
    const result = await corrupted('clean', folder)
    expectCleanAccuracy(result)
    expect(result.origin.label).toContain('10 of 10 classes, matched in the published order')
    expect(result.notices.join(' ')).toContain(
      'in the order in which CIFAR-10 is published (0 is "plane", 1 is "car"',
    )
    expect(result.notices.join(' ')).not.toContain('the clean accuracy is of other images')
    const { notice } = await workbench.invoke('corruption.inspect', { folder })
    expect(notice).toContain('labels.npy has numbers without names')
  })

  it('are refused where they are the clean images’ own, until classes.txt says so', async () => {
    const places = IMAGES.map(({ place }) => place)
    await expect(corrupted('clean', arrays('own-order', places))).rejects.toThrow('put a file classes.txt')
    const result = await corrupted('clean', arrays('told', places, Object.keys(CIFAR)))
    expectCleanAccuracy(result)
    expect(result.notices.join(' ')).not.toContain('numbers without names')
    const turned = Object.keys(CIFAR).toReversed()
    const other = await corrupted(
      'clean',
      arrays(
        'turned',
        places.map((place) => 9 - place),
        turned,
      ),
    )
    expectCleanAccuracy(other)
    expect(other.origin.label).toContain('10 of 10 classes, matched by name')
  })

  it('are taken for places where nobody has published an order, and the plan says so', async () => {
    const folder = arrays(
      'places',
      IMAGES.map(({ place }) => place),
    )
    const { plan } = await workbench.invoke('study.plan', {
      request: {
        ...{ kind: 'corruption', models: [], dataSet: 'own', types: ['fog'], severities: [1], spectra: true },
        source: { kind: 'official', folder, crop: 'as stored' },
      },
    })
    expect(plan.kind === 'corruption' && plan.source).toMatchObject({
      numbered: 'by place',
      labels: 'as clean',
    })
  })

  it.each([
    ['fall', [5, 4, 3, 2, 1], ['fog']],
    ['rise', [1, 2, 3, 4, 5], undefined],
  ])('severities whose distance to the clean images %ss are told apart', async (id, changes, falling) => {
    const labels = IMAGES.map(({ place }) => place)
    const { plan } = await workbench.invoke('study.plan', {
      request: {
        ...{
          kind: 'corruption',
          models: [],
          dataSet: 'own',
          types: ['fog'],
          severities: [1, 5],
          spectra: true,
        },
        source: { kind: 'official', folder: arrays(id, labels, undefined, changes), crop: 'as stored' },
      },
    })
    if (plan.kind !== 'corruption' || plan.source.kind !== 'official') throw new Error(plan.kind)
    expect(plan.source.falling).toEqual(falling)
    const words = noticesOf(plan, undefined).join(' ')
    expect(words.includes('of fog are nearer to the clean ones at severity 5 than at 1')).toBe(id === 'fall')
  })
})
