/** One Map is of one data set: numbers of another are not on it, and the choice is named. On the shipped example. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mapFigure } from '../../src-main/figures/map'
import { mapTable } from '../../src-main/figures/map-table'
import { mapDataSets } from '../../src-main/workbench/map/data-sets'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess } from '../support/small-project'
import type { Plan } from '../../src-main/contract/plans'
import type { Project } from '../../src-main/project/project'

const folder = fileURLToPath(new URL('../../resources/example-study.halfpower', import.meta.url))
let home: string
let workbench: Workbench

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-map-'))
  process.env['HALFPOWER_CONFIGURATION'] = home
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.open', { folder, mode: 'read' })
})
afterAll(async () => {
  await workbench.close()
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('the Map', () => {
  it('knows the data sets that models were measured on, and their hybrid studies', async () => {
    const found = await workbench.invoke('map.dataSets', {})
    expect(found).toMatchObject([{ id: 'fashion-mnist', models: 6 }])
    expect(found[0]!.reversals).toMatchObject([
      { models: 6, asked: expect.stringContaining('f_mix') as string },
    ])
  })

  it('of that data set has all numbers, of another none, of another hybrid study no f_rev', async () => {
    const all = await workbench.invoke('map.points', {})
    expect(await workbench.invoke('map.points', { dataSet: 'fashion-mnist' })).toEqual(all)
    for (const point of await workbench.invoke('map.points', { dataSet: 'other' })) {
      expect([point.f_rev, point.accuracy, point.medianEpsilon.L2, point.f_half.L2]).toEqual([
        ...[null, null, null, null],
      ])
      expect(point.corruptions).toEqual([])
    }
    for (const point of await workbench.invoke('map.points', { reversals: 'hybrid-00000000' })) {
      expect(point.f_rev).toBeNull()
      expect(point.accuracy).not.toBeNull()
    }
  })

  it('names its data set in caption and table, and the study of each f_rev', async () => {
    const points = await workbench.invoke('map.points', {})
    const dataSet = { id: 'fashion-mnist', name: 'Fashion, 32 pixels' }
    const figure = mapFigure(points, { theme: 'light', dataSet })
    expect(figure.caption).toContain('Measured on "Fashion, 32 pixels".')
    const [header, first] = figure.csv.split('\r\n')
    expect(header).toMatch(/,data set,study of f_rev,how measured$/)
    expect(first).toMatch(new RegExp(`,fashion-mnist,${points[0]!.hybridStudy!},$`))
  })

  it('as a table has every number of the shown ones, with the ends of its interval', async () => {
    const points = await workbench.invoke('map.points', {})
    const [header = '', ...lines] = mapTable(points, { dataSet: { id: 'fashion-mnist' } })
      .trimEnd()
      .split('\r\n')
    expect(lines).toHaveLength(6)
    const column = header
      .split(',')
      .indexOf('f_rev high (95 % interval of this trained network; fraction of Nyquist)')
    // Names are quoted, for they have commas.
    const cells = lines.map((line) => line.replaceAll(/"[^"]*"/g, 'x').split(','))
    expect(cells.map((cell) => Number(cell[column]))).toEqual(
      points.map(({ f_rev }) => Number(f_rev!.high!.toPrecision(12))),
    )
  })
})

it('the data set with most f_rev comes first, then the one with most models; what has no results is none', async () => {
  const plan = (kind: 'hybrid' | 'evaluation', dataSet: string, models: string[]): Plan =>
    ({ kind, data: { dataSet }, models: models.map((id) => ({ id })) }) as unknown as Plan
  const plans: Record<string, Plan> = {
    a: plan('evaluation', 'many', ['1', '2', '3']),
    b: plan('hybrid', 'few', ['1']),
    c: plan('hybrid', 'few', ['1', '2']),
    d: plan('hybrid', 'empty', ['1', '2', '3', '4']),
  }
  const project = {
    studies: {
      list: () =>
        Promise.resolve(
          Object.keys(plans).map((id) => ({ id, title: id, asked: id, units: { done: id === 'd' ? 0 : 1 } })),
        ),
      plan: (id: string) => Promise.resolve({ plan: plans[id] }),
    },
    dataSets: { list: () => Promise.resolve([{ id: 'few', name: 'Few images' }]) },
  } as unknown as Project
  expect(await mapDataSets(project)).toMatchObject([
    {
      id: 'few',
      name: 'Few images',
      models: 2,
      reversals: [
        { study: 'c', models: 2 },
        { study: 'b', models: 1 },
      ],
    },
    { id: 'many', name: 'many', models: 3, reversals: [] },
  ])
})
