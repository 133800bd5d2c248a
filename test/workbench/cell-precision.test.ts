/** Corruption cells that end at a precision, beside all images of the same cells, with a real small network. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { looksAt } from '../../src-main/statistics/looked-at'
import { decodeCell } from '../../src-main/studies/corruption/cell-file'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { CorruptionResult } from '../../src-main/contract/kinds/corruption/study'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StoredCell } from '../../src-main/studies/corruption/cell-file'

const COUNT = 700
const POINTS = 6
const TIMEOUT = 120_000

let home: string
let workbench: Workbench
let whole: CorruptionResult
let ended: CorruptionResult

const CELLS: Extract<StudyRequestInput, { kind: 'corruption' }> = {
  ...{ kind: 'corruption', models: ['all'], dataSet: 'gratings', batchSize: 64 },
  ...{ types: ['gaussian_noise', 'fog', 'contrast'], severities: [1, 5] },
}

async function run(request: StudyRequestInput): Promise<CorruptionResult> {
  const { id } = await workbench.invoke('study.start', { request })
  expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
  return (await workbench.invoke('study.result', { study: id })) as CorruptionResult
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-precision-'))
  process.env['HALFPOWER_CONFIGURATION'] = join(home, 'configuration')
  await makeGratings(join(home, 'gratings'), 8, COUNT)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  const { id } = await workbench.invoke('study.start', {
    request: {
      ...{ kind: 'sweep', dataSet: 'gratings', sigmas: [null], recipe: 'demo', width: 2 },
      ...{ epochs: 2, batchSize: 8, trainLimit: 60 },
    },
  })
  await workbench.invoke('study.wait', { study: id })
  whole = await run(CELLS)
  ended = await run({ ...CELLS, precision: POINTS })
}, TIMEOUT)

afterAll(async () => {
  await workbench.close()
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

it('gives the answers of all images to the first ones of one order, and ends at a look of those that were fixed', async () => {
  const { all, few } = await storedCells()
  expect([all.length, few.length]).toEqual([6, 6])
  const longest = few.reduce((a, b) => (a.index.length > b.index.length ? a : b))
  for (const cell of few) {
    expect(looksAt(COUNT)).toContain(cell.index.length)
    expect([...cell.index]).toEqual([...longest.index.subarray(0, cell.index.length)])
  }
  for (const [i, { type, severity, accuracy }] of ended.models[0]!.cells.entries()) {
    const exhaustive = whole.models[0]!.cells[i]!
    expect([exhaustive.type, exhaustive.severity]).toEqual([type, severity])
    if (accuracy.count < COUNT) expect((accuracy.high - accuracy.low) / 2).toBeLessThanOrEqual(POINTS / 100)
    // All images are one sample: what the first of them say lies within their interval of it, but for chance.
    expect(Math.abs(accuracy.value - exhaustive.accuracy.value)).toBeLessThan(POINTS / 100)
    // The same answers to the same images.
    const cell = few.find(
      ({ index, predicted }) =>
        index.length === accuracy.count && rightShare(index, predicted, few) === accuracy.value,
    )
    expect(cell).toBeDefined()
    expect(
      all.some((other) =>
        cell!.index.every((image, k) => other.predicted[other.index.indexOf(image)] === cell!.predicted[k]),
      ),
    ).toBe(true)
  }
})

it('says what that saved and that it is not the published protocol', async () => {
  const { precision, notices, comparable, models } = ended
  const answered = models[0]!.cells.reduce((sum, { accuracy }) => sum + accuracy.count, 0)
  expect(precision).toEqual({ points: POINTS, unit: 'percentage points', answered, of: 6 * COUNT })
  expect(answered).toBeLessThan(6 * COUNT)
  expect(notices[0]).toContain(`${answered} of ${6 * COUNT} answers`)
  expect(notices[0]).toContain('not the published protocol')
  expect(comparable).toBe(false)
  expect(whole.precision).toBeUndefined()
  const { mean, low, high } = { mean: models[0]!.mean!, ...models[0]!.intervals!.mean! }
  expect(low).toBeLessThan(mean)
  expect(high).toBeGreaterThan(mean)
  expect(whole.models[0]!.mean!).toBeGreaterThan(low)
  expect(whole.models[0]!.mean!).toBeLessThan(high)
  const [point] = await workbench.invoke('map.points', {})
  expect(point!.corruptions.map(({ precision: each }) => each?.points)).toEqual([POINTS])
  expect(point!.work?.[ended.study]?.words).toContain('± 6 points and not all images')
})

it('is computed anew to the same bits', async () => {
  const before = (await storedCells()).few
  for (const { file } of before)
    for (const ending of ['.npz', '.json']) await rm(`${file.slice(0, -4)}${ending}`)
  await workbench.invoke('study.resume', { study: ended.study })
  await workbench.invoke('study.wait', { study: ended.study })
  const after = (await storedCells()).few
  expect(after).toEqual(before)
})

function rightShare(index: Int32Array, predicted: Int16Array, cells: readonly StoredCell[]): number {
  const { label } = cells.find((cell) => cell.index === index)!
  return predicted.reduce((sum, each, i) => sum + Number(each === label[i]), 0) / index.length
}

/** Of both studies: those of a precision have their images in a drawn order. */
async function storedCells(): Promise<{ all: StoredCell[]; few: (StoredCell & { file: string })[] }> {
  const results = join(home, 'p.halfpower', 'results')
  const names = (await readdir(results, { recursive: true })).filter((name) => name.endsWith('.json')).sort()
  const all: StoredCell[] = []
  const few: (StoredCell & { file: string })[] = []
  for (const name of names) {
    const { inputs } = JSON.parse(await readFile(join(results, name), 'utf8')) as {
      inputs: { kind: string; settings: { precision?: unknown } }
    }
    if (inputs.kind !== 'corruption') continue
    const file = join(results, `${name.slice(0, -5)}.npz`)
    const cell = decodeCell(await readFile(file), file)
    if (inputs.settings.precision === undefined) all.push(cell)
    else few.push({ ...cell, file })
  }
  return { all, few }
}
