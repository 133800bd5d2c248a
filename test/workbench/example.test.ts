/** The shipped example study: opens where it lies, without leaving a trace there, with all that a window shows. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparisonText } from '../../src-main/shell/command-line/comparison-results'
import { resultDocument, resultTable } from '../../src-main/studies/kinds'
import { seedText } from '../../src-main/shell/command-line/seed-results'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess } from '../support/small-project'

const resources = fileURLToPath(new URL('../../resources', import.meta.url))
const folder = join(resources, 'example-study.halfpower')
let home: string
let workbench: Workbench

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-example-'))
  process.env['HALFPOWER_CONFIGURATION'] = home
  const host = { name: 'browser' as const, nativeDialogs: false, version: '0', resources }
  workbench = new Workbench({ launch: inProcess(), threads: 1, host })
})
afterAll(async () => {
  await workbench.close()
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('the example study', () => {
  it('opens read-only whatever is asked, and is no recent project', async () => {
    const before = (await readdir(folder, { recursive: true })).sort()
    expect((await workbench.invoke('app.info', {})).example).toBe(folder)
    expect(await workbench.invoke('project.open', { folder, mode: 'write' })).toMatchObject({
      readOnly: true,
    })
    expect((await workbench.invoke('app.info', {})).recent).toEqual([])
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before)
  })

  it('has its images, its models on the Map with f_rev falling as σ grows, and its hybrids', async () => {
    expect(await workbench.invoke('dataSet.list', {})).toMatchObject([{ available: true, reason: null }])
    const points = await workbench.invoke('map.points', {})
    const rows = points.map(({ sigma, f_rev }) => ({ sigma: sigma ?? 0, f: f_rev?.value ?? NaN }))
    rows.sort((a, b) => a.sigma - b.sigma)
    expect(rows.length).toBeGreaterThanOrEqual(4)
    expect(rows.at(-1)!.f).toBeLessThan(rows[0]!.f)
    const study = points[0]!.hybridStudy!
    const page = await workbench.invoke('hybrid.gallery', { study, fMixIndex: 4, start: 0, count: 3 })
    expect(page.pairs[0]!.answers).toHaveLength(points.length)
    expect((await workbench.image(page.pairs[0]!.hybrid.url)).bytes.length).toBeGreaterThan(100)
  })

  it('has an f_rev that falls with σ by more than its paired interval, which is tighter than two separate ones', async () => {
    const points = await workbench.invoke('map.points', {})
    const [none, blurred] = [null, 3].map((sigma) => points.find((point) => point.sigma === sigma)!)
    const { quantities } = await workbench.invoke('models.compare', { models: [none!.id, blurred!.id] })
    const found = quantities.find(({ id }) => id === 'f_rev')!
    expect(found.value).toBeCloseTo(none!.f_rev!.value! - blurred!.f_rev!.value!, 12)
    expect(found.low!).toBeGreaterThan(0)
    const width = ({ low, high }: { low: number | null; high: number | null }): number => high! - low!
    expect(width(found)).toBeLessThan(width(none!.f_rev!) + width(blurred!.f_rev!))
  })

  it('tells its models by the hash of their weights in results, comparisons and families', async () => {
    const points = await workbench.invoke('map.points', {})
    const hashes = new Map(points.map(({ id, weights }) => [id, weights]))
    for (const { id, kind } of await workbench.invoke('study.list', {})) {
      const result = await workbench.invoke('study.result', { study: id })
      const models =
        result.kind === 'sweep' ? result.runs.map((run) => ({ ...run, id: run.model! })) : result.models
      expect(models.length, kind).toBeGreaterThan(0)
      for (const model of models) {
        expect(model.weights, kind).toBe(hashes.get(model.id))
        expect(resultTable(result)).toContain(model.weights!.slice(0, 8))
        expect(JSON.stringify(resultDocument(result))).toContain(model.weights!)
      }
    }
    const [first, second] = points
    const comparison = await workbench.invoke('models.compare', { models: [first!.id, second!.id] })
    expect(comparison.models.map(({ weights }) => weights)).toEqual([first!.weights, second!.weights])
    expect(comparisonText(comparison)).toContain(first!.weights.slice(0, 8))
    const families = await workbench.invoke('seeds.summary', {})
    for (const weights of hashes.values()) expect(seedText(families)).toContain(weights.slice(0, 8))
  })

  it('names the seed of its models for what it is', async () => {
    const points = await workbench.invoke('map.points', {})
    expect(points.map(({ name }) => name.replace(/^.*σ = (none|\d), /, ''))).toEqual(
      points.map(({ seed }) => `training seed ${seed ?? ''}`),
    )
    expect(new Set(points.map(({ seed }) => seed))).toEqual(new Set([0, 1]))
  })

  it('says nothing of the machine that made it', async () => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!/\.jsonl?$/.test(entry.name)) continue
      const text = await readFile(join(entry.parentPath, entry.name), 'utf8')
      expect(text, entry.name).not.toMatch(/"(\/|[A-Z]:\\\\)[^"]*"/)
    }
  })
})
