/** Forms that are opened with a stored study: they ask for the same, and say what they only carry along. */
import { expect, it } from 'vitest'
import { studyRequestSchema } from '../../../../src-main/contract/plans'
import { corruptionDraft } from '../../../../src-renderer/pages/corruptions/corruption-form'
import { filterDraft } from '../../../../src-renderer/pages/filters/filter-form'
import { fourierDraft } from '../../../../src-renderer/pages/fourier-map/fourier-form'
import { hybridDraft } from '../../../../src-renderer/pages/hybrids/hybrid-form'
import { attackDraft } from '../../../../src-renderer/pages/perturbations/attack-form'
import { spectrumRequestOf } from '../../../../src-renderer/pages/spectra/spectrum-form'
import { carriedWords, filled, withCarried } from '../../../../src-renderer/pages/studies/copied'
import { issuesOf } from '../../../../src-renderer/pages/studies/form'
import { issuesOf as answersWrong, sweepRequest } from '../../../../src-renderer/wizards/sweep/draft'
import { carriedAnswers, draftOf, stillCarried } from '../../../../src-renderer/wizards/sweep/draft-of'
import type { Plan, StudyRequestInput } from '../../../../src-main/contract/plans'
import type { DraftForm, DraftKind } from '../../../../src-renderer/pages/studies/form'

const DRAFTS = {
  hybrid: hybridDraft,
  attack: attackDraft,
  corruption: corruptionDraft,
  filter: filterDraft,
  'fourier-map': fourierDraft,
} as unknown as Readonly<Record<string, DraftKind<DraftForm>>>

const SOME = { models: ['b', 'a'], dataSet: 'cifar' }

/** What is asked, and what of it the form has no field for, in its words. */
const CASES: [StudyRequestInput, string[]][] = [
  [{ ...SOME, kind: 'hybrid' }, []],
  [{ ...SOME, kind: 'hybrid', fMix: [0, 0.125, 1], seeds: [4, 2], limit: 10, title: 'T' }, []],
  [{ ...SOME, kind: 'hybrid', fMix: 'radii', first: 9, includeTrainingImages: true }, []],
  [
    { ...SOME, kind: 'hybrid', split: 'val', batchSize: 64, device: 'x', perClass: 3, subsetSeed: 5 },
    ['part: val', 'pairs per step: 64', 'device: x'],
  ],
  [{ ...SOME, kind: 'attack', norm: 'Linf', limit: 40 }, []],
  [
    {
      ...{ ...SOME, kind: 'attack', norm: 'L2', method: 'pgd', epsilon: 0.5, confidence: 0.6, margin: 0 },
      ...{ targets: { kind: 'class-wise', seed: 7 }, seed: 5, samples: 3, batchSize: 20 },
    },
    [],
  ],
  [{ ...SOME, kind: 'attack', norm: 'L2', goal: 'untargeted', first: 2 }, []],
  [{ ...SOME, kind: 'attack', norm: 'L2', targets: { kind: 'file', file: 'a b.csv' } }, []],
  [{ ...SOME, kind: 'corruption', spectra: true }, []],
  [
    {
      ...{ ...SOME, kind: 'corruption', types: ['fog', 'snow'], severities: [2], baseline: 'a' },
      ...{ source: { kind: 'generated', table: 'ImageNet-C', seed: 3, grayNoise: 'per-pixel' } },
      ...{ spectrumImages: 5, keepImages: true },
    },
    ['images of each spectrum: 5', 'keep the images that are made in the project, as .npz'],
  ],
  [
    {
      ...{ ...SOME, kind: 'corruption' },
      source: { kind: 'official', folder: '/data/ImageNet C', crop: 'resize 256, centre crop 224' },
    },
    [],
  ],
  [{ ...SOME, kind: 'filter', cutOffs: [0.1, 0.5], naturalness: false }, []],
  [{ ...SOME, kind: 'filter', filters: ['high-pass'] }, ['which filters: high-pass']],
  [{ ...SOME, kind: 'fourier-map', norm: 15.7, extent: 31, seed: 9, limit: 50 }, []],
]

it.each(CASES)('a form that is opened with %j asks for the same', (input, words) => {
  const request = studyRequestSchema.parse(input)
  const kind = DRAFTS[request.kind]!
  const { form, carried } = filled(kind, request)
  const title = form.title === '' ? {} : { title: form.title }
  const asked = withCarried({ ...kind.requestOf(form), ...title }, carried)
  expect(studyRequestSchema.parse(asked)).toEqual(request)
  expect(carriedWords(carried, kind.options)).toEqual(words)
  expect(issuesOf(kind, form)).toEqual({})
})

it('spectra of the same perturbations are of the models that were asked', () => {
  const request = studyRequestSchema.parse({
    kind: 'spectrum',
    models: ['a'],
    attack: 'attack-1',
    points: 30,
  })
  const plan = { kind: 'attack', models: [{ id: 'a' }, { id: 'b' }] } as unknown as Plan
  expect(spectrumRequestOf('attack-1', plan, request)).toEqual(request)
  expect(spectrumRequestOf('attack-2', plan, request)).toEqual({
    ...request,
    attack: 'attack-2',
    models: ['a', 'b'],
  })
})

const SWEEPS: [StudyRequestInput, string[]][] = [
  [{ kind: 'sweep', dataSet: 'cifar', sigmas: [null, 0.5] }, []],
  [
    {
      ...{ kind: 'sweep', dataSet: 'cifar', sigmas: [1], from: 'm', newReadOut: true, reestimate: 256 },
      ...{ freezeUntil: 'section2', batchSize: 128, microBatch: 16, recipe: 'demo', seeds: [3, 1] },
    },
    [],
  ],
  [
    {
      ...{ kind: 'sweep', dataSet: 'cifar', sigmas: [], noises: [0.05, 0.1], components: [16], width: 8 },
      ...{ testDataSet: 'other', mean: [0.5], std: [0.3], recipe: 'demo', blockEpochs: 2, trainLimit: 9 },
    },
    [
      'test data set: other',
      'principal components: 16',
      'normaliser, mean: 0.5',
      'normaliser, standard deviation: 0.3',
      'epochs between two saves: 2',
    ],
  ],
  [
    {
      ...{ kind: 'sweep', dataSet: 'cifar', sigmas: [null, 1] },
      neural: {
        population: 'm',
        others: ['n'],
        alphas: [0, 2.5],
        controls: ['none', 'shuffled'],
        images: 500,
      },
    },
    [],
  ],
  [
    {
      ...{ kind: 'sweep', dataSet: 'cifar', sigmas: [null] },
      neural: { population: 'm', method: 'co-training', layers: ['features.14'] },
    },
    [],
  ],
]

it.each(SWEEPS)('the wizard that is filled in with %j asks for the same', (input, words) => {
  const request = studyRequestSchema.parse(input)
  if (request.kind !== 'sweep') throw new Error('no sweep')
  const draft = draftOf(request)
  // The wizard always says the width of a network of its own.
  const width = request.from === undefined ? { width: Number(draft.width) } : {}
  expect(studyRequestSchema.parse(sweepRequest(draft))).toEqual({ ...request, ...width })
  expect(carriedAnswers(draft.carried)).toEqual(words)
  expect(answersWrong(draft)).toEqual({})
  expect(stillCarried(draft.carried, { dataSet: 'another' })).not.toHaveProperty('testDataSet')
})
