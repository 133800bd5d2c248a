/**
 * Populations in a project: measured, compared with models, and networks drawn to them, with everything stored, said and
 * made again as for every other study.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDevice } from '../../src-main/devices/choose'
import { neuralDocument, neuralTable } from '../../src-main/studies/neural/document'
import { expand } from '../../src-main/studies/kinds'
import { factsOf } from '../../src-main/studies/facts'
import { mapMeasures } from '../../src-main/figures/map-measures'
import { openProject } from '../../src-main/project/project'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { NeuralResult } from '../../src-main/contract/kinds/neural/study'
import type { SweepResult } from '../../src-main/contract/kinds/sweep/study'

let home: string
let workbench: Workbench
const DEVICE = 'onnxruntime-cpu'

async function run<Result>(request: StudyRequestInput): Promise<Result> {
  const { id } = await workbench.invoke('study.start', { request })
  expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
  return (await workbench.invoke('study.result', { study: id })) as Result
}

beforeAll(async () => {
  await useDevice(DEVICE, { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-neural-'))
  await makeGratings(join(home, 'images'), 16, 90)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p') })
  await workbench.invoke('dataSet.add', { path: join(home, 'images'), name: 'gratings' })
  for (const [name, preferred] of [
    ['low', 0.03],
    ['high', 0.12],
  ] as const)
    await workbench.invoke('population.simulate', {
      ...{ name, preferred, octaves: 0.3, neurons: 80, size: 24, fieldOfView: 45, seed: 0, species: 'mouse' },
    })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const tuning = (population: string): Promise<NeuralResult> =>
  run({ kind: 'neural', population, question: { kind: 'tuning' }, device: DEVICE })

describe('the tuning of simulated populations', () => {
  it('is what they were simulated with, within their own spread, and in every unit', async () => {
    const [low, high] = [await tuning('low'), await tuning('high')]
    expect(Math.log2(low.tuning!.interpolated!.value / 0.03)).toBeCloseTo(0, 0)
    expect(high.tuning!.interpolated!.value / low.tuning!.interpolated!.value).toBeGreaterThan(2.5)
    const document = neuralDocument(low) as { preferred: { median: number; unit: string }; neurons: number }
    expect(document.preferred.unit).toBe('cycles/degree')
    expect(document.neurons).toBe(80)
    expect(low.tuning!.histogram.reduce((sum, { neurons }) => sum + neurons, 0)).toBe(80)
    expect(low.tuning!.cyclesPerImage).toBeCloseTo(45, 9)
    expect(neuralTable(low)).toContain('(simulated)')
  })

  it('says of a finished study whose result is under no key of this version that it is older, and how to have it anew', async () => {
    const found = await tuning('low')
    // As an older version would have left it: the study is done, and nothing lies under the key that is asked for.
    const { plan } = await workbench.invoke('study.get', { study: found.study })
    const project = await openProject(join(home, 'p'), 'read')
    const [unit] = expand(plan, await factsOf(project, plan))
    await project.close()
    await rm(join(home, 'p', 'results', unit!.key.slice(0, 2), `${unit!.key}.json`))
    const older = (await workbench.invoke('study.result', { study: found.study })) as NeuralResult
    expect(older.tuning).toBeNull()
    expect(neuralTable(older)).toContain('the method has changed since, or something was removed')
    await workbench.invoke('study.resume', { study: found.study })
    await workbench.invoke('study.wait', { study: found.study })
    const again = (await workbench.invoke('study.result', { study: found.study })) as NeuralResult
    expect(again).not.toHaveProperty('notices')
    expect(again.tuning).toEqual(found.tuning)
  })
})

describe('the manifold of a simulated population', () => {
  it('has components, spectra and both controls, and is the same when it is asked again', async () => {
    const request: StudyRequestInput = {
      ...{ kind: 'neural', population: 'low', dataSet: 'gratings', limit: 40, device: DEVICE },
      question: { kind: 'manifold', components: 3 },
    }
    const found = await run<NeuralResult>(request)
    const { components, control, weights } = found.manifold!
    expect(weights).toEqual({ height: 16, width: 16 })
    expect(components.map(({ index }) => index)).toEqual([1, 2, 3])
    expect(components[0]!.explained).toBeGreaterThan(components[1]!.explained)
    expect(control.map(({ kind }) => kind)).toEqual(['images', 'rotation'])
    expect(components[0]!.gratings!.amplitude).toHaveLength(11)
    for (const { linear, chance, profile, left } of [...components, ...control[1]!.components]) {
      const isChance = linear <= Math.max(0, chance)
      expect(profile === null).toBe(isChance)
      expect(left).toBe(isChance ? 'not linear' : null)
    }
    const again = await run<NeuralResult>({ ...request, title: 'once more' })
    expect(again.manifold).toEqual(found.manifold)
    const document = neuralDocument(found) as {
      control: { components: { f_half: { value: number; unit: string } }[] }[]
    }
    expect(document.control[0]!.components[0]!.f_half.unit).toBe('cycles/image')
  })

  it('refuses more components than there can be, images that nobody named, and models', async () => {
    const question = { kind: 'manifold' as const, components: 60 }
    const { id } = await workbench.invoke('study.start', {
      request: {
        kind: 'neural',
        population: 'low',
        question,
        dataSet: 'gratings',
        limit: 20,
        device: DEVICE,
      },
    })
    expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({
      state: 'failed',
      failures: [{ error: { message: expect.stringContaining('at most 19') as string } }],
    })
    const refused = (request: object): Promise<unknown> =>
      workbench.invoke('study.start', {
        request: { kind: 'neural', population: 'low', question, ...request },
      })
    await expect(refused({})).rejects.toThrow('give --dataset')
    await expect(refused({ dataSet: 'gratings', models: ['a'] })).rejects.toThrow('leave out --model')
    await expect(refused({ dataSet: 'gratings', limit: 5000 })).rejects.toThrow('at most 4000')
  })
})

const SWEEP = {
  ...{
    kind: 'sweep' as const,
    dataSet: 'gratings',
    sigmas: [null],
    width: 4,
    recipe: 'demo',
    device: DEVICE,
  },
  ...{ epochs: 2, batchSize: 10, seeds: [0] },
}

describe('networks that are drawn to a population', () => {
  it('are one for each α, control and training seed, with what they were drawn to, in groups of their own', async () => {
    const found = await run<SweepResult>({
      ...SWEEP,
      neural: {
        ...{ population: 'low', alphas: [0, 10], controls: ['none', 'shuffled', 'pixels', 'blurred'] },
        ...{ images: 40, batchSize: 16 },
      },
    })
    expect(found.runs.map(({ neural }) => neural && [neural.alpha, neural.control])).toEqual([
      undefined,
      [10, 'none'],
      [10, 'shuffled'],
      [10, 'pixels'],
      [10, 'blurred'],
    ])
    const models = new Map((await workbench.invoke('model.list', {})).map((model) => [model.id, model]))
    const groups = found.runs.map(({ model }) => models.get(model!)!.group)
    expect(groups).toEqual(['baseline', 'regularised (simulated)', 'control', 'control', 'control'])
    expect(new Set(found.runs.map(({ model }) => models.get(model!)!.weights)).size).toBe(5)
    expect(found.runs[1]!.epochs.every(({ neuralLoss }) => neuralLoss! > 0)).toBe(true)
    expect(found.runs[0]!.epochs.every((epoch) => !('neuralLoss' in epoch))).toBe(true)
    const { provenance } = models.get(found.runs[2]!.model!)!
    expect(provenance).toMatchObject({
      neural: { alpha: 10, control: 'shuffled', layers: ['section1', 'section2', 'section3', 'section4'] },
    })
  })

  it('share the run without a term with a sweep that knows no population: the same units', async () => {
    const plain = await workbench.invoke('study.plan', { request: SWEEP })
    const drawn = await workbench.invoke('study.plan', {
      request: { ...SWEEP, neural: { population: 'low', alphas: [0, 10], images: 40, batchSize: 16 } },
    })
    const project = await openProject(join(home, 'p'), 'read')
    const keys = async ({ plan }: typeof plain): Promise<string[]> =>
      expand(plan, await factsOf(project, plan)).map(({ key }) => key)
    const [alone, all] = [await keys(plain), await keys(drawn)]
    await project.close()
    expect(all.slice(0, alone.length)).toEqual(alone)
    expect(all.length).toBe(2 * alone.length + 1)
  })

  it('are compared with it layer by layer, and nearer to it than the shuffled control', async () => {
    const models = await workbench.invoke('model.list', {})
    const of = (control: string): string =>
      models.find(
        ({ provenance }) => provenance.kind === 'trained' && provenance.neural?.control === control,
      )!.id
    const request: StudyRequestInput = {
      ...{ kind: 'neural', population: 'low', dataSet: 'gratings', limit: 40, device: DEVICE },
      ...{ models: [of('none'), of('shuffled')] },
      question: { kind: 'similarity' },
    }
    const found = await run<NeuralResult>(request)
    expect(found.models.map(({ layers }) => layers.map(({ name }) => name))).toEqual([
      ['section1', 'section2', 'section3', 'section4'],
      ['section1', 'section2', 'section3', 'section4'],
    ])
    for (const { layers } of found.models)
      for (const { rsa, low, high, cka } of layers) {
        expect(low).toBeLessThanOrEqual(rsa)
        expect(high).toBeGreaterThanOrEqual(rsa)
        expect(cka).toBeGreaterThan(0)
        expect(cka).toBeLessThanOrEqual(1 + 1e-6)
      }
    const mean = (model: NeuralResult['models'][number]): number =>
      model.layers.reduce((sum, { rsa }) => sum + rsa, 0) / model.layers.length
    expect(mean(found.models[0]!)).toBeGreaterThan(mean(found.models[1]!))
    expect(found.models[0]!.weights).toMatch(/^[0-9a-f]{64}$/)
    const point = (await workbench.invoke('map.points', {})).find(({ id }) => id === of('none'))!
    // Not the highest of the four on these images, which wins by chance too.
    const { chosen, layers } = found.models[0]!
    expect(chosen).toMatchObject({ of: 4 })
    expect(chosen!.low).toBeLessThan(chosen!.rsa)
    expect(chosen!.layers.every((name) => layers.some((layer) => layer.name === name))).toBe(true)
    expect(point.neural).toMatchObject([{ name: 'low', rsa: chosen!.rsa, images: 40, scaling: 'sd' }])
    const measure = mapMeasures([point]).find(({ id }) => id.startsWith('neural/'))!
    expect(measure.of(point)!.value).toBe(chosen!.rsa)
    expect(measure.caption!(point)).toContain('chosen on one half of the images and told on the other')
    expect(measure.how!(point)).toContain(chosen!.layers[0])
    expect(neuralTable(found)).toContain('each neuron divided by the SD of its responses')
  })

  it('are refused in a sentence where the request cannot be meant', async () => {
    const refused = (neural: object): Promise<unknown> =>
      workbench.invoke('study.start', { request: { ...SWEEP, neural: { population: 'low', ...neural } } })
    await expect(refused({ alphas: [0] })).rejects.toThrow('leave out --neural')
    await expect(refused({ layers: ['section7'] })).rejects.toThrow('has no layer "section7"')
    await expect(refused({ images: 20, batchSize: 64 })).rejects.toThrow('more than the 20')
    await expect(refused({ population: 'nobody' })).rejects.toThrow('nobody')
  })
})
