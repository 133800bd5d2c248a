/**
 * Recordings with repeats, as studies and as what networks are drawn to: their own images, or those of a data set; the
 * similarities of neural N.5 written out again, neuron by neuron, from the files.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { useDevice } from '../../src-main/devices/choose'
import { splitRepeats } from '../../src-main/neural/noise-ceiling'
import { openPopulation } from '../../src-main/neural/open-population'
import { openProject } from '../../src-main/project/project'
import { neuralDocument, neuralTable } from '../../src-main/studies/neural/document'
import { runSimilarities } from '../../src-main/studies/sweep/similarities'
import { Workbench } from '../../src-main/workbench/workbench'
import { generator } from '../../src-main/random/generator'
import { inProcess, makeGratings, pixelAt } from '../support/small-project'
import type { NeuralResult } from '../../src-main/contract/kinds/neural/study'
import type { SweepResult } from '../../src-main/contract/kinds/sweep/study'
import type { SimilaritiesTask } from '../../src-main/contract/kinds/sweep/tasks'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { UnitContext } from '../../src-main/studies/context'

const DEVICE = 'onnxruntime-cpu'
const [IMAGES, REPEATS, NEURONS, SIZE] = [40, 2, 6, 16]
/** Noise of each neuron; the last one never responds. */
const NOISE = [0.1, 0.2, 0.5, 1, 2, 0]
let home: string
let workbench: Workbench

/** [images, repeats, neurons]: cosines of the image's grating, and noise. */
function responses(): Float32Array {
  const stream = generator(3, 'recorded')
  const values = new Float32Array(IMAGES * REPEATS * NEURONS)
  for (let image = 0; image < IMAGES; image++)
    for (let repeat = 0; repeat < REPEATS; repeat++)
      for (let neuron = 0; neuron < NEURONS - 1; neuron++)
        values[(image * REPEATS + repeat) * NEURONS + neuron] =
          2 + Math.cos(image + neuron) + (image % 3) + NOISE[neuron]! * stream.normal()
  return values
}

async function run<Result>(request: StudyRequestInput): Promise<Result> {
  const { id } = await workbench.invoke('study.start', { request })
  expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
  return (await workbench.invoke('study.result', { study: id })) as Result
}

beforeAll(async () => {
  await useDevice(DEVICE, { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-recordings-'))
  await makeGratings(join(home, 'images'), SIZE, 90)
  await makeGratings(join(home, 'shown'), SIZE, IMAGES)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p') })
  await workbench.invoke('dataSet.add', { path: join(home, 'images'), name: 'gratings' })
  await workbench.invoke('dataSet.add', { path: join(home, 'shown'), name: 'shown' })
  const pixels = Float32Array.from({ length: IMAGES * SIZE * SIZE }, (_, i) =>
    pixelAt(Math.floor(i / (SIZE * SIZE)), i % SIZE, SIZE),
  )
  await writeFile(
    join(home, 'images.npy'),
    encodeNpy({ shape: [IMAGES, SIZE, SIZE], dtype: 'float32', data: pixels }),
  )
  await writeFile(
    join(home, 'r.npy'),
    encodeNpy({ shape: [IMAGES, REPEATS, NEURONS], dtype: 'float32', data: responses() }),
  )
  await workbench.invoke('population.add', {
    ...{ path: join(home, 'r.npy'), name: 'own', imagesFile: join(home, 'images.npy') },
    ...{ axes: ['images', 'repeats', 'neurons'], species: 'macaque', fieldOfView: 6.7 },
  })
  await workbench.invoke('population.add', {
    ...{ path: join(home, 'r.npy'), name: 'linked', dataSet: 'shown', split: 'train' },
    axes: ['images', 'repeats', 'neurons'],
  })
}, 120_000)
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** Random splits that are averaged. */
const SPLITS = 10

/** Reliability of the mean of two repeats: which of the two comes first is drawn; mean correlation, Spearman and Brown. */
function reliabilities(): number[] {
  const all = responses()
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / IMAGES
  const product = (x: number[], y: number[]): number => {
    const [mx, my] = [mean(x), mean(y)]
    return x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0)
  }
  return Array.from({ length: NEURONS }, (_, neuron) => {
    const found = Array.from({ length: SPLITS }, (__, split) => {
      const halves = Array.from({ length: IMAGES }, (___, i) => splitRepeats(REPEATS, 0, split, i)!)
      const half = (of: 'first' | 'second'): number[] =>
        halves.map(({ [of]: [repeat] }, image) => all[(image * REPEATS + repeat!) * NEURONS + neuron]!)
      const [a, b] = [half('first'), half('second')]
      return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
    })
    const c = found.reduce((sum, value) => sum + value, 0) / SPLITS
    return c > 0 ? (2 * c) / (1 + c) : 0
  })
}

/** S of the repeats' means, z-scored neuron by neuron and weighted by reliability. */
function expectedSimilarities(): number[][] {
  const all = responses()
  const weights = reliabilities()
  const columns = weights.flatMap((weight, neuron) => {
    const means = Array.from(
      { length: IMAGES },
      (_, i) => (all[2 * i * NEURONS + neuron]! + all[(2 * i + 1) * NEURONS + neuron]!) / 2,
    )
    const mean = means.reduce((sum, value) => sum + value, 0) / IMAGES
    const sd = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (IMAGES - 1))
    return sd > 0 ? [means.map((value) => (Math.sqrt(weight) * (value - mean)) / sd)] : []
  })
  const dot = (i: number, j: number): number => columns.reduce((sum, c) => sum + c[i]! * c[j]!, 0)
  return Array.from({ length: IMAGES }, (_, i) =>
    Array.from({ length: IMAGES }, (__, j) => dot(i, j) / Math.sqrt(dot(i, i) * dot(j, j))),
  )
}

/** Mean over the splits of the correlation of the two halves' similarities, each z-scored by itself and weighted. */
function expectedAgreement(): number {
  const all = responses()
  const weights = reliabilities()
  const similarities = (pick: (image: number) => number): number[] => {
    const columns = weights.flatMap((weight, neuron) => {
      const of = (i: number, repeat: number): number => all[(i * REPEATS + repeat) * NEURONS + neuron]!
      const one = Array.from({ length: IMAGES }, (_, i) => of(i, pick(i)))
      const mean = one.reduce((sum, value) => sum + value, 0) / IMAGES
      // As the means over all repeats are scaled that models are compared with.
      const means = one.map((_, i) => (of(i, 0) + of(i, 1)) / REPEATS)
      const middle = means.reduce((sum, value) => sum + value, 0) / IMAGES
      const sd = Math.sqrt(means.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (IMAGES - 1))
      return sd > 0 ? [one.map((value) => (Math.sqrt(weight) * (value - mean)) / sd)] : []
    })
    const dot = (i: number, j: number): number => columns.reduce((sum, c) => sum + c[i]! * c[j]!, 0)
    const pairs: number[] = []
    for (let i = 0; i < IMAGES; i++)
      for (let j = i + 1; j < IMAGES; j++) pairs.push(dot(i, j) / Math.sqrt(dot(i, i) * dot(j, j)))
    return pairs
  }
  const pearson = (x: number[], y: number[]): number => {
    const centred = (v: number[]): number[] => v.map((e) => e - v.reduce((s, w) => s + w, 0) / v.length)
    const [p, q] = [centred(x), centred(y)]
    const product = (u: number[], v: number[]): number => u.reduce((s, e, i) => s + e * v[i]!, 0)
    return product(p, q) / Math.sqrt(product(p, p) * product(q, q))
  }
  let sum = 0
  for (let split = 0; split < SPLITS; split++) {
    const of = (half: 'first' | 'second'): number[] =>
      similarities((image) => splitRepeats(REPEATS, 0, split, image)![half][0]!)
    sum += pearson(of('first'), of('second'))
  }
  return sum / SPLITS
}

/** What the unit of a term writes for the recording with images of its own. */
async function arraysOf(more: Partial<SimilaritiesTask>): Promise<StateDictionary> {
  const project = await openProject(join(home, 'p'), 'read')
  const file = await project.populations.find('own')
  const choice = { path: project.populations.contentPath(file), file }
  await project.close()
  let written: Uint8Array | null = null
  const context = {
    population: openPopulation,
    progress: () => undefined,
    writeArrays: (bytes: Uint8Array) => {
      written = bytes
      return Promise.resolve({ file: '', sha256: '', bytes: bytes.length })
    },
  } as unknown as UnitContext
  await runSimilarities(
    {
      ...{ kind: 'neural similarities', population: choice, control: 'none', scaling: 'sd', blur: 1.5 },
      source: { from: 'recorded', shown: null, size: SIZE, channels: 1, population: choice },
      ...{ count: IMAGES, seed: 0 },
      ...more,
    },
    context,
  )
  return decodeSafetensors(written!).entries
}

describe('a recording as what networks are drawn to', () => {
  it('has the similarities of N.5, its neurons weighted by their reliability', async () => {
    const found = (await arraysOf({})).get('similarities')!
    const expected = expectedSimilarities().flat()
    expect(found.shape).toEqual([IMAGES, IMAGES])
    const worst = Math.max(...expected.map((value, at) => Math.abs(value - found.data[at]!)))
    expect(worst).toBeLessThan(1e-5)
  })

  it('has its images, in [0, 1], beside them', async () => {
    const { shape, data } = (await arraysOf({})).get('pixels')!
    expect(shape).toEqual([IMAGES, SIZE, SIZE, 1])
    const expected = Array.from(data, (_, i) => pixelAt(Math.floor(i / (SIZE * SIZE)), i % SIZE, SIZE) / 255)
    expect(Math.max(...expected.map((value, at) => Math.abs(value - data[at]!)))).toBeLessThan(1e-5)
  })

  it('has the responses themselves for co-training: means of the repeats, divided by their SD, or shuffled rows of them', async () => {
    const plain = (await arraysOf({ what: 'responses', scaling: 'none' })).get('responses')!
    const all = responses()
    const mean = (image: number, neuron: number): number =>
      (all[2 * image * NEURONS + neuron]! + all[(2 * image + 1) * NEURONS + neuron]!) / 2
    const kept = plain.shape[1]!
    // The neuron that never responds is set aside when the recording is added.
    expect(kept).toBe(NEURONS - 1)
    for (let at = 0; at < plain.data.length; at++)
      expect(plain.data[at]).toBeCloseTo(mean(Math.floor(at / kept), at % kept), 5)
    const scaled = (await arraysOf({ what: 'responses' })).get('responses')!
    for (let neuron = 0; neuron < kept; neuron++) {
      const column = Array.from({ length: IMAGES }, (_, i) => scaled.data[i * kept + neuron]!)
      const centre = column.reduce((sum, value) => sum + value, 0) / IMAGES
      const variance = column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (IMAGES - 1)
      expect(variance).toBeCloseTo(1, 4)
    }
    const shuffled = (await arraysOf({ what: 'responses', control: 'shuffled' })).get('responses')!
    const rows = ({ data }: typeof shuffled): string[] =>
      Array.from({ length: IMAGES }, (_, i) => [...data.subarray(i * kept, (i + 1) * kept)].join())
    expect(rows(shuffled)).not.toEqual(rows(scaled))
    expect(rows(shuffled).sort()).toEqual(rows(scaled).sort())
  })
})

const SWEEP = {
  ...{ kind: 'sweep' as const, dataSet: 'gratings', sigmas: [null], width: 4, recipe: 'demo' },
  ...{ device: DEVICE, epochs: 2, batchSize: 10, seeds: [0] },
}

describe('networks that know a recording', () => {
  it('are drawn to its similarities, or learn its responses; of a monkey they are in its group, shuffled ones are controls', async () => {
    const controls = ['none', 'shuffled'] as const
    const known = { population: 'own', images: 30, batchSize: 8, controls: [...controls] }
    const drawn = await run<SweepResult>({ ...SWEEP, neural: known })
    const trained = await run<SweepResult>({ ...SWEEP, neural: { ...known, method: 'co-training' } })
    const models = new Map((await workbench.invoke('model.list', {})).map((model) => [model.id, model]))
    for (const { runs } of [drawn, trained])
      expect(runs.map(({ model }) => models.get(model!)!.group)).toEqual(['monkey-regularised', 'control'])
    const all = [...drawn.runs, ...trained.runs].map(({ model }) => models.get(model!)!)
    expect(new Set(all.map(({ weights }) => weights)).size).toBe(4)
    expect(trained.runs[0]!.neural).toMatchObject({ method: 'co-training', layers: ['section3'] })
    expect(trained.runs[0]!.epochs.every(({ neuralLoss }) => neuralLoss! > 0)).toBe(true)
    // The read-out is no part of the model.
    expect(all[2]!.parameters).toBe(all[0]!.parameters)
    expect(all[2]!.name).toContain('co-trained with own')
  }, 120_000)

  it('whose images are of a data set are shown those, and refused where that has become another', async () => {
    const known = { population: 'linked', images: 30, batchSize: 8 }
    const found = await run<SweepResult>({ ...SWEEP, neural: known })
    expect(found.runs[0]!.epochs).toHaveLength(2)
    const refused = (neural: object): Promise<unknown> =>
      workbench.invoke('study.start', { request: { ...SWEEP, neural: { ...known, ...neural } } })
    await expect(refused({ batchSize: 60 })).rejects.toThrow('60 images a step are more than the 30')
    await expect(refused({ others: ['own'] })).rejects.toThrow(
      'is a recording, which has answers to its own images',
    )
    const coTraining = { method: 'co-training' }
    await expect(refused({ ...coTraining, alphas: [3] })).rejects.toThrow('Co-training has no α')
    await expect(refused({ ...coTraining, controls: ['pixels'] })).rejects.toThrow(
      'there are none and shuffled',
    )
    await expect(refused({ ...coTraining, layers: ['section1', 'section2'] })).rejects.toThrow(
      'reads one layer',
    )
    await expect(refused({ ...coTraining, layers: ['nowhere'] })).rejects.toThrow('has no layer "nowhere"')
  }, 120_000)
})

describe('what is measured of a recording', () => {
  it('are the components that repeats prove, of its own images, and of linked ones the same', async () => {
    const ask = (population: string): Promise<NeuralResult> =>
      run({
        ...{ kind: 'neural', population, device: DEVICE },
        question: { kind: 'manifold', components: 4 },
      })
    const [own, linked] = [await ask('own'), await ask('linked')]
    const { components } = own.manifold!
    expect(components.length).toBeGreaterThan(0)
    expect(components.length).toBeLessThanOrEqual(4)
    // Singular values of z-scored means, by the eigenvalues of their products: their shares sum to at most 1.
    const shares = components.map(({ explained }) => explained)
    expect([...shares].sort((a, b) => b - a)).toEqual(shares)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-6)
    const of = ({ manifold }: NeuralResult): number[] =>
      manifold!.components.map(({ explained }) => explained)
    of(linked).forEach((share, i) => expect(share).toBeCloseTo(shares[i]!, 5))
  }, 60_000)

  it('are no components of noise: without f_half, in no mean, and named with their number', async () => {
    const stream = generator(12, 'nothing but noise')
    const values = Float32Array.from({ length: IMAGES * 2 * 6 }, () => stream.normal())
    await writeFile(
      join(home, 'noise.npy'),
      encodeNpy({ shape: [IMAGES, 2, 6], dtype: 'float32', data: values }),
    )
    await workbench.invoke('population.add', {
      ...{ path: join(home, 'noise.npy'), name: 'noise', imagesFile: join(home, 'images.npy') },
      axes: ['images', 'repeats', 'neurons'],
    })
    const found = await run<NeuralResult>({
      ...{ kind: 'neural', population: 'noise', device: DEVICE },
      question: { kind: 'manifold', components: 4 },
    })
    const { components, reliable, spectrum } = found.manifold!
    expect(reliable).toBe(0)
    expect(components.map(({ left, profile }) => [left, profile])).toEqual(
      Array.from({ length: 4 }, () => ['not reliable', null]),
    )
    expect(spectrum).toBeNull()
    expect(neuralDocument(found)).toMatchObject({ leftOut: 4, spectrum: null })
    expect(neuralTable(found)).toContain(
      'Without f_half and in no mean, of the components: 4 of 4 components (1–4: not reliable',
    )
  }, 60_000)

  it('is its similarity to models, with the ceiling that its repeats set', async () => {
    const found = await run<NeuralResult>({
      ...{ kind: 'neural', population: 'own', models: ['all'], device: DEVICE },
      question: { kind: 'similarity' },
    })
    expect(found.models.length).toBeGreaterThan(1)
    const { ceiling, images, neurons } = found.similarity!
    expect(images).toBe(IMAGES)
    expect(neurons).toBe(NEURONS - 1)
    expect(ceiling).toMatchObject({ splits: SPLITS, images: IMAGES })
    expect(ceiling!.correlation).toBeCloseTo(expectedAgreement(), 5)
    const c = ceiling!.correlation
    expect(ceiling!.value).toBeCloseTo((2 * c) / (1 + c), 12)
    expect(ceiling!.low).toBeLessThan(ceiling!.value!)
    expect(ceiling!.high).toBeGreaterThan(ceiling!.value!)
    expect(ceiling!.low).toBeGreaterThanOrEqual(0)
    expect(ceiling!.high).toBeLessThanOrEqual(1)
    const text = await readFile(join(home, 'p', 'studies', found.study, 'plan.json'), 'utf8')
    expect(text).toContain('own')
  }, 60_000)
})
