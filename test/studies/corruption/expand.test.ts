/** Units of corruption and filter studies: which there are, in which order, and what their keys depend on. */
import { mixingFrequency } from '../../../src-main/contract/units'
import { describe, expect, it } from 'vitest'
import { unitTaskSchema } from '../../../src-main/contract/tasks'
import { expand } from '../../../src-main/studies/kinds'
import { measuringConditions } from '../../../src-main/workbench/families/conditions'
import { isComparable, noticesOf, originOf } from '../../../src-main/studies/corruption/origin'
import { corruptionPlanSchema } from '../../../src-main/contract/kinds/corruption/study'
import { BENCHMARK_CORRUPTIONS, SEVERITIES } from '../../../src-main/contract/kinds/corruption/corruptions'
import type { CorruptionPlan } from '../../../src-main/contract/kinds/corruption/study'
import type { FilterPlan } from '../../../src-main/contract/kinds/filter/study'
import type { EvaluationPlan } from '../../../src-main/contract/kinds/evaluation/study'
import type { Facts } from '../../../src-main/studies/study'

const HASH = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)
const data = { dataSet: 'd', split: 'test', hash: HASH, images: 10_000, limit: null }
const network = {
  architecture: 'resnet18' as const,
  width: 8,
  stem: 'cifar' as const,
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0.5, 0.5, 0.5],
  std: [0.2, 0.2, 0.2],
  sigma: null,
}

function facts(root: string): Facts {
  const file = {
    dataFormat: 'cifar',
    transforms: { gray: false },
    height: 32,
    width: 32,
    channels: 3,
    name: 'CIFAR',
  }
  return {
    dataSets: new Map([['d', { file, absolutePath: `${root}/data` }]]),
    models: new Map(['m', 'n'].map((id) => [id, { id, configuration: network }])),
    weightsPath: ({ id }: { id: string }) => `${root}/models/${id}`,
    jsonPath: (key: string) => `${root}/${key}.json`,
    arraysPath: (key: string, extension: string) => `${root}/${key}.${extension}`,
  } as unknown as Facts
}

const plan: CorruptionPlan = {
  kind: 'corruption',
  models: [
    { id: 'm', weights: HASH },
    { id: 'n', weights: OTHER },
  ],
  data,
  source: { kind: 'generated', table: 'CIFAR-C', seed: 0, gray: null },
  types: [...BENCHMARK_CORRUPTIONS],
  severities: [...SEVERITIES],
  spectra: null,
  baseline: null,
  keepImages: false,
  batchSize: 100,
  device: 'onnxruntime',
}
const official = (folder: string, hash: string): CorruptionPlan => ({
  ...plan,
  source: {
    kind: 'official',
    folder,
    set: 'CIFAR-10-C',
    images: 10_000,
    gray: false,
    crop: 'as stored',
    cells: plan.types.flatMap((type) => plan.severities.map((severity) => ({ type, severity, hash }))),
  },
})
const keys = (some: CorruptionPlan, root = '/here'): Set<string> =>
  new Set(expand(some, facts(root)).map(({ key }) => key))

/** Keys that two studies share. */
function common(one: CorruptionPlan, other: CorruptionPlan): string[] {
  const known = keys(other)
  return [...keys(one)].filter((key) => known.has(key))
}

describe('official files', () => {
  it('are the same work whether or not a plan says in which order numbers were taken, and how severities go', () => {
    const older = official('/c', HASH)
    if (older.source.kind !== 'official') throw new Error(older.source.kind)
    const said: CorruptionPlan = {
      ...older,
      source: { ...older.source, numbered: 'as published', falling: ['fog'] },
    }
    expect(measuringConditions(said)).toBe(measuringConditions(older))
    expect(measuringConditions({ ...said, precision: 3 })).not.toBe(measuringConditions(older))
  })
})

describe('a corruption study', () => {
  const units = expand(plan, facts('/here'))

  it('is a unit per model, type and severity, the clean accuracy of an evaluation, and the intervals of the means', () => {
    expect(units).toHaveLength(2 + 2 * 15 * 5 + 2)
    expect(keys(plan).size).toBe(units.length)
    const evaluation: EvaluationPlan = {
      kind: 'evaluation',
      models: plan.models,
      data,
      batchSize: 100,
      device: 'onnxruntime',
    }
    expect(units.slice(0, 2).map(({ key }) => key)).toEqual(
      expand(evaluation, facts('/here')).map(({ key }) => key),
    )
    for (const { task, needs } of units) {
      expect(unitTaskSchema.parse(task)).toEqual(task)
      const cells = units.filter((unit) => unit.task.kind === 'corruption')
      // The intervals of a model's means need its cells, in the order of the plan; nothing else needs anything.
      if (task.kind === 'corruption means')
        expect(cells.map(({ key }) => key)).toEqual(expect.arrayContaining([...needs]))
      expect(needs).toHaveLength(task.kind === 'corruption means' ? 15 * 5 : 0)
    }
  })

  it('measures a few cells with one model, then the same cells with the next: images are made once', () => {
    // 10,000 images of 3 kB are 30 MB; eight cells fit into 256 MiB.
    const labels = units.slice(2).map(({ label }) => label.split(', '))
    expect(labels.slice(0, 8).map(([model]) => model)).toEqual(Array(8).fill('m'))
    expect(labels.slice(8, 16).map(([model]) => model)).toEqual(Array(8).fill('n'))
    expect(labels.slice(0, 8).map(([, cell]) => cell)).toEqual(labels.slice(8, 16).map(([, cell]) => cell))
    expect(labels[16]).toEqual(['m', 'shot_noise 4'])
    const one = expand({ ...plan, models: [plan.models[0]!] }, facts('/here'))
    expect(one.map(({ task }) => task.kind === 'corruption' && task.shared)).not.toContain(true)
    const all = keys(plan)
    expect(one.every(({ key }) => all.has(key))).toBe(true)
  })

  it('has keys of what determines the images, and of no path', () => {
    expect(keys(plan, '/there')).toEqual(keys(plan))
    const changed: CorruptionPlan[] = [
      { ...plan, source: { kind: 'generated', table: 'ImageNet-C', seed: 0, gray: null } },
      { ...plan, source: { kind: 'generated', table: 'CIFAR-C', seed: 1, gray: null } },
      { ...plan, data: { ...data, limit: 500 } },
      { ...plan, data: { ...data, hash: OTHER } },
      official('/c', HASH),
    ]
    const clean = new Set(units.slice(0, 2).map(({ key }) => key))
    for (const other of changed) {
      expect(common(other, plan).every((key) => clean.has(key))).toBe(true)
    }
    expect(keys(official('/c', HASH))).toEqual(keys(official('/elsewhere', HASH)))
    expect(common(official('/c', OTHER), official('/c', HASH))).toHaveLength(2)
  })

  it('has spectra and kept images per cell, without a model', () => {
    const more = expand({ ...plan, models: [], spectra: 1000, keepImages: true }, facts('/here'))
    expect(more).toHaveLength(2 * 75)
    expect(more.slice(0, 2).map(({ label }) => label)).toEqual([
      'images of gaussian_noise 1',
      'spectrum of gaussian_noise 1',
    ])
    const gpu = expand({ ...plan, models: [], spectra: 1000, keepImages: true, device: 'x' }, facts('/here'))
    expect(gpu.map(({ key }) => key)).toEqual(more.map(({ key }) => key))
  })

  it('says where its images are from, and what cannot be compared', () => {
    const { file } = facts('/here').dataSets.get('d')!
    expect(originOf(plan, file)).toMatchObject({
      label: 'generated here (CIFAR-C constants), frost is ours',
      axis: 'CIFAR, corrupted here: acc. (%)',
    })
    expect(originOf({ ...plan, types: ['fog'] }, file).label).toBe('generated here (CIFAR-C constants)')
    expect(originOf(official('/c', HASH), file)).toMatchObject({
      label: 'official: CIFAR-10-C',
      axis: 'CIFAR10-C acc. (%)',
    })
    expect(isComparable(plan)).toBe(true)
    expect(isComparable({ ...plan, severities: [1, 2] })).toBe(false)
    expect(noticesOf(official('/c', HASH), undefined)).toEqual([])
    expect(noticesOf({ ...plan, data: { ...data, limit: 10 } }, undefined)[0]).toMatch(
      /10 images per cell, and published means over all/,
    )
  })
})

describe('a filter study', () => {
  it('is blocks of cut-offs per model and filter, and statistics per cut-off', () => {
    const filter: FilterPlan = {
      kind: 'filter',
      models: plan.models,
      data,
      filters: ['low-pass', 'high-pass'],
      cutOffs: { values: [0.1, 0.2, 0.4, 0.8].map(mixingFrequency), unit: 'fraction of Nyquist' },
      naturalness: { images: 1000, seed: 0 },
      batchSize: 100,
      device: 'onnxruntime',
    }
    const units = expand(filter, facts('/here'))
    expect(units.map(({ label }) => label)).toEqual([
      ...['m', 'n'].flatMap((id) => [
        `${id}, clean accuracy`,
        `${id}, low-pass, cut-off 0.1–0.2`,
        `${id}, low-pass, cut-off 0.4–0.8`,
        `${id}, high-pass, cut-off 0.1–0.2`,
        `${id}, high-pass, cut-off 0.4–0.8`,
      ]),
      'natural images',
      ...[0.1, 0.2, 0.4, 0.8].map((cutOff) => `images at cut-off ${cutOff}`),
    ])
    expect(new Set(units.map(({ key }) => key)).size).toBe(units.length)
    for (const { task } of units) expect(unitTaskSchema.parse(task)).toEqual(task)
  })
})

describe('a plan for gray images', () => {
  const gray = (noise: 'as-published' | 'per-pixel', colourSource: boolean): CorruptionPlan => ({
    ...plan,
    source: { kind: 'generated', table: 'CIFAR-C', seed: 0, gray: { noise, colourSource } },
  })
  const keys = (of: CorruptionPlan): string[] => expand(of, facts('/here')).map(({ key }) => key)

  it('has keys of its own where the colours are corrupted, and the ones it always had per pixel', () => {
    const clean = plan.models.length
    expect(keys(gray('per-pixel', false))).toEqual(keys(plan))
    const published = keys(gray('as-published', true))
    expect(published.slice(0, clean)).toEqual(keys(plan).slice(0, clean))
    expect(published.slice(clean).filter((key) => keys(plan).includes(key))).toEqual([])
  })

  it('says beside the numbers what the noise is', () => {
    expect(noticesOf(gray('as-published', true), undefined).join(' ')).not.toMatch(
      /per gray pixel|three equal/,
    )
    expect(noticesOf(gray('as-published', false), undefined).join(' ')).toMatch(
      /three equal channels were corrupted/,
    )
    expect(noticesOf(gray('per-pixel', false), undefined).join(' ')).toMatch(
      /no colours: its .* is 1\.50 times/,
    )
    const { label } = originOf(gray('per-pixel', false), undefined)
    // A plan from before there was a choice says nothing of it: gray images were per pixel then, and colour ones are not.
    const inGray = { ...facts('/a').dataSets.get('d')!.file, channels: 1 as const }
    expect(noticesOf(plan, inGray).join(' ')).toMatch(/when this study was made: its .* is 1\.50 times/)
    expect(originOf(plan, inGray)).toMatchObject({
      label: originOf(gray('per-pixel', false), inGray).label,
      grayNoise: 'per-pixel',
    })
    expect(noticesOf(plan, { ...inGray, channels: 3 }).join(' ')).not.toMatch(/gray/)
    expect(label).not.toBe(originOf(gray('as-published', false), undefined).label)
  })

  it('keeps plans from before there was a choice', () => {
    const source = { kind: 'generated', table: 'CIFAR-C', seed: 0 }
    expect(corruptionPlanSchema.parse({ ...plan, source })).toEqual(plan)
  })
})
