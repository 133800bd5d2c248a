/** What two models differ in, or may: everything that decides their weights and what they are fed. */
import { expect, it } from 'vitest'
import { modelDifferences } from '../../src-main/workbench/comparison/differences'
import { RECIPES } from '../../src-main/training/recipe'
import type { ModelFile } from '../../src-main/contract/model'
import type { SweepPlan } from '../../src-main/contract/kinds/sweep/study'
import type { Project } from '../../src-main/project/project'

const recipe = RECIPES.demo
const plans: Record<string, object | null> = {}
const project = {
  studies: {
    plan: (id: string) =>
      Promise.resolve(plans[id] ? { plan: { kind: 'sweep', train: { images: 300 }, ...plans[id] } } : null),
  },
} as unknown as Project

const configuration = {
  ...{ architecture: 'resnet18', width: 8, classes: 10, channels: 1, size: 28, sigma: null },
  ...{ mean: [0.5], std: [0.25] },
}
let count = 0
/** A model that was trained by a plan of its own. */
function trained(plan: Partial<SweepPlan>, changed: object = {}, network: object = {}): ModelFile {
  const study = `sweep-${count++}`
  plans[study] = { recipe, splitSeed: 0, ...plan }
  return {
    ...{ name: study, parameters: 10, configuration: { ...configuration, ...network } },
    provenance: {
      ...{ kind: 'trained', study, dataSet: 'd', dataHash: 'a'.repeat(64), seed: 0, epochs: recipe.epochs },
      ...{ keptEpoch: 1, device: 'onnxruntime', ...changed },
    },
  } as unknown as ModelFile
}
const imported = { ...trained({}), provenance: { kind: 'imported' } } as unknown as ModelFile
const aspects = async (one: ModelFile, other: ModelFile): Promise<string[]> =>
  (await modelDifferences(project, one, other)).map(({ aspect }) => aspect)

it('is nothing of two trainings that are alike, whichever epoch was kept', async () => {
  expect(await aspects(trained({}), trained({}, { keptEpoch: 2 }))).toEqual([])
})

it('is the normaliser, to the last digit', async () => {
  expect(await aspects(trained({}), trained({}, {}, { mean: [0.5000001] }))).toEqual(['normaliser'])
  expect(await aspects(trained({}), trained({}, {}, { std: [0.3] }))).toEqual(['normaliser'])
})

it.each([
  ['share kept apart', { recipe: { ...recipe, validationFraction: 0.25 } }],
  ['split', { splitSeed: 1 }],
  ['micro-batch', { recipe: { ...recipe, microBatch: recipe.batchSize / 2 } }],
  [
    'rise of the rate',
    { recipe: { ...recipe, schedule: { kind: 'cyclic', phaseEpochs: 9, phases: 1, gamma: 0.5 } } },
  ],
  [
    'augmentation',
    {
      recipe: {
        ...recipe,
        augmentation: { crop: null, flip: true, brightness: 0.1, contrast: 0, saturation: 0 },
      },
    },
  ],
])('is the training where the %s is another', async (_, plan) => {
  expect(await aspects(trained({}), trained(plan as Partial<SweepPlan>))).toEqual(['training'])
})

it('is the weights that it began with, and what was kept of them', async () => {
  const from = { model: 'm', weights: 'c'.repeat(64), readOut: { kind: 'kept' } }
  expect(await aspects(trained({}), trained({}, { from }))).toEqual(['first weights'])
  for (const other of [
    { weights: 'd'.repeat(64) },
    { freezeUntil: 'layer1' },
    { reestimate: 100 },
    { readOut: { kind: 'new', because: 'asked' } },
  ])
    expect(await aspects(trained({}, { from }), trained({}, { from: { ...from, ...other } }))).toEqual([
      'first weights',
    ])
})

it('is not known of two that came from elsewhere, nor of sweeps that are gone', async () => {
  const found = await modelDifferences(project, imported, imported)
  expect(found.map(({ aspect }) => aspect)).toEqual([
    'data',
    'first weights',
    'training',
    'loss',
    'training seed',
  ])
  for (const { first, second } of found)
    expect([first, second].every((words) => words.startsWith('not known'))).toBe(true)
  const gone = trained({})
  plans[(gone.provenance as { study: string }).study] = null
  expect(await aspects(gone, gone)).toContain('training')
})
