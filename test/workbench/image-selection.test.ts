/** Which images are measured, through the Workbench, on a folder as people have it: sorted by class, in one part. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeNpz } from '../../src-main/checkpoints/npz'
import { withSum } from '../../src-main/project/sum'
import { splitForTraining } from '../../src-main/training/train'
import { measuringConditions } from '../../src-main/workbench/families/conditions'
import { mayShare } from '../../src-main/studies/planning/same-files'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, pixelAt } from '../support/small-project'
import type { MeasuredImages } from '../../src-main/contract/images/selection'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StoredHead } from '../../src-main/project/sum'

const SIZE = 8
/** Of each of three classes, one class after the other. */
const EACH = 20
const COUNT = 3 * EACH
const TIMEOUT = 120_000

let home: string
let workbench: Workbench
/** By training seed. */
let models: string[]

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-selection-'))
  process.env['HALFPOWER_CONFIGURATION'] = join(home, 'configuration')
  const label = (i: number): number => Math.floor(i / EACH)
  const data = Uint8Array.from({ length: COUNT * SIZE * SIZE }, (_, k) => {
    const i = Math.floor(k / (SIZE * SIZE))
    return pixelAt(3 * i + label(i), k % SIZE, SIZE)
  })
  await writeFile(
    join(home, 'sorted.npz'),
    encodeNpz({
      images: { shape: [COUNT, SIZE, SIZE, 1], dtype: 'uint8', data },
      labels: {
        shape: [COUNT],
        dtype: 'int32',
        data: Int32Array.from({ length: COUNT }, (_, i) => label(i)),
      },
    }),
  )
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
  await workbench.invoke('dataSet.add', { path: join(home, 'sorted.npz') })
  const { id } = await workbench.invoke('study.start', {
    request: {
      kind: 'sweep',
      dataSet: 'sorted',
      sigmas: [null],
      seeds: [0, 1, 2, 3],
      width: 2,
      recipe: 'demo',
      epochs: 1,
      batchSize: 16,
    },
  })
  await workbench.invoke('study.wait', { study: id })
  const result = await workbench.invoke('study.result', { study: id })
  models = result.kind === 'sweep' ? result.runs.map(({ model }) => model!) : []
}, TIMEOUT)

afterAll(async () => {
  await workbench.close()
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function run(request: StudyRequestInput): Promise<{ id: string; which: MeasuredImages }> {
  const { id } = await workbench.invoke('study.start', { request })
  const info = await workbench.invoke('study.wait', { study: id })
  if (info.state !== 'done') throw new Error(JSON.stringify(info))
  const result = await workbench.invoke('study.result', { study: id })
  if (result.kind === 'sweep') throw new Error('a sweep measures no chosen images')
  return { id, which: result.which! }
}

const accuracyOf = (model: string, more: object = {}): StudyRequestInput => ({
  kind: 'evaluation',
  dataSet: 'sorted',
  models: [model],
  ...more,
})

describe('images that a model was trained on', () => {
  it(
    'are left out, and it is said; those that chose its epoch, too',
    async () => {
      const { validation } = splitForTraining(COUNT, { validationFraction: 0.1 }, 0)
      const { which, id } = await run(accuracyOf(models[0]!))
      expect(which).toMatchObject({
        words: 'the 6 images that no model of the study was trained on, from "sorted"',
        images: 6,
        trainingImages: 'none',
      })
      expect(which.notices.join(' ')).toContain('54 images of the data set are left out')
      expect(which.notices.join(' ')).toContain('6 of the 6 images chose the epoch')
      const log = await workbench.invoke('study.log', { study: id })
      expect(log.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual(
        which.notices,
      )
      const { plan } = await workbench.invoke('study.plan', {
        request: { kind: 'attack', dataSet: 'sorted', models: [models[0]!], norm: 'L2' },
      })
      if (plan.kind !== 'attack') throw new Error(plan.kind)
      expect(plan.images.indices.toSorted((a, b) => a - b)).toEqual([...validation])
    },
    TIMEOUT,
  )

  it(
    'are said to be left out, too, where the others are chosen further',
    async () => {
      const words = async (more: object): Promise<string> =>
        (await run(accuracyOf(models[0]!, more))).which.words
      expect(await words({ first: 3 })).toBe(
        'the first 3 of the images that no model of the study was trained on, from "sorted"',
      )
      expect(await words({ limit: 4 })).toBe(
        'a class-balanced subset of 4 images that no model of the study was trained on (subset seed 0), from "sorted"',
      )
      expect(await words({ perClass: 1 })).toMatch(
        /^a class-balanced subset of [1-3] images? that no model of the study was trained on, 1 per class \(subset seed 0\), from "sorted"$/,
      )
    },
    TIMEOUT,
  )

  it(
    'are the same for every training seed, so that these are measured together and alone on the same ones',
    async () => {
      const seeds = models.slice(0, 3)
      const { which } = await run({ kind: 'evaluation', dataSet: 'sorted', models: seeds })
      expect(which.words).toBe('the 6 images that no model of the study was trained on, from "sorted"')
      const alone = await Promise.all(
        [seeds, ...seeds.map((model) => [model])].map(async (wanted) => {
          const { plan } = await workbench.invoke('study.plan', {
            request: { kind: 'hybrid', dataSet: 'sorted', models: wanted },
          })
          if (plan.kind !== 'hybrid') throw new Error(plan.kind)
          return measuringConditions(plan)
        }),
      )
      expect(new Set(alone).size).toBe(1)
      const { validation } = splitForTraining(COUNT, { validationFraction: 0.1 }, 0)
      const { plan } = await workbench.invoke('study.plan', {
        request: { kind: 'attack', dataSet: 'sorted', models: seeds, norm: 'L2' },
      })
      if (plan.kind !== 'attack') throw new Error(plan.kind)
      expect(plan.images.indices.toSorted((x, y) => x - y)).toEqual([...validation])
    },
    TIMEOUT,
  )

  it('leave nothing for models of older versions whose trainings took all, together', async () => {
    const together = models.flatMap((_, seed) => [
      ...splitForTraining(COUNT, { validationFraction: 0.1 }, seed).train,
    ])
    expect(new Set(together).size).toBe(COUNT)
    const paths = models.map((id) => join(home, 'p.halfpower', 'models', id, 'model.json'))
    const stored = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
    try {
      for (const [i, path] of paths.entries()) {
        const model = JSON.parse(stored[i]!) as StoredHead & { provenance: { split: { seed?: number } } }
        expect(model.provenance.split.seed).toBe(0)
        delete model.provenance.split.seed
        await writeFile(path, JSON.stringify(withSum(model)))
      }
      await expect(run({ kind: 'hybrid', dataSet: 'sorted', models: ['all'] })).rejects.toThrow(
        /^No image of "sorted" is left: .* all 60 of them, together. Measure on a test set .* --include-training-images\.$/,
      )
    } finally {
      for (const [i, path] of paths.entries()) await writeFile(path, stored[i]!)
    }
  })

  it(
    'are used when they are asked for, which the result, the log and the Map say',
    async () => {
      const { which, id } = await run(accuracyOf(models[0]!, { includeTrainingImages: true }))
      expect(which).toMatchObject({ images: COUNT, trainingImages: 'some' })
      expect(which.notices[0]).toBe(
        'A model of the study was trained on 54 of the 60 images: its numbers are those of images that it knows, not of new ones.',
      )
      const points = await workbench.invoke('map.points', {})
      expect(points.find((point) => point.id === models[0])!.onTrainingImages).toEqual([id])
      expect(points.find((point) => point.id === models[1])!.onTrainingImages).toBeUndefined()
    },
    TIMEOUT,
  )

  it('are said of a list that names them', async () => {
    const file = join(home, 'pairs.csv')
    await writeFile(file, 'low,high\n0,20\n1,40\n')
    const { train } = splitForTraining(COUNT, { validationFraction: 0.1 }, 0)
    const named = [0, 20, 1, 40].filter((index) => train.includes(index)).length
    const { plan } = await workbench.invoke('study.plan', {
      request: { kind: 'hybrid', dataSet: 'sorted', models: [models[0]!], pairsFile: file },
    })
    if (plan.kind !== 'hybrid') throw new Error(plan.kind)
    expect(plan.data.selection).toMatchObject({ rule: { kind: 'listed' }, found: { training: named } })
  })
})

describe('the same files, added in another way', () => {
  it(
    'are not called new to a model that was trained on them',
    async () => {
      await workbench.invoke('dataSet.add', {
        path: join(home, 'sorted.npz'),
        name: 'padded',
        transforms: { gray: false, size: SIZE, fit: 'pad' },
      })
      const { which, id } = await run({ kind: 'evaluation', dataSet: 'padded', models: [models[0]!] })
      expect(which).toMatchObject({
        images: COUNT,
        trainingImages: 'unknown',
        words: `all ${COUNT} images, from "padded"`,
      })
      expect(which.notices).toEqual([
        expect.stringMatching(
          /^It is not known whether ".*" was trained on some of these images: .* same files/,
        ),
      ])
      const log = await workbench.invoke('study.log', { study: id })
      expect(log.filter(({ level }) => level === 'warning')).toHaveLength(1)
    },
    TIMEOUT,
  )

  it('are told by where they lie and which part they are', () => {
    const at = (path: string, split: string | null) => ({ path: join(home, path), split })
    expect(mayShare(at('a', 'train'), at('a', 'test'))).toBe(false)
    expect(mayShare(at('a', 'train'), at('a', 'train'))).toBe(true)
    expect(mayShare(at('a', null), at('a', 'test'))).toBe(true)
    expect(mayShare(at('a', null), at('ab', null))).toBe(false)
    expect(mayShare(at('a', 'test'), at('a/Training', null))).toBe(false)
    expect(mayShare(at('a/seg_train', null), at('a', 'train'))).toBe(true)
    expect(mayShare(at('a', 'test'), at('a/b', null))).toBe(true)
  })
})

describe('a part of the images', () => {
  const all = { includeTrainingImages: true }

  it.each([
    ['hybrid', { kind: 'hybrid' as const, fMix: [0, 1], seeds: [0], limit: 9 }],
    ['evaluation', { kind: 'evaluation' as const, limit: 9 }],
    ['attack', { kind: 'attack' as const, norm: 'L2' as const, limit: 9 }],
    ['corruption', { kind: 'corruption' as const, types: ['fog' as const], limit: 9 }],
    ['filter', { kind: 'filter' as const, cutOffs: [0.5], limit: 9 }],
    ['fourier-map', { kind: 'fourier-map' as const, extent: 1, limit: 9 }],
  ])('is class-balanced in a plan of kind %s', async (_, request) => {
    const { plan } = await workbench.invoke('study.plan', {
      request: { ...request, dataSet: 'sorted', models: [models[0]!], ...all },
    })
    if (plan.kind === 'sweep' || plan.kind === 'neural') throw new Error('no measurement')
    expect(plan.data.selection).toMatchObject({
      rule: { kind: 'class-balanced', images: 9, seed: 0 },
      found: { images: 9, perClass: [3, 3, 3] },
    })
    if (plan.kind !== 'attack') return
    const classes = plan.images.indices.map((index) => Math.floor(index / EACH))
    expect([0, 1, 2].map((label) => classes.filter((each) => each === label).length)).toEqual([3, 3, 3])
    expect(plan.images.origin).toMatch(/^a class-balanced subset of 9 images \(subset seed 0\), /)
  })

  it(
    'can be the first ones, and then it is said which classes are missing',
    async () => {
      const { which } = await run(accuracyOf(models[0]!, { first: 10, ...all }))
      expect(which.words).toBe('the first 10 images, from "sorted"')
      expect(which.notices[0]).toMatch(/^2 of the 3 classes have no image among them: "1" and "2"\./)
    },
    TIMEOUT,
  )

  it('is chosen in one way only', async () => {
    await expect(run(accuracyOf(models[0]!, { first: 10, limit: 9 }))).rejects.toThrow(
      /^Give one of --limit, --per-class and --first/,
    )
  })
})

it('a plan of an older version means what it meant, under the same keys', async () => {
  const { id } = await run(accuracyOf(models[0]!, { limit: 9, includeTrainingImages: true }))
  const path = join(home, 'p.halfpower', 'studies', id, 'plan.json')
  const stored = JSON.parse(await readFile(path, 'utf8')) as StoredHead & {
    plan: { data: { hash: string; limit: number; selection?: unknown } }
  }
  delete stored.plan.data.selection
  await writeFile(path, JSON.stringify(withSum({ ...stored, version: 1 })))
  const { plan } = await workbench.invoke('study.get', { study: id })
  expect(plan).toEqual(stored.plan)
  await workbench.invoke('study.resume', { study: id })
  await workbench.invoke('study.wait', { study: id })
  const result = await workbench.invoke('study.result', { study: id })
  if (result.kind !== 'evaluation') throw new Error(result.kind)
  expect(result.which!.words).toBe(
    'a random subset of 9 images, whatever their classes (subset seed 0), from "sorted"',
  )
  expect(result.models).toHaveLength(1)
})
