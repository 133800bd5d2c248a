/** Perturbations and their spectra through the Workbench, on a small real project: gratings and two networks. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNpz } from '../../src-main/checkpoints/npz'
import { methods } from '../../src-main/contract/methods'
import { mapFigure } from '../../src-main/figures/map'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings, pixelAt } from '../support/small-project'
import type { AttackResultDocument } from '../../src-main/contract/kinds/attack/study'
import type { MethodInput, MethodName, MethodOutput } from '../../src-main/contract/methods'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { SpectrumResult } from '../../src-main/contract/kinds/spectrum/study'
import type { Launch } from '../../src-main/jobs/channel'

const SIZE = 16
const COUNT = 48
const TIMEOUT = 240_000

let home: string
let workbench: Workbench
/** Units that were computed, by label. */
const computed: string[] = []
let models: string[]
let attack: string
let spectrum: string

/** The job process in this one; notes which units it computes. */
function launch(): ReturnType<Launch> {
  const channel = inProcess()()
  return {
    ...channel,
    send: (request) => {
      if (request.request === 'unit') computed.push(request.task.kind)
      channel.send(request)
    },
  }
}

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

async function attackResult(study: string): Promise<AttackResultDocument> {
  const result = await ask('study.result', { study })
  if (result.kind !== 'attack') throw new Error(result.kind)
  return result
}

async function spectrumResult(study: string): Promise<SpectrumResult> {
  const result = await ask('study.result', { study })
  if (result.kind !== 'spectrum') throw new Error(result.kind)
  return result
}

/** Perturbed images of the project by their size, which no two share. */
async function perturbedBySize(): Promise<Map<number, Float32Array>> {
  const folder = join(home, 'p.halfpower', 'results')
  const images = new Map<number, Float32Array>()
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.npz')) continue
    const { distance, perturbed } = decodeNpz(await readFile(join(folder, file)))
    if (!perturbed) continue
    expect(perturbed.shape.slice(1)).toEqual([SIZE, SIZE, 1])
    distance!.data.forEach((size, row) =>
      images.set(
        Number(size),
        perturbed.data.slice(row * SIZE * SIZE, (row + 1) * SIZE * SIZE) as Float32Array,
      ),
    )
  }
  return images
}

/** |Σ δ e^(−2πi(ux + vy)/N)|² of one plane, by its definition. */
function directPower(delta: Float64Array): Float64Array {
  const angle = (2 * Math.PI) / SIZE
  return Float64Array.from({ length: SIZE * SIZE }, (_, k) => {
    let [real, imaginary] = [0, 0]
    for (let i = 0; i < delta.length; i++) {
      const phase = angle * (Math.floor(k / SIZE) * Math.floor(i / SIZE) + (k % SIZE) * (i % SIZE))
      real += delta[i]! * Math.cos(phase)
      imaginary -= delta[i]! * Math.sin(phase)
    }
    return real ** 2 + imaginary ** 2
  })
}

const REQUEST = {
  kind: 'attack' as const,
  models: ['all'],
  dataSet: 'gratings',
  norm: 'L2' as const,
  first: 12,
  batchSize: 8,
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-attacks-'))
  process.env['HALFPOWER_CONFIGURATION'] = join(home, 'configuration')
  await makeGratings(join(home, 'gratings'), SIZE, COUNT)
  workbench = new Workbench({ launch, threads: 1 })
  await ask('project.create', { folder: join(home, 'p.halfpower') })
  await ask('dataSet.add', { path: join(home, 'gratings') })
  await run({
    kind: 'sweep',
    dataSet: 'gratings',
    sigmas: [null, 1],
    width: 2,
    recipe: 'demo',
    epochs: 8,
    batchSize: 8,
  })
  models = (await ask('model.list', {})).map(({ id }) => id)
  attack = await run(REQUEST)
  spectrum = await run({ kind: 'spectrum', models: ['all'] })
}, TIMEOUT)

afterAll(async () => {
  await workbench.close()
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('an attack study', () => {
  it('has blocks of the batch size, guards and a summary per model, computed once', async () => {
    expect(computed.filter((kind) => kind === 'attack')).toHaveLength(4)
    expect(computed.filter((kind) => kind === 'attack guards')).toHaveLength(2)
    expect(computed.filter((kind) => kind === 'attack summary')).toHaveLength(2)
    const { unfinished, units } = await ask('study.plan', { request: REQUEST })
    expect({ unfinished, units }).toEqual({ unfinished: 0, units: 8 })
  })

  it('finds a perturbation of each image that is no target already, and says how small', async () => {
    const result = await attackResult(attack)
    expect(result.missing).toEqual([])
    expect(result.models.map(({ id }) => id)).toEqual(models)
    expect(result.caption).toBe('minimal, L2: the target wins by more than 0.01 logits')
    for (const model of result.models) {
      expect(model.images.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, i) => i))
      for (const image of model.images) {
        expect(image.target).not.toBe(image.label)
        if (image.status === 'already target') expect(image.distance).toBe(0)
        if (image.status !== 'found') continue
        expect(image.distance).toBeGreaterThan(0)
        expect(image.margin).toBeGreaterThan(0.01)
        expect(image.prediction).toBe(image.target)
        expect(image.queries).toBe(image.forward + image.backward)
      }
      const sizes = model.images.map(({ distance }) => distance!).sort((a, b) => a - b)
      expect(model.success).toBe(1)
      expect(model.count).toBe(12)
      expect(model.found + model.alreadyTarget).toBe(12)
      expect(model.median.value).toBeCloseTo((sizes[5]! + sizes[6]!) / 2, 12)
      expect(model.mean).toBeCloseTo(sizes.reduce((sum, size) => sum + size, 0) / 12, 12)
      expect(model.median.unit).toBe('L2 norm, pixels in [0,1]')
      expect(model.signedMaximum).toBeNull()
      if (model.alreadyTarget === 0) continue
      const changed = sizes.filter((size) => size > 0)
      expect(model.changed!.mean).toBeCloseTo(
        changed.reduce((sum, size) => sum + size, 0) / changed.length,
        12,
      )
    }
  })

  it('is made of the same targets for every model, whose hashes are in the result', async () => {
    const result = await attackResult(attack)
    const [first, second] = result.models
    expect(second!.images.map(({ target }) => target)).toEqual(first!.images.map(({ target }) => target))
    const { plan } = await ask('study.get', { study: attack })
    if (plan.kind !== 'attack') throw new Error(plan.kind)
    const canonical = `{"data":"${plan.data.hash}","indices":[${plan.images.indices.join(',')}]}`
    expect(result.subset).toBe(createHash('sha256').update(canonical).digest('hex'))
  })

  it('stores what NumPy can read: images that are as far from the clean ones as is said', async () => {
    const stored = await perturbedBySize()
    for (const { images } of (await attackResult(attack)).models) {
      for (const { index, status, distance, largest } of images) {
        if (status !== 'found') continue
        const perturbed = stored.get(distance!)!
        expect(perturbed.every((value) => value >= 0 && value <= 1)).toBe(true)
        const delta = Array.from(
          perturbed,
          (value, i) => value - Math.fround(pixelAt(index, i % SIZE, SIZE) / 255),
        )
        expect(Math.hypot(...delta)).toBeCloseTo(distance!, 9)
        expect(Math.max(...delta.map(Math.abs))).toBeCloseTo(largest!, 9)
      }
    }
  })

  it(
    'computes only what is new when more images are asked for',
    async () => {
      const before = computed.length
      await run({ ...REQUEST, models: [models[0]!], first: 16 })
      // The first block of eight is there; the second has four more images.
      expect(computed.slice(before).filter((kind) => kind === 'attack')).toHaveLength(1)
    },
    TIMEOUT,
  )

  it(
    'takes targets from a CSV and gives them back',
    async () => {
      const { csv, images } = await ask('attack.targets', { study: attack })
      expect(images).toBe(12)
      expect(csv.split('\n')[0]).toBe('image,target')
      const file = join(home, 'targets.csv')
      await writeFile(file, csv)
      const before = computed.length
      const { first: _first, ...request } = REQUEST
      const again = await run({ ...request, targets: { kind: 'file', file } })
      expect(computed.slice(before)).toEqual([])
      const [here, there] = [await attackResult(attack), await attackResult(again)]
      expect(there.models).toEqual(here.models)
      expect([there.subset, there.targets]).toEqual([here.subset, here.targets])
      expect((await ask('attack.targets', { study: again })).csv).toBe(csv)
    },
    TIMEOUT,
  )

  it(
    'measures in the largest norm too, and offers the paper’s signed maximum beside it',
    async () => {
      const study = await run({
        ...REQUEST,
        norm: 'Linf',
        method: 'fmn',
        models: [models[0]!],
        goal: 'untargeted',
      })
      const [model] = (await attackResult(study)).models
      expect(model!.images.every(({ target }) => target === null)).toBe(true)
      for (const image of model!.images)
        if (image.status === 'found') expect(image.largest).toBe(image.distance)
      const { plus, minus } = model!.signedMaximum!
      expect(plus.median.value).toBeLessThanOrEqual(model!.median.value!)
      expect(minus.median.value).toBeLessThanOrEqual(model!.median.value!)
      await expect(ask('attack.targets', { study })).rejects.toThrow(/has no targets/)
    },
    TIMEOUT,
  )
})

describe('the gallery', () => {
  it('shows images with the perturbations of all models and one gain for all', async () => {
    const gallery = await ask('attack.gallery', { study: attack, start: 2, count: 3 })
    expect(gallery.total).toBe(12)
    expect(gallery.models).toEqual([
      { id: models[0], sigma: null },
      { id: models[1], sigma: 1 },
    ])
    expect(gallery.images.map(({ index }) => index)).toEqual([2, 3, 4])
    const found = gallery.images.flatMap((image) =>
      image.perturbations.flatMap((each) => (each.status === 'found' ? [{ image, each }] : [])),
    )
    expect(found.length).toBeGreaterThan(0)
    const { image, each } = found[0]!
    expect(each.predicted).toBe(image.target)
    const pixels = async (url: string): Promise<Buffer> =>
      await sharp((await workbench.image(decodeURIComponent(url))).bytes)
        .toColourspace('b-w')
        .raw()
        .toBuffer()
    const [clean, perturbed, difference] = await Promise.all(
      [image.clean.url, each.perturbed!.url, each.difference!.url].map(pixels),
    )
    // 8-bit pictures: half a step on each side of the difference, times the gain.
    const gain = gallery.gain!
    const slack = gain + 1
    clean!.forEach((value, i) => {
      const expected = 127.5 + gain * (perturbed![i]! - value)
      if (expected > 0 && expected < 255)
        expect(Math.abs(difference![i]! - expected)).toBeLessThanOrEqual(slack)
    })
  })

  it('enlarges so that all but a hundredth of the pixels are shown, and one picture by itself when asked', async () => {
    const input = { study: attack, start: 0, count: 12 }
    const common = await ask('attack.gallery', input)
    const own = await ask('attack.gallery', { ...input, gain: 'own' })
    expect(own.gain).toBeNull()
    const found = own.images.flatMap(({ clean, perturbations }) =>
      perturbations.flatMap((each) => (each.status === 'found' ? [{ clean, each }] : [])),
    )
    expect(found.length).toBeGreaterThan(0)
    for (const { each } of found) {
      const { bytes } = await workbench.image(decodeURIComponent(each.difference!.url))
      const shown = await sharp(bytes).toColourspace('b-w').raw().toBuffer()
      const clipped = shown.filter((value) => value === 0 || value === 255).length
      // Rounding to 8 bits puts what is just inside at the end as well: some of the next few pixels, by the processor.
      expect(clipped / shown.length).toBeLessThanOrEqual(0.05)
      const furthest = Math.max(...Array.from(shown, (value) => Math.abs(value - 127.5)))
      expect(furthest).toBeGreaterThan(110)
      expect(each.gain!).toBeGreaterThanOrEqual(0.45 / each.largest!)
    }
    // Most of the pictures can be enlarged more by themselves than together.
    expect(found.filter(({ each }) => each.gain! >= common.gain!).length).toBeGreaterThan(found.length / 2)
  })

  it('filters by status and sorts by size', async () => {
    const input = { study: attack, model: models[1]!, outcome: 'found' as const, start: 0, count: 50 }
    const gallery = await ask('attack.gallery', { ...input, sort: 'largest-epsilon' })
    const sizes = gallery.images.map(
      ({ perturbations }) => perturbations.find(({ model }) => model === models[1])!.distance!,
    )
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    const result = await attackResult(attack)
    expect(gallery.total).toBe(result.models[1]!.found)
    const other = await ask('attack.gallery', { ...input, outcome: 'start failed' })
    expect(other).toMatchObject({ total: 0, images: [] })
  })

  it('shows the images first on which two models differ most', async () => {
    const [model, beside] = models
    const input = { study: attack, model: model!, beside: beside!, start: 0, count: 50 }
    const gallery = await ask('attack.gallery', { ...input, sort: 'largest-difference' })
    const differences = gallery.images.map(({ perturbations }) => {
      const [a, b] = [model, beside].map((id) => perturbations.find((each) => each.model === id)!.distance)
      return a === null || b === null ? -1 : Math.abs(a! - b!)
    })
    expect(gallery).toMatchObject({ total: 12, of: 12 })
    expect(differences).toEqual([...differences].sort((a, b) => b - a))
    expect(new Set(differences).size).toBeGreaterThan(2)
    await expect(
      ask('attack.gallery', { ...input, beside: null, sort: 'largest-difference' }),
    ).rejects.toThrow(/needs two models/)
  })
})

describe('a spectrum study', () => {
  it(
    'uses the perturbations of the newest attack without computing them again',
    async () => {
      const { plan } = await ask('study.get', { study: spectrum })
      const stored = (await ask('study.get', { study: attack })).plan
      if (plan.kind !== 'spectrum') throw new Error(plan.kind)
      expect(plan.attack).toEqual(stored)
      const before = computed.length
      const same = await run({
        kind: 'spectrum',
        models: ['all'],
        settings: { dataSet: 'gratings', norm: 'L2', first: REQUEST.first, batchSize: 8 },
        points: 30,
      })
      expect(computed.slice(before)).toEqual(['spectrum', 'spectrum'])
      const result = await spectrumResult(same)
      expect(result.models[0]!.fineProfile.thresholds).toHaveLength(30)
    },
    TIMEOUT,
  )

  it('gives profiles that end at all of the power, and f_0.5 within its interval', async () => {
    const result = await spectrumResult(spectrum)
    expect(result).toMatchObject({ norm: 'L2', height: SIZE, width: SIZE, missing: [] })
    for (const { profile, fineProfile, f_half, images, without } of result.models) {
      expect(images + without).toBe(12)
      expect(profile.thresholds).toHaveLength(25)
      expect(profile.thresholds.at(-1)).toBeCloseTo(Math.SQRT1_2, 12)
      expect(profile.proportions.at(-1)).toBeCloseTo(1, 12)
      expect(fineProfile.thresholds).toHaveLength(100)
      expect(f_half.unit).toBe('cycles/pixel')
      // Few images, of which some hold most of the power: of fewer than ten effective ones there is no interval.
      if (f_half.effectiveImages! < 10) {
        expect([f_half.low, f_half.high]).toEqual([null, null])
        expect(f_half.intervalRemark).toMatch(/no interval/)
      } else {
        expect(f_half.low).toBeLessThanOrEqual(f_half.value!)
        expect(f_half.high).toBeGreaterThanOrEqual(f_half.value!)
      }
      expect(Math.abs(f_half.exact! - f_half.value!)).toBeLessThan(0.1)
    }
  })

  it('is what a transform written out gives: mean over images and channels, no mean, no DC', async () => {
    const [model] = (await spectrumResult(spectrum)).models
    const found = (await attackResult(attack)).models[0]!.images.filter(({ status }) => status === 'found')
    const stored = await perturbedBySize()
    const power = new Float64Array(SIZE * SIZE)
    for (const { index, distance } of found) {
      const perturbed = stored.get(distance!)!
      const delta = Float64Array.from(
        perturbed,
        (value, i) => value - Math.fround(pixelAt(index, i % SIZE, SIZE) / 255),
      )
      directPower(delta).forEach((value, i) => (power[i]! += value))
    }
    const { thresholds, proportions } = model!.profile
    const radius = (i: number): number => {
      const signed = (k: number): number => (k < SIZE / 2 ? k : k - SIZE) / SIZE
      return Math.hypot(signed(Math.floor(i / SIZE)), signed(i % SIZE))
    }
    const total = power.subarray(1).reduce((sum, value) => sum + value, 0)
    thresholds.forEach((threshold, k) => {
      const share = power.reduce((sum, value, i) => (i > 0 && radius(i) <= threshold ? sum + value : sum), 0)
      expect(proportions[k]).toBeCloseTo(share / total, 5)
    })
  })

  it('averages again over a subset: all of them is the whole, one class is not', async () => {
    const [model] = (await spectrumResult(spectrum)).models
    const input = { study: spectrum, model: model!.id }
    const whole = await ask('spectrum.average', { ...input, subset: {} })
    expect(whole.f_half).toEqual(model!.f_half)
    expect(whole.profile).toEqual(model!.profile)
    const one = await ask('spectrum.average', { ...input, subset: { label: 0 } })
    expect(one.images).toBeLessThan(whole.images)
    expect(one.profile).not.toEqual(whole.profile)
    const none = await ask('spectrum.average', { ...input, subset: { smallest: 1e6 } })
    expect(none.f_half.sentence).toMatch(/There is no perturbation/)
    expect(none).toMatchObject({ images: 0, map: null })
  })

  it('draws heat maps with an empty centre, each on its own scale or all on one', async () => {
    const own = await ask('spectrum.heatMap', { study: spectrum })
    expect(own.missing).toEqual([])
    for (const map of own.maps) {
      expect(map.values).toHaveLength(SIZE * SIZE)
      expect(map.values.flatMap((value, i) => (value === null ? [i] : []))).toEqual([
        (SIZE / 2) * SIZE + SIZE / 2,
      ])
    }
    const shared = await ask('spectrum.heatMap', { study: spectrum, scale: 'shared' })
    expect(shared.maps[0]!.range).toEqual(shared.maps[1]!.range)
    expect(own.maps[0]!.range).not.toEqual(own.maps[1]!.range)
  })
})

describe('the Map', () => {
  it('has the median ε and f_0.5 of the newest studies', async () => {
    const points = await ask('map.points', {})
    const sizes = (await attackResult(attack)).models
    for (const [i, point] of points.entries()) {
      expect(point.f_half.L2?.value).toBeGreaterThan(0)
      expect(point.f_half.Linf).toBeNull()
      expect(point.medianEpsilon.L2).toMatchObject({ unit: sizes[i]!.median.unit, success: 1 })
      expect(point.studies).toContain(attack)
    }
  })

  it(
    'keeps f_0.5 within a fixed ε out of those of smallest perturbations, and marks it where there are no others',
    async () => {
      const within = async (norm: 'L2' | 'Linf', epsilon: number, chosen: string[]): Promise<void> => {
        const pgd = await run({ ...REQUEST, models: chosen, method: 'pgd', norm, epsilon })
        await run({ kind: 'spectrum', models: chosen, attack: pgd })
      }
      const before = (await ask('map.points', {})).map(({ f_half }) => f_half.L2)
      await within('L2', 3, models)
      await within('Linf', 0.1, models.slice(0, 1))
      const points = await ask('map.points', {})
      // The newer study replaces nothing.
      expect(points.map(({ f_half }) => f_half.L2)).toEqual(before)
      const [only, other] = [models[0], models[1]].map((id) => points.find((point) => point.id === id)!)
      expect(only!.f_half.Linf).toMatchObject({ fixedEpsilon: 0.1, sentence: null })
      expect(only!.f_half.Linf!.value).toBeGreaterThan(0)
      const shown = mapFigure(points, { theme: 'light', frequency: 'f_half-Linf' })
      expect(shown.notes.join(' ')).toContain(`${only!.name} (ε = 0.1)`)
      expect(shown.csv).toContain('f_0.5 of perturbations within a fixed ε = 0.1')
      const { id } = await ask('study.start', {
        request: { ...REQUEST, models: [other!.id], norm: 'Linf', first: 4 },
      })
      await ask('study.wait', { study: id })
      await run({ kind: 'spectrum', models: [other!.id], attack: id })
      const after = await ask('map.points', {})
      expect(after.find((point) => point.id === other!.id)!.f_half.Linf!.value).toBeGreaterThan(0)
      expect(after.find((point) => point.id === only!.id)!.f_half.Linf).toMatchObject({
        value: null,
        perImage: null,
        sentence: expect.stringContaining('fixed ε = 0.1') as string,
      })
      expect(mapFigure(after, { theme: 'light', frequency: 'f_half-Linf' }).notes.join(' ')).toContain(
        `${only!.name} is not shown: its f_0.5 is of perturbations within a fixed ε = 0.1`,
      )
    },
    TIMEOUT,
  )
})

describe('an estimate', () => {
  it(
    'comes from measured steps and grows with the images',
    async () => {
      const few = await ask('attack.estimate', { request: REQUEST })
      const all = await ask('attack.estimate', {
        request: { ...REQUEST, first: 48 },
      })
      expect(few).toMatchObject({ models: 2, images: 12 })
      expect(all.images).toBe(48)
      expect(all.bytes).toBeGreaterThan(few.bytes)
      expect(few.measuredImagesPerSecond).toBeGreaterThan(0)
    },
    TIMEOUT,
  )
})

describe('refusals, in one sentence', () => {
  const refused = async (request: StudyRequestInput): Promise<string> => {
    const error: unknown = await workbench
      .invoke('study.plan', { request })
      .catch((reason: unknown) => reason)
    if (!(error instanceof Error)) throw new Error('It was not refused.')
    return error.message
  }

  it('of methods that cannot do what is asked', async () => {
    expect(await refused({ ...REQUEST, method: 'ddn', norm: 'Linf' })).toBe(
      'The method "ddn" does not measure in L∞: choose another method, or the norm L2.',
    )
    expect(await refused({ ...REQUEST, method: 'deepfool' })).toMatch(/only finds untargeted perturbations/)
    expect(await refused({ ...REQUEST, method: 'pgd' })).toMatch(/works at a fixed size ε/)
  })

  it('of targets files that cannot be used', async () => {
    const file = join(home, 'wrong.csv')
    const targets = { kind: 'file' as const, file }
    const { first: _first, ...request } = REQUEST
    expect(await refused({ ...request, targets })).toMatch(/cannot be read: check the path/)
    await writeFile(file, 'image,target\n0,0\n')
    expect(await refused({ ...request, targets })).toMatch(/Line 2 .* which is its own class/)
    await writeFile(file, `image,target\n${COUNT},1\n`)
    expect(await refused({ ...request, targets })).toMatch(
      /does not exist: the data set has the images 0 to 47/,
    )
    expect(await refused({ ...request, targets, goal: 'untargeted' })).toMatch(/have no targets/)
    expect(await refused({ ...request, targets, perClass: 1 })).toMatch(/names its images itself/)
  })

  it('of subsets and studies that are not there', async () => {
    expect(await refused({ ...REQUEST, perClass: 99 })).toBe(
      'Give one of --limit, --per-class and --first: each of them chooses the images.',
    )
    expect(await refused({ kind: 'spectrum', models: ['all'], attack: spectrum })).toMatch(
      /is not one of perturbations/,
    )
    await expect(ask('spectrum.heatMap', { study: attack })).rejects.toThrow(/has no spectra/)
    await expect(ask('attack.gallery', { study: spectrum, start: 0, count: 1 })).rejects.toThrow(
      /has no perturbed images/,
    )
  })

  it('of images of another size than the model’s', async () => {
    await makeGratings(join(home, 'small'), 8, 12)
    await ask('dataSet.add', { path: join(home, 'small') })
    expect(await refused({ ...REQUEST, dataSet: 'small' })).toMatch(/takes images of 16×16 pixels/)
  })
})
