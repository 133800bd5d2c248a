/**
 * Folders with parts train, val and test: what a sweep measures clean accuracy on, what a study takes, and that both
 * say so, in every writing of the names.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partsWords } from '../../src-main/contract/images/measured-parts'
import { Workbench } from '../../src-main/workbench/workbench'
import { sweepTable } from '../../src-main/studies/sweep/document'
import { png, put } from '../datasets/temporary'
import { inProcess } from '../support/small-project'

let home: string
let workbench: Workbench
const notices = new Map<string, string[]>()

/** Two classes in each part, so many 8×8 images of each. */
async function add(name: string, parts: Record<string, number>): Promise<void> {
  let shade = 0
  for (const [part, images] of Object.entries(parts))
    for (const kind of ['dark', 'light'])
      for (let i = 0; i < images; i++)
        // No two are the same, so that no part has the content of another.
        put(
          join(home, name, part, kind, `${i}.png`),
          await png([(kind === 'dark' ? 20 : 160) + (shade++ % 80)]),
        )
  const info = await workbench.invoke('dataSet.add', { path: join(home, name) })
  notices.set(name, info.notices ?? [])
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-parts-'))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
  await add('three', { train: 8, val: 3, test: 2 })
  await add('capitals', { Train: 8, Val: 3 })
  await add('validation', { train: 8, validation: 3 })
  await add('usual', { train: 8, test: 2 })
  await add('no-train', { val: 3, test: 2 })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const SWEEP = { kind: 'sweep' as const, sigmas: [null], width: 2, recipe: 'demo', epochs: 1, batchSize: 8 }

async function measuredOn(dataSet: string, testDataSet?: string): Promise<unknown> {
  const request = { ...SWEEP, dataSet, ...(testDataSet === undefined ? {} : { testDataSet }) }
  const { plan } = await workbench.invoke('study.plan', { request })
  if (plan.kind !== 'sweep') throw new Error(plan.kind)
  return plan.test && [plan.test.dataSet, plan.test.split, plan.test.images]
}

describe('the part that a sweep measures clean accuracy on', () => {
  it.each([
    ['three', ['three', 'test', 4]],
    ['capitals', ['capitals', 'val', 6]],
    ['validation', ['validation', 'validation', 6]],
    ['usual', ['usual', 'test', 4]],
  ])('of %s is %j', async (dataSet, expected) => {
    expect(await measuredOn(dataSet)).toEqual(expected)
  })

  it('is that of another data set, where one is named', async () => {
    expect(await measuredOn('usual', 'validation')).toEqual(['validation', 'validation', 6])
  })

  it('is asked for by what a sweep can be told, where no part is there to train on', async () => {
    await expect(measuredOn('no-train')).rejects.toThrow(
      'The data set "no-train" has several parts (val, test): add the part that is meant as a data set of its own, e.g. with "halfpower dataset add … --split NAME".',
    )
  })
})

describe('what is taken is said', () => {
  it('when a data set is added', () => {
    expect(notices.get('three')).toEqual([
      'Models are trained on "train" and accuracy is measured on "test"; "val" is left aside, because a sweep keeps images of "train" apart to choose an epoch by.',
    ])
    expect(notices.get('capitals')).toEqual([
      'There is no test part: models are trained on "train", and accuracy is measured on "val", which no training sees.',
    ])
    expect(notices.get('validation')![0]).toContain('measured on "validation"')
    expect(notices.get('usual')).toEqual([])
    expect(notices.get('no-train')).toEqual([])
    expect(partsWords([{ split: null }])).toBeNull()
    expect(partsWords([{ split: 'train' }, { split: 'extra' }])).toBeNull()
  })

  it('with the numbers: of a sweep, of what it trains and of a study', async () => {
    const { id } = await workbench.invoke('study.start', { request: { ...SWEEP, dataSet: 'capitals' } })
    expect((await workbench.invoke('study.wait', { study: id })).state).toBe('done')
    const result = await workbench.invoke('study.result', { study: id })
    if (result.kind !== 'sweep') throw new Error(result.kind)
    expect(result.measuredOn).toBe(
      'Clean accuracy: on all 6 images, from "capitals" (val), because there is no test part.',
    )
    expect(sweepTable(result)).toContain(result.measuredOn)
    expect(result.runs[0]!.accuracy).toMatchObject({ on: 'val', count: 6 })
    const model = result.runs[0]!.model!
    const evaluation = await workbench.invoke('study.start', {
      request: { kind: 'evaluation', models: [model], dataSet: 'capitals' },
    })
    await workbench.invoke('study.wait', { study: evaluation.id })
    const measured = await workbench.invoke('study.result', { study: evaluation.id })
    if (measured.kind !== 'evaluation') throw new Error(measured.kind)
    expect(measured.which!.words).toBe('all 6 images, from "capitals" (val)')
    // The same images: what the training left and what was measured are one number.
    expect(measured.models[0]!.accuracy.value).toBe(result.runs[0]!.accuracy!.value)
  })
})
