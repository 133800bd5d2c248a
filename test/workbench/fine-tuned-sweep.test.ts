/**
 * A sweep that goes on from a model (methods B.4): what it refuses, what it makes, what it says of it, and that it ends in
 * the same bits however often it is interrupted.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { useDevice } from '../../src-main/devices/choose'
import { resultTable } from '../../src-main/studies/kinds'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { SweepResult } from '../../src-main/contract/kinds/sweep/study'
import type { StudyRequestInput } from '../../src-main/contract/plans'

type SweepInput = Extract<StudyRequestInput, { kind: 'sweep' }>

let home: string
let workbench: Workbench
let source: string

const common = {
  kind: 'sweep',
  dataSet: 'gratings',
  width: 4,
  device: 'onnxruntime-cpu',
} as const
const short = { epochs: 2, batchSize: 10 } as const

async function run(request: SweepInput): Promise<SweepResult> {
  const { id } = await workbench.invoke('study.start', { request })
  expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
  const result = await workbench.invoke('study.result', { study: id })
  if (result.kind !== 'sweep') throw new Error('It is no sweep.')
  return result
}

const weightsOf = (folder: string, model: string): Promise<Buffer> =>
  readFile(join(home, folder, 'models', model, 'weights.safetensors'))

beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-tuned-'))
  await makeGratings(join(home, 'images'), 16, 60)
  await makeGratings(join(home, 'large'), 32, 60)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p') })
  await workbench.invoke('dataSet.add', { path: join(home, 'images'), name: 'gratings' })
  await workbench.invoke('dataSet.add', { path: join(home, 'large'), name: 'large' })
  const { runs } = await run({ ...common, ...short, sigmas: [null], recipe: 'demo' })
  source = runs[0]!.model!
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('what is refused', () => {
  const tuned: SweepInput = { kind: 'sweep', dataSet: 'gratings', sigmas: [1] }
  it.each<[string, Partial<SweepInput>, RegExp]>([
    ['another architecture', { architecture: 'resnet34' }, /--architecture says "resnet34"/],
    ['another width', { width: 8 }, /--width says "8", but the network is that of .*leave out --width/],
    ['another normaliser', { mean: [0.1], std: [0.2] }, /--mean says "0.1"/],
    ['a section that is not there', { freezeUntil: 'layer9' }, /there are section1, section2/],
    ['freezing all', { freezeUntil: 'logits' }, /nothing would be learnt/],
    ['pieces that do not fit', { batchSize: 10, microBatch: 4 }, /pieces of 4/],
  ])('%s', async (_, request, sentence) => {
    const asked = { ...tuned, ...request, from: source }
    await expect(workbench.invoke('study.start', { request: asked })).rejects.toThrow(sentence)
  })

  it('options that mean nothing with random weights, and the recipe of fine-tuning', async () => {
    const start = (request: Partial<SweepInput>): Promise<unknown> =>
      workbench.invoke('study.start', { request: { ...tuned, ...request } })
    await expect(start({ newReadOut: true, reestimate: 5 })).rejects.toThrow(
      /--new-read-out and --reestimate means nothing for networks with random weights/,
    )
    await expect(start({ recipe: 'imagenet-blur' })).rejects.toThrow(/goes on from trained weights.*--from/)
    await expect(start({ from: 'nobody' })).rejects.toThrow(/nobody/)
  })
})

describe('what it makes', () => {
  const request: SweepInput = {
    ...{ kind: 'sweep', dataSet: 'gratings', sigmas: [1, 2], device: 'onnxruntime-cpu', ...short },
    ...{ freezeUntil: 'section1', reestimate: 30, microBatch: 5 },
  }
  let result: SweepResult

  it('is a blur family that remembers where it comes from, and says so', async () => {
    result = await run({ ...request, from: source })
    expect(result.notices).toEqual([
      expect.stringMatching(/go on from the weights of .*biased towards the tuning/),
      expect.stringMatching(/up to and including "section1" keep the weights.*running statistics follow/),
      expect.stringMatching(/running statistics of the kept weights were found anew.* 30 training images/),
      expect.stringMatching(/5 at a time \(--micro-batch\)/),
    ])
    expect(resultTable(result)).toContain(result.notices[0])
    const models = await workbench.invoke('model.list', {})
    const made = models.filter(({ id }) => result.runs.some(({ model }) => model === id))
    expect(made.map(({ group }) => group)).toEqual(['blur', 'blur'])
    const { weights } = models.find(({ id }) => id === source)!
    for (const { provenance, configuration, id } of made) {
      expect(configuration).toMatchObject({ architecture: 'resnet18', width: 4, size: 16 })
      expect(provenance).toMatchObject({
        kind: 'trained',
        from: { model: source, weights, readOut: { kind: 'kept' }, freezeUntil: 'section1', reestimate: 30 },
      })
      const entry = async (model: string, name: string): Promise<ArrayLike<number>> =>
        decodeSafetensors(await weightsOf('p', model)).entries.get(name)!.data
      expect(await entry(id, 'conv0.0.weight')).toEqual(await entry(source, 'conv0.0.weight'))
      expect(await entry(id, 'fc.weight')).not.toEqual(await entry(source, 'fc.weight'))
      expect(await entry(id, 'conv0.1.num_batches_tracked')).toEqual(Int32Array.of(6))
    }
    const series = (await workbench.invoke('map.points', {})).filter(({ id }) =>
      made.some((one) => one.id === id),
    )
    expect(new Set(series.map((point) => point.series)).size).toBe(1)
    expect(series.map((point) => point.series)).not.toContain(null)
  })

  it('has a new last layer for other classes or where it is asked for, and takes images of another size', async () => {
    const { notices } = await run({
      ...request,
      dataSet: 'large',
      from: source,
      sigmas: [1],
      newReadOut: true,
    })
    expect(notices).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/The last layer is a new one.*because that was asked for/),
      ]),
    )
  })

  it('says when images that choose the epoch may have been learnt from before', async () => {
    const wider: SweepInput = { ...request, sigmas: [1], recipe: 'demo', from: result.runs[0]!.model! }
    const { notices } = await run(wider)
    expect(notices[1]).toMatch(/may have learnt from images that were kept apart here/)
  })

  it('leaves out what the model that it goes on from has learnt from', async () => {
    const { id } = await workbench.invoke('study.start', {
      request: { kind: 'evaluation', models: [result.runs[0]!.model!], dataSet: 'gratings', split: 'train' },
    })
    expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
    const measured = await workbench.invoke('study.result', { study: id })
    if (measured.kind !== 'evaluation') throw new Error('It is no evaluation.')
    // The source kept 10 % apart, the new models 5 % of the same order: what both have not seen is less than 10 %.
    expect(measured.which!.images).toBeLessThanOrEqual(6)
  })
})
