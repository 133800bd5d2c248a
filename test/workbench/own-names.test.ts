/**
 * Classes, folders, data sets and models that are called like what every JavaScript object has: a whole life of
 * a project with such names says of the images what it says of them under plain ones.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Workbench } from '../../src-main/workbench/workbench'
import { png, put } from '../datasets/temporary'
import { inProcess } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StudyResult } from '../../src-main/contract/studies/results'

const OWN = ['__proto__', 'constructor', 'toString']
const PLAIN = ['a', 'b', 'c']

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-own-names-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** Six images of each of three classes, in shades of their own, in two parts. */
async function images(folder: string, names: readonly string[]): Promise<void> {
  for (const part of ['train', 'test'])
    for (const [c, name] of names.entries())
      for (let i = 0; i < 6; i++)
        put(
          join(folder, part, name, `${i}.png`),
          await png([40 + 80 * c + 4 * i + (part === 'test' ? 2 : 0)]),
        )
}

/** Everything that is measured of two models, in a project whose things have these three names. */
async function life(names: readonly string[], dataSetName: string): Promise<unknown> {
  const place = join(home, names[0]!)
  const workbench = new Workbench({ launch: inProcess(), threads: 1 })
  const run = async (request: StudyRequestInput): Promise<StudyResult> => {
    const { id } = await workbench.invoke('study.start', { request })
    const info = await workbench.invoke('study.wait', { study: id })
    expect(info, JSON.stringify(info)).toMatchObject({ state: 'done', failures: [] })
    return await workbench.invoke('study.result', { study: id })
  }
  try {
    await images(join(place, 'images'), names)
    await workbench.invoke('project.create', { folder: join(place, 'p.halfpower') })
    const added = await workbench.invoke('dataSet.add', { path: join(place, 'images'), name: dataSetName })
    expect(added.classNames).toEqual(names)
    const dataSet = added.id
    const training = { width: 2, recipe: 'demo', epochs: 1, batchSize: 6 }
    await run({ kind: 'sweep', dataSet, sigmas: [null, 1], ...training })
    const trained = await workbench.invoke('model.list', {})
    for (const [i, { id }] of trained.entries())
      await workbench.invoke('model.describe', { model: id, name: names[i]! })
    const models = names.slice(0, 2)
    const measured = { models, dataSet }
    const results = [
      await run({ kind: 'evaluation', ...measured }),
      await run({ kind: 'hybrid', ...measured, fMix: [0, 0.5, 1], seeds: [0] }),
      await run({ kind: 'corruption', ...measured, types: ['contrast'], severities: [1] }),
      await run({ kind: 'filter', ...measured, cutOffs: [0.5] }),
    ]
    const labels = await workbench.invoke('dataSet.images', { dataSet, split: 'test', start: 0, count: 18 })
    const map = await workbench.invoke('map.points', {})
    const compared = await workbench.invoke('models.compare', { models: [models[0]!, models[1]!] })
    const seeds = await workbench.invoke('seeds.summary', {})
    expect(labels.images.map(({ label }) => label)).toEqual(
      names.flatMap((name) => Array<string>(6).fill(name)),
    )
    return numbers({ results, labels, map, compared, seeds })
  } finally {
    await workbench.close()
  }
}

/** The numbers alone, under the same keys: words name what they are about. */
function numbers(found: unknown): unknown {
  const text = JSON.stringify(found, (_, value: unknown) => (typeof value === 'string' ? '' : value))
  return JSON.parse(text.replaceAll(/\b([a-z]+)-[0-9a-f]{8}\b/g, '$1'))
}

it('what has a name of JavaScript’s own is measured as anything else', async () => {
  expect(await life(OWN, 'constructor')).toEqual(await life(PLAIN, 'plain'))
})

it('a folder that is called __proto__ can be left aside', async () => {
  const place = join(home, 'aside')
  await images(join(place, 'images'), PLAIN)
  for (const name of PLAIN) put(join(place, 'images', '__proto__', name, '1.png'), await png([1]))
  const workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(place, 'p.halfpower') })
  const add = (folders: Record<string, 'aside'> | undefined) =>
    workbench.invoke('dataSet.add', { path: join(place, 'images'), ...(folders && { folders }) })
  await expect(add(undefined)).rejects.toThrow(/"__proto__"/)
  const added = await add({ ['__proto__']: 'aside' })
  expect(added.parts.map(({ split, images: count }) => [split, count])).toEqual([
    ['train', 18],
    ['test', 18],
  ])
  // Read again from what was stored.
  expect((await add(undefined)).id).toBe(added.id)
  await workbench.close()
})
