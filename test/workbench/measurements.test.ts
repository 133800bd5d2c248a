/**
 * Corruptions, filters and Fourier maps through the Workbench, on a small real project: gratings and two networks.
 * Official files are made by the test.
 */
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { decodeNpz } from '../../src-main/checkpoints/npz'
import { methods } from '../../src-main/contract/methods'
import { noticesOf } from '../../src-main/studies/corruption/origin'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings, pixelAt } from '../support/small-project'
import type { CorruptionPlan, CorruptionResult } from '../../src-main/contract/kinds/corruption/study'
import type { MethodInput, MethodName, MethodOutput } from '../../src-main/contract/methods'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StudyResult } from '../../src-main/contract/studies/results'

const SIZE = 16
const COUNT = 45
const TIMEOUT = 240_000

let home: string
let workbench: Workbench
let models: string[]

async function ask<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const output = await workbench.invoke(name, input)
  methods[name].output.parse(output)
  return output
}

async function run(request: StudyRequestInput): Promise<string> {
  const { id } = await ask('study.start', { request })
  const info = await ask('study.wait', { study: id })
  if (info.state !== 'done') throw new Error(JSON.stringify(info))
  return id
}

async function resultOf<Kind extends StudyResult['kind']>(
  study: string,
  kind: Kind,
): Promise<Extract<StudyResult, { kind: Kind }>> {
  const result = await ask('study.result', { study })
  if (result.kind !== kind) throw new Error(result.kind)
  return result as Extract<StudyResult, { kind: Kind }>
}

/** The bytes of a picture, one channel. */
async function pixels(url: string): Promise<number[]> {
  const { bytes } = await workbench.image(decodeURIComponent(url))
  return [...(await sharp(bytes).extractChannel(0).raw().toBuffer())]
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-measurements-'))
  await makeGratings(join(home, 'gratings'), SIZE, COUNT)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await ask('project.create', { folder: join(home, 'p.halfpower') })
  await ask('dataSet.add', { path: join(home, 'gratings') })
  await run({
    kind: 'sweep',
    dataSet: 'gratings',
    sigmas: [null, 1],
    width: 2,
    recipe: 'demo',
    epochs: 4,
    batchSize: 8,
  })
  models = (await ask('model.list', {})).map(({ id }) => id)
}, TIMEOUT)

afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('a corruption study of images made here', () => {
  let study: string
  let result: CorruptionResult

  beforeAll(async () => {
    study = await run({
      kind: 'corruption',
      models: ['all'],
      dataSet: 'gratings',
      types: ['fog', 'gaussian_noise', 'frost'],
      severities: [5, 1],
      spectra: true,
      baseline: models[0]!,
      keepImages: true,
      batchSize: 16,
    })
    result = await resultOf(study, 'corruption')
  }, TIMEOUT)

  it('has every cell of every model, in the order of the benchmark, and says whose frost it is', () => {
    expect(result.models.map(({ id }) => id)).toEqual(models)
    for (const { cells, missing } of result.models) {
      expect(cells.map(({ type, severity }) => `${type} ${severity}`)).toEqual([
        ...['gaussian_noise 1', 'gaussian_noise 5', 'frost 1', 'frost 5', 'fog 1', 'fog 5'],
      ])
      expect(missing).toBe(0)
      expect(cells.every(({ accuracy }) => accuracy.count === COUNT)).toBe(true)
    }
    expect(result.origin).toMatchObject({
      kind: 'generated',
      label: 'generated here (CIFAR-C constants), gray pixels corrupted, frost is ours',
      table: 'CIFAR-C',
      gray: true,
    })
    expect(result.comparable).toBe(false)
    expect(result.notices.join(' ')).toMatch(/Frost is ours/)
    const [model] = result.models
    const mean = model!.cells.reduce((sum, { accuracy }) => sum + accuracy.value, 0) / 6
    expect(model!.mean).toBeCloseTo(mean, 12)
    expect(model!.groups.medium).toBeNull()
  })

  it(
    'measures the images that it keeps: the same accuracy on them as a data set of their own',
    async () => {
      expect(result.kept).toHaveLength(6)
      const { file } = result.kept.find(({ type, severity }) => type === 'gaussian_noise' && severity === 5)!
      const kept = decodeNpz(await readFile(join(home, 'p.halfpower', file)))
      expect(kept.images!.shape).toEqual([COUNT, SIZE, SIZE, 1])
      const folder = join(home, 'noisy.npz')
      await writeFile(folder, await readFile(join(home, 'p.halfpower', file)))
      await ask('dataSet.add', { path: folder, name: 'noisy' })
      const again = await resultOf(
        await run({ kind: 'evaluation', models: ['all'], dataSet: 'noisy', batchSize: 16 }),
        'evaluation',
      )
      for (const { id, accuracy } of again.models) {
        const cell = result.models.find((model) => model.id === id)!.cells
        expect(
          cell.find(({ type, severity }) => type === 'gaussian_noise' && severity === 5)!.accuracy,
        ).toEqual(accuracy)
      }
      // And the pictures are those images.
      const gallery = await ask('corruption.gallery', {
        study,
        type: 'gaussian_noise',
        severity: 5,
        start: 3,
        count: 2,
      })
      expect(gallery.total).toBe(COUNT)
      expect(gallery.images.map(({ index }) => index)).toEqual([3, 4])
      const shown = await pixels(gallery.images[0]!.corrupted.url)
      expect(shown).toEqual([...kept.images!.data.slice(3 * SIZE * SIZE, 4 * SIZE * SIZE)].map(Number))
      expect((await pixels(gallery.images[0]!.clean!.url)).slice(0, SIZE)).toEqual(
        Array.from({ length: SIZE }, (_, x) => pixelAt(3, x, SIZE)),
      )
      const preview = await ask('corruption.preview', {
        dataSet: 'gratings',
        images: [3],
        types: ['gaussian_noise'],
        severities: [5],
      })
      expect(preview.table).toBe('CIFAR-C')
      expect(await pixels(preview.cells[0]!.urls[0]!)).toEqual(shown)
    },
    TIMEOUT,
  )

  it('finds images by how models answer', async () => {
    const place = { study, type: 'gaussian_noise' as const, severity: 5 as const, start: 0, count: 200 }
    const model = models[1]!
    const right = await ask('corruption.gallery', { ...place, outcome: 'right', model })
    const wrong = await ask('corruption.gallery', { ...place, outcome: 'wrong', model })
    const { accuracy } = result.models[1]!.cells[1]!
    expect(right.total).toBe(Math.round(accuracy.value * COUNT))
    expect(right.total + wrong.total).toBe(COUNT)
    for (const { answers, label } of right.images) {
      const answer = answers.find((each) => each.model === model)!
      expect(answer).toMatchObject({ predicted: label, right: true })
    }
  })

  it('has mCE of 100 % for its baseline, and another for the others unless they are alike', () => {
    const [baseline] = result.models
    if (baseline!.byType.every(({ mean }) => mean! < 1)) expect(baseline!.mce!.value).toBeCloseTo(100, 10)
    else expect(baseline!.mce).toBeNull()
  })

  it('has spectra: noise is flat, fog is low', async () => {
    const spectra = result.spectra!
    expect(spectra.images).toBe(COUNT)
    expect(spectra.thresholds.values).toHaveLength(30)
    const half = (type: string): number => {
      const profile = spectra.profiles.find((each) => each.type === type && each.severity === 5)!
      expect(profile.cumulative.at(-1)).toBe(1)
      return spectra.thresholds.values[profile.cumulative.findIndex((value) => value! >= 0.5)]!
    }
    // White noise: half of its power lies within half of the plane, a disc of radius √(1/2π) = 0.399.
    expect(Math.abs(half('gaussian_noise') - 0.399)).toBeLessThan(0.05)
    expect(half('fog')).toBeLessThan(0.2)
    expect(spectra.groups.map(({ group, severity }) => `${group} ${severity}`)).toEqual([
      ...['low 1', 'low 5', 'high 1', 'high 5'],
    ])
    const { maps, missing } = await ask('corruption.maps', { study, severity: 5, scale: 'shared' })
    expect(missing).toEqual([])
    expect(maps.map(({ type }) => type)).toEqual(['gaussian_noise', 'frost', 'fog'])
    expect(new Set(maps.map(({ range }) => JSON.stringify(range))).size).toBe(1)
    expect(maps[0]!.values[(SIZE / 2) * SIZE + SIZE / 2]).toBeNull()
    // Mean power of a coefficient of the noise, back from the logarithm.
    const power = maps[0]!.values.filter((value) => value !== null).map(Math.exp)
    const profile = spectra.profiles.find(
      ({ type, severity }) => type === 'gaussian_noise' && severity === 5,
    )!
    expect(power.reduce((sum, value) => sum + value, 0) / power.length / profile.meanPower).toBeCloseTo(1, 4)
  })

  it('is on the Map, by its own name', async () => {
    const points = await ask('map.points', {})
    for (const model of result.models) {
      const [point] = points.find(({ id }) => id === model.id)!.corruptions
      expect(point).toMatchObject({
        study,
        mean: model.mean,
        groups: model.groups,
        origin: { axis: 'gratings, corrupted here: acc. (%)' },
      })
    }
  })
})

describe('official files', () => {
  const types = ['brightness', 'gaussian_noise']

  /** Severity s: the gratings in gray as three channels, s − 1 times half as strong; 15 types are not needed. */
  async function makeArrays(folder: string, labels: number[]): Promise<void> {
    await mkdir(folder, { recursive: true })
    const images = new Uint8Array(5 * COUNT * SIZE * SIZE * 3)
    for (let i = 0; i < images.length; i++) {
      const pixel = Math.floor(i / 3)
      const image = Math.floor(pixel / (SIZE * SIZE))
      const severity = Math.floor(image / COUNT)
      const value = pixelAt(image % COUNT, pixel % SIZE, SIZE)
      images[i] = Math.round(128 + (value - 128) / 2 ** severity)
    }
    const shape = [5 * COUNT, SIZE, SIZE, 3]
    for (const type of types)
      await writeFile(join(folder, `${type}.npy`), encodeNpy({ shape, dtype: 'uint8', data: images }))
    const all = Uint8Array.from({ length: 5 * COUNT }, (_, i) => labels[i % COUNT]!)
    await writeFile(join(folder, 'labels.npy'), encodeNpy({ shape: [all.length], dtype: 'uint8', data: all }))
  }

  const labels = Array.from({ length: COUNT }, (_, i) => i % 3)
  const request = (folder: string): StudyRequestInput => ({
    kind: 'corruption',
    models: ['all'],
    dataSet: 'gratings',
    source: { kind: 'official', folder },
    types: ['brightness'],
    severities: [1, 3],
    spectra: true,
    batchSize: 16,
  })

  it(
    'in the layout of CIFAR-10-C: severity 1 is as good as clean, because it is clean',
    async () => {
      const folder = join(home, 'gratings-C')
      await makeArrays(folder, labels)
      expect(await ask('corruption.inspect', { folder })).toMatchObject({
        set: null,
        types: ['gaussian_noise', 'brightness'],
        images: COUNT,
        channels: 3,
        crops: ['as stored'],
        notice: expect.stringMatching(/lacks 13 of the 15/) as string,
      })
      const study = await run(request(folder))
      const result = await resultOf(study, 'corruption')
      expect(result.origin).toMatchObject({ kind: 'official', set: null, gray: true, table: null })
      expect(result.origin.axis).toBe('gratings-C (own files) acc. (%)')
      for (const { clean, cells } of result.models) {
        expect(cells[0]!.accuracy).toEqual(clean)
        expect(cells).toHaveLength(2)
      }
      const gallery = await ask('corruption.gallery', {
        study,
        type: 'brightness',
        severity: 3,
        start: 0,
        count: 1,
      })
      expect(await pixels(gallery.images[0]!.corrupted.url)).toEqual(
        Array.from({ length: SIZE * SIZE }, (_, i) =>
          Math.round(128 + (pixelAt(0, i % SIZE, SIZE) - 128) / 4),
        ),
      )
      // Nothing of severity 1 differs from clean but the rounding to gray: there is no spectrum, or next to none.
      expect(result.spectra!.profiles[0]!.meanPower).toBeLessThan(1e-6)
      const points = await ask('map.points', {})
      const origins = points[0]!.corruptions.map(({ origin }) => origin.kind)
      expect(origins).toEqual(['official', 'generated'])
    },
    TIMEOUT,
  )

  it('that do not belong to the images, or lack what is asked for, are refused in a sentence', async () => {
    const folder = join(home, 'other-C')
    await makeArrays(folder, labels)
    const plan = (changed: object) => ask('study.plan', { request: { ...request(folder), ...changed } })
    await expect(plan({ types: ['brightness', 'snow'] })).rejects.toThrow(
      /has no snow: name the types that are there with --types gaussian_noise,brightness\.$/,
    )
    await expect(plan({ keepImages: true })).rejects.toThrow(/on disk already/)
    await expect(plan({ models: [], spectra: false })).rejects.toThrow(/Nothing is asked for/)
    await expect(
      plan({ source: { kind: 'official', folder, crop: 'resize 256, centre crop 224' } }),
    ).rejects.toThrow(/is for 224×224 images/)
    await expect(plan({ source: { kind: 'official', folder: home } })).rejects.toThrow(
      /holds no corruption types/,
    )
    await makeArrays(
      folder,
      labels.map((label) => label + 1),
    )
    await expect(plan({})).rejects.toThrow(/has 4 classes, but "gratings" has 3/)
  })

  it('are matched with the clean images by all labels, not by their number', async () => {
    const folder = join(home, 'sorted-C')
    const plan = async (changed: object): Promise<CorruptionPlan> => {
      const asked: object = { spectra: false, ...changed }
      const found = await ask('study.plan', { request: { ...request(folder), ...asked } })
      return found.plan as CorruptionPlan
    }
    // The models know some images of the part "train": the official ones at the same places are left out, too.
    await makeArrays(folder, labels)
    const same = await plan({ split: 'train' })
    expect(same.source).toMatchObject({ labels: 'as clean' })
    expect(same.data.selection!.found.images).toBeLessThan(COUNT)
    expect(noticesOf(same, undefined).join(' ')).not.toMatch(/clean accuracy/)

    // As many images of each class, sorted.
    const sorted = [...labels].sort()
    await makeArrays(folder, sorted)
    const where = { split: 'train' }
    await expect(plan(where)).rejects.toThrow(
      /another order than those of "gratings", by their labels, and a model was trained on some of those/,
    )
    await expect(plan({ split: 'test', spectra: true })).rejects.toThrow(/Spectra need the clean images/)
    const some = await plan({ split: 'test', limit: 9 })
    expect(noticesOf(some, undefined).join(' ')).toMatch(
      /another order.*the clean accuracy is of other images/,
    )
    const all = await plan({ split: 'test' })
    expect(noticesOf(all, undefined).join(' ')).toMatch(/another order.*which is which is not known/)

    // As many images, other classes.
    await makeArrays(folder, [...labels.slice(1), 2])
    await expect(plan(where)).rejects.toThrow(/other labels than those of "gratings"/)
    const other = await plan({ ...where, includeTrainingImages: true })
    expect(other.source).toMatchObject({ labels: 'other' })
    expect(noticesOf(other, undefined).join(' ')).toMatch(/clean accuracy is of other images/)
    // What was planned before labels were compared says so where it matters.
    const { labels: _labels, ...before } = some.source as Extract<
      CorruptionPlan['source'],
      { kind: 'official' }
    >
    expect(noticesOf({ ...some, source: before }, undefined).join(' ')).toMatch(/only the number/)
    expect(noticesOf({ ...all, source: before }, undefined).join(' ')).not.toMatch(/only the number/)
  })

  it(
    'in the layout of Tiny-ImageNet-C, and refused when files are missing',
    async () => {
      const folder = join(home, 'folders-C')
      for (const severity of [1, 2, 3, 4, 5]) {
        for (let i = 0; i < COUNT; i++) {
          const place = join(folder, 'fog', `${severity}`, `${i % 3}`)
          await mkdir(place, { recursive: true })
          const bytes = Buffer.from(Array.from({ length: SIZE * SIZE }, (_, k) => pixelAt(i, k % SIZE, SIZE)))
          const png = sharp(bytes, { raw: { width: SIZE, height: SIZE, channels: 1 } }).png()
          await writeFile(join(place, `${String(i).padStart(3, '0')}.png`), await png.toBuffer())
        }
      }
      const asked: StudyRequestInput = {
        ...request(folder),
        kind: 'corruption',
        types: ['fog'],
        spectra: false,
      } as StudyRequestInput
      const result = await resultOf(await run(asked), 'corruption')
      for (const { clean, cells } of result.models)
        for (const { accuracy } of cells) expect(accuracy).toEqual(clean)
      await rm(join(folder, 'fog', '2', '1', '001.png'))
      const again = { ...asked, severities: [2] } as StudyRequestInput
      await expect(ask('study.plan', { request: again })).rejects.toThrow(/files are missing/)
    },
    TIMEOUT,
  )
})

describe('a filter study', () => {
  it(
    'gives natural images where a filter takes nothing away, and hybrids are nearer to natural than filtered ones',
    async () => {
      const study = await run({
        kind: 'filter',
        models: ['all'],
        dataSet: 'gratings',
        cutOffs: [0, 0.3, 1],
        batchSize: 16,
      })
      const result = await resultOf(study, 'filter')
      for (const { clean, curves } of result.models) {
        const [low, high] = curves.map(({ points }) => points)
        // All frequencies of these gratings lie within Nyquist; a high-pass at 0 takes the mean, which is restored.
        expect(low![2]!.accuracy).toEqual(clean)
        expect(high![0]!.accuracy).toEqual(clean)
        expect(low!.map(({ cutOff }) => cutOff)).toEqual([0, 0.3, 1])
      }
      const { sets, images, floor, frequencies } = result.naturalness!
      expect(images).toBe(COUNT)
      expect(sets).toHaveLength(1 + 3 * 3)
      expect(sets[0]).toMatchObject({ kind: 'natural', distances: { wasserstein: 0, logSpectral: 0 } })
      for (const { histogram, power } of sets) {
        expect(histogram.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10)
        expect(power).toHaveLength(frequencies.values.length)
      }
      const at = (kind: string) => sets.find((set) => set.kind === kind && set.cutOff === 0.3)!.distances
      expect(at('hybrid').logSpectral).toBeLessThan(at('low-pass').logSpectral)
      expect(at('hybrid').logSpectral).toBeLessThan(at('high-pass').logSpectral)
      expect(floor.wasserstein).toBeGreaterThan(0)
      const preview = await ask('filter.preview', { dataSet: 'gratings', images: [0, 4], cutOffs: [1] })
      const shown = await pixels(preview.cutOffs[0]!.lowPass[1]!)
      shown.forEach((value, i) => expect(Math.abs(value - pixelAt(4, i % SIZE, SIZE))).toBeLessThanOrEqual(1))
    },
    TIMEOUT,
  )
})

describe('a Fourier map', () => {
  const request = (norm: number): StudyRequestInput => ({
    kind: 'fourier-map',
    models: [models[0]!],
    dataSet: 'gratings',
    norm,
    extent: 2,
    limit: 20,
    batchSize: 8,
  })

  it(
    'is the clean error everywhere where the perturbation is nothing, and symmetric where it is not',
    async () => {
      const nothing = await resultOf(await run(request(1e-7)), 'fourier-map')
      expect([nothing.height, nothing.width]).toEqual([5, 5])
      const [still] = nothing.models
      for (const value of still!.errorRate) expect(value).toBeCloseTo(1 - still!.clean!.value, 12)
      for (const value of still!.featureChange) expect(value!).toBeLessThan(1e-3)

      const strong = await resultOf(await run(request(3)), 'fourier-map')
      const [moved] = strong.models
      expect(moved!.rows).toEqual({ done: 3, total: 3 })
      expect(moved!.featureChange).toEqual([...moved!.featureChange].reverse())
      expect(moved!.errorRate).toEqual([...moved!.errorRate].reverse())
      const largest = (map: (number | null)[]): number => Math.max(...map.map(Number))
      expect(largest(moved!.featureChange)).toBeGreaterThan(10 * largest(still!.featureChange))
      expect(strong.norm).toEqual({ value: 3, unit: 'L2 per channel', origin: 'as asked' })
      expect(strong.axes.rows).toEqual([-2 / 16, -1 / 16, 0, 1 / 16, 2 / 16])
    },
    TIMEOUT,
  )

  it(
    'says first how long it takes, with the published norm',
    async () => {
      const estimate = await ask('fourierMap.estimate', {
        request: { kind: 'fourier-map', models: ['all'], dataSet: 'gratings', limit: 20, batchSize: 8 },
      })
      expect(estimate).toMatchObject({ models: 2, directions: (SIZE * SIZE + 4) / 2, images: 20 })
      expect(estimate.norm.value).toBe(4)
      expect(estimate.norm.origin).toMatch(
        /published for CIFAR-10 .* as it is; none is published for .*16×16 pixels$/,
      )
      expect(estimate.seconds).toBeCloseTo(2 * estimate.secondsPerModel, 8)
      expect(estimate.measuredImagesPerSecond).toBeGreaterThan(0)
    },
    TIMEOUT,
  )

  it('shows the perturbed images: what is added has the norm, but for clipping and rounding', async () => {
    const norm = 0.5
    const preview = await ask('fourierMap.preview', {
      dataSet: 'gratings',
      images: [1],
      directions: [{ row: SIZE / 2, column: SIZE / 2 + 3 }],
      norm,
    })
    expect(preview.directions[0]!.frequency).toEqual({ value: 3 / SIZE, unit: 'cycles/pixel' })
    const shown = await pixels(preview.directions[0]!.urls[0]!)
    const added = shown.map((value, i) => (value - pixelAt(1, i % SIZE, SIZE)) / 255)
    expect(Math.hypot(...added)).toBeCloseTo(norm, 1)
    const basis = await pixels(preview.directions[0]!.basis)
    expect([Math.min(...basis), Math.max(...basis)]).toEqual([0, 255])
    await expect(
      ask('fourierMap.preview', { dataSet: 'gratings', images: [1], directions: [{ row: 99, column: 0 }] }),
    ).rejects.toThrow(/There is no direction \(99, 0\)/)
  })
})

describe('a run that is ended in its middle', () => {
  /** Contents of all results, by file. */
  async function contents(project: string): Promise<Map<string, string>> {
    const folder = join(home, project, 'results')
    const found = new Map<string, string>()
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        found.set(entry.name, (await readFile(join(entry.parentPath, entry.name))).toString('base64'))
    return found
  }

  it(
    'goes on where it was and ends with the same bytes',
    async () => {
      const requests: StudyRequestInput[] = [
        {
          kind: 'corruption',
          models: ['all'],
          dataSet: 'gratings',
          types: ['shot_noise', 'contrast'],
          severities: [2],
          spectra: true,
          batchSize: 16,
        },
        { kind: 'filter', models: ['all'], dataSet: 'gratings', cutOffs: [0.2, 0.5], batchSize: 16 },
        { kind: 'fourier-map', models: ['all'], dataSet: 'gratings', extent: 1, limit: 10, batchSize: 8 },
      ]
      await ask('project.close', {})
      const start = async (project: string, launch: ReturnType<typeof inProcess>) => {
        const bench = new Workbench({ launch, threads: 1 })
        await bench.invoke('project.open', { folder: join(home, project), mode: 'write' })
        return bench
      }
      // Two copies of the project: one runs through, the other loses its process at every third result.
      await cp(join(home, 'p.halfpower'), join(home, 'whole.halfpower'), { recursive: true })
      await cp(join(home, 'p.halfpower'), join(home, 'ended.halfpower'), { recursive: true })
      const whole = await start('whole.halfpower', inProcess())
      for (const request of requests) {
        const { id } = await whole.invoke('study.start', { request })
        expect((await whole.invoke('study.wait', { study: id })).state).toBe('done')
      }
      await whole.close()

      let bench = await start('ended.halfpower', inProcess())
      for (const request of requests) await bench.invoke('study.start', { request })
      let endings = 0
      for (let round = 0; round < 50; round++) {
        await bench.close()
        endings++
        const results = { count: 0 }
        let enough: () => void = () => undefined
        const stopped = new Promise<void>((resolve) => (enough = resolve))
        bench = await start(
          'ended.halfpower',
          inProcess((message) => {
            if (message.message === 'unit result' && ++results.count === 3) enough()
          }),
        )
        await bench.invoke('queue.start', {})
        const studies = await bench.invoke('study.list', {})
        const all = Promise.all(studies.map(({ id }) => bench.invoke('study.wait', { study: id })))
        await Promise.race([stopped, all])
        if (results.count < 3) break
      }
      const ended = await bench.invoke('study.list', {})
      expect(ended.every(({ state }) => state === 'done')).toBe(true)
      await bench.close()
      expect(endings).toBeGreaterThan(3)
      expect(await contents('ended.halfpower')).toEqual(await contents('whole.halfpower'))
      await ask('project.open', { folder: join(home, 'p.halfpower') })
    },
    TIMEOUT,
  )
})
