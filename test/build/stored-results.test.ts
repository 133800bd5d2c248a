/**
 * What a unit has left is read through one door (`RESULT_FILE` of project/kinds.ts), which knows what a unit of each kind
 * finds. This test reads the source: it lists whoever reads results, and finds those that go past the door.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '../../src-main/contract/kinds/kinds'
import { unitKey } from '../../src-main/project/keys'
import { createProject } from '../../src-main/project/project'
import { readResultAt } from '../../src-main/project/results'
import { ROOT } from '../support/root'
import type { Project } from '../../src-main/project/project'

/** What makes, holds, or leads past the door, and who may name it. */
const DOOR: Readonly<Record<string, string[]>> = {
  // The shape without its data: the door itself, and nobody else.
  resultFileSchema: ['contract/stored-result.ts', 'contract/studies.ts'],
  storedResultSchema: ['contract/stored-result.ts', 'contract/studies/cluster.ts', 'project/kinds.ts'],
  RESULT_FILE: ['project/kinds.ts', 'project/results.ts'],
  // Paths of results: of tasks, which readResultAt opens, and for sizes of files that are thrown away.
  jsonPath: [
    'project/results.ts',
    'studies/attack/expand.ts',
    'studies/facts.ts',
    'studies/study.ts',
    'studies/sweep/expand.ts',
    'workbench/bin/empty.ts',
  ],
}

/** Who reads text as JSON without a schema of stored files; none of it is a result that is shown. */
const PARSERS = ['jobs/earlier-versions.ts', 'project/lines.ts', 'project/stored-file.ts', 'project/sum.ts']

/** Every reader of results there is, by the way that it takes. */
const READERS: Readonly<Record<string, string[]>> = {
  readResultAt: ['studies/attack/run-guards.ts', 'studies/attack/run-summary.ts', 'studies/sweep/train.ts'],
  readableResult: [
    'studies/spectrum/window.ts',
    'workbench/comparison/compare-models.ts',
    'workbench/map/perturbations.ts',
    'workbench/studies/service.ts',
  ],
  'results.read': [
    'jobs/cluster/packed-project.ts',
    'jobs/continuity.ts',
    'jobs/finished.ts',
    'jobs/publish.ts',
    'studies/attack/perturbation-start.ts',
    'studies/attack/window/views.ts',
    'studies/readable-result.ts',
    'studies/spectrum/window.ts',
    'workbench/cluster/import-results.ts',
    'workbench/cluster/run-units.ts',
  ],
  'results.inspect': [
    'jobs/earlier-versions.ts',
    'jobs/finished.ts',
    'jobs/publish.ts',
    'studies/neural/window.ts',
  ],
}

const sources = new Map<string, string>()
let home: string
let project: Project

beforeAll(async () => {
  const folder = join(ROOT, 'src-main')
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith('.ts'))
      sources.set(name.replaceAll('\\', '/'), await readFile(join(folder, name), 'utf8'))
  home = await mkdtemp(join(tmpdir(), 'halfpower-results-'))
  project = await createProject(join(home, 'p.halfpower'))
})
afterAll(async () => {
  await project.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const naming = (words: string, but: RegExp = /^$/): string[] =>
  [...sources]
    .filter(([name, text]) => !but.test(name) && new RegExp(`\\b${words.replace('.', '[.]')}\\b`).test(text))
    .map(([name]) => name)
    .sort()

describe('stored results', () => {
  it.each(Object.entries(DOOR))('%s is named by the door alone', (name, files) => {
    expect(naming(name)).toEqual(files)
  })

  it('are parsed by nobody but the door', () => {
    const parsing = naming('JSON.parse').filter((name) =>
      /^(figures|jobs|project|studies|workbench)\//.test(name),
    )
    expect(parsing).toEqual(PARSERS)
  })

  it.each(Object.entries(READERS))('have these readers by %s', (way, files) => {
    expect(naming(way, /^(project\/results|studies\/readable-result)\.ts$/)).toEqual(
      files.filter((name) => name !== 'studies/readable-result.ts'),
    )
  })

  const units = Object.values(KINDS).flatMap(({ units: each }) => Object.keys(each))
  it.each(units)('of a unit "%s" that no unit can find are damage, whoever reads them', async (kind) => {
    const inputs = { kind }
    const result = {
      format: 'halfpower result' as const,
      version: 1 as const,
      ...{ key: unitKey(inputs as never), kind, inputs, data: { correct: -5, total: 1e308 }, arrays: null },
    }
    // Its sum is right: it says that nobody changed it by accident, and nothing about sense.
    await project.results.commitWithoutArrays(result)
    const path = project.results.jsonPath(result.key)
    expect(dirname(path)).toContain(project.folder)
    const sentence = new RegExp(`"${path}" is damaged: "data.*resume its study`)
    await expect(project.results.read(result.key)).rejects.toThrow(sentence)
    await expect(readResultAt(path)).rejects.toThrow(sentence)
    expect(await project.results.inspect(result.key, null)).toEqual({ state: 'damaged' })
  })
})
