/** A stored result that is damaged, where two models are compared and where windows look into a study: said, and hiding nothing. */
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Workbench } from '../../src-main/workbench/workbench'
import { editStored } from '../support/edit-stored'
import { inProcess, makeGratings } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'

let home: string
let template: string
let folder: string
let workbench: Workbench
let models: [string, string]
let attack: string
let spectrum: string

async function run(request: StudyRequestInput): Promise<string> {
  const { id } = await workbench.invoke('study.start', { request })
  const info = await workbench.invoke('study.wait', { study: id })
  expect(info, JSON.stringify(info)).toMatchObject({ state: 'done', failures: [] })
  return id
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-stored-results-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  template = join(home, 'template.halfpower')
  await makeGratings(join(home, 'gratings'), 16, 12)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: template })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  const training = { dataSet: 'gratings', width: 2, recipe: 'demo', epochs: 3, batchSize: 8 } as const
  await run({ kind: 'sweep', ...training, sigmas: [null, 1] })
  const some = { models: ['all'], dataSet: 'gratings', batchSize: 4, includeTrainingImages: true }
  await run({ kind: 'evaluation', ...some })
  await run({ kind: 'hybrid', dataSet: 'gratings', models: ['all'], fMix: [0, 1], seeds: [0] })
  attack = await run({ kind: 'attack', ...some, norm: 'L2', method: 'ddn', first: 2 })
  spectrum = await run({ kind: 'spectrum', models: ['all'], attack })
  const list = await workbench.invoke('model.list', {})
  models = [list[0]!.id, list[1]!.id]
  await workbench.close()
}, 240_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

beforeEach(async () => {
  folder = join(home, 'p.halfpower')
  await cp(template, folder, { recursive: true })
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
})
afterEach(async () => {
  await workbench.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Numbers that no unit can find, under a file without a sum. @returns the name of the first result of this kind */
async function spoil(kind: string): Promise<string> {
  for (const name of (await readdir(join(folder, 'results'), { recursive: true })).sort()) {
    if (!name.endsWith('.json')) continue
    const path = join(folder, 'results', name)
    if (!(await readFile(path, 'utf8')).includes(`"kind": "${kind}"`)) continue
    await editStored(path, (text) => {
      const file = { ...(JSON.parse(text) as object), data: { correct: -5, total: 1e308 } }
      return JSON.stringify(file, null, 2)
    })
    return name
  }
  throw new Error(`There is no unit of kind ${kind}.`)
}

describe('a result whose numbers nothing can have', () => {
  it.each([
    ['evaluate', /^Clean accuracy$/, /^accuracy/],
    ['hybrid', /^f_rev$/, /^f_rev/],
    ['reversal', /^f_rev$/, /^f_rev/],
    ['attack', /^Median ε/, /^epsilon/],
  ])('of a unit "%s" is said by a comparison, which shows the rest', async (kind, words, ids) => {
    await workbench.invoke('project.open', { folder: template, mode: 'read' })
    const whole = await workbench.invoke('models.compare', { models })
    await workbench.invoke('project.open', { folder, mode: 'read' })
    await spoil(kind)
    const { quantities, missing } = await workbench.invoke('models.compare', { models })
    const named = missing.filter((each) => words.test(each.words))
    expect(named).toHaveLength(1)
    expect(named[0]!.sentence).toMatch(/1 stored result is damaged and not shown: resume it/)
    expect(quantities.map(({ id }) => id)).toEqual(
      whole.quantities.map(({ id }) => id).filter((id) => !ids.test(id)),
    )
  })

  it('of an attacked block is named by the gallery', async () => {
    await workbench.invoke('project.open', { folder, mode: 'read' })
    const name = await spoil('attack')
    await expect(workbench.invoke('attack.gallery', { study: attack, start: 0, count: 2 })).rejects.toThrow(
      new RegExp(`${name.slice(-69)}" is damaged: "data.*resume its study`),
    )
  })

  it('of spectra is named where they are averaged, and no map is drawn of it', async () => {
    await workbench.invoke('project.open', { folder, mode: 'read' })
    await spoil('spectrum')
    const result = await workbench.invoke('study.result', { study: spectrum })
    const shown = result.kind === 'spectrum' ? result.models.map(({ id }) => id) : []
    const [model = '', ...others] = models.filter((id) => !shown.includes(id))
    expect(others).toEqual([])
    const { maps, missing } = await workbench.invoke('spectrum.heatMap', { study: spectrum })
    expect(maps.map((map) => map.model)).not.toContain(model)
    expect(missing).toContain(model)
    expect(await workbench.invoke('spectrum.heatMap', { study: spectrum, models: [model] })).toEqual({
      maps: [],
      missing: [model],
    })
    await expect(
      workbench.invoke('spectrum.average', { study: spectrum, model, subset: {} }),
    ).rejects.toThrow(/is damaged: "data.*resume its study/)
  })
})
