/** The command line that wizards show, read by the command line's own parser: it must ask for the same. */
import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { USUAL_ARCHITECTURE, usualWidth } from '../../src-main/contract/architectures'
import { studyRequestSchema } from '../../src-main/contract/plans'
import { buildProgram } from '../../src-main/shell/command-line/program'
import { quoted } from '../../src-main/project/quoted'
import { commandsOf } from '../../src-main/studies/kinds'
import { KIND_PAGES } from '../../src-renderer/app/kinds'
import { corruptionDraft } from '../../src-renderer/pages/corruptions/corruption-form'
import { filterDraft } from '../../src-renderer/pages/filters/filter-form'
import { fourierDraft } from '../../src-renderer/pages/fourier-map/fourier-form'
import { hybridDraft } from '../../src-renderer/pages/hybrids/hybrid-form'
import { attackDraft } from '../../src-renderer/pages/perturbations/attack-form'
import { spectrumRequestOf } from '../../src-renderer/pages/spectra/spectrum-form'
import { emptyDraft, sweepRequest } from '../../src-renderer/wizards/sweep/draft'
import type { Plan, StudyKindName, StudyRequest, StudyRequestInput } from '../../src-main/contract/plans'
import type { CorruptionForm } from '../../src-renderer/pages/corruptions/corruption-form'
import type { FilterForm } from '../../src-renderer/pages/filters/filter-form'
import type { FourierForm } from '../../src-renderer/pages/fourier-map/fourier-form'
import type { HybridForm } from '../../src-renderer/pages/hybrids/hybrid-form'
import type { AttackForm } from '../../src-renderer/pages/perturbations/attack-form'
import type { DraftForm, DraftKind } from '../../src-renderer/pages/studies/form'
import type * as Session from '../../src-main/shell/command-line/session'

const asked: { folder: string; request: StudyRequestInput }[] = []
const enough = new Error('the request is known')

// Commands are stopped where they would start the study: what they ask for is what is compared.
vi.mock('../../src-main/shell/command-line/session', async (original) => ({
  ...(await original<typeof Session>()),
  withProject: async (
    _installation: unknown,
    _options: unknown,
    folder: string,
    _mode: string,
    use: (workbench: unknown) => Promise<unknown>,
  ) =>
    await use({}).catch((error: unknown) => {
      if (error !== enough) throw error
      asked.at(-1)!.folder = folder
    }),
  runStudy: (_workbench: unknown, request: StudyRequestInput) => {
    asked.push({ folder: '', request })
    return Promise.reject(enough)
  },
}))

afterEach(() => void asked.splice(0))

async function parse(words: readonly string[]): Promise<{ folder: string; request: StudyRequest }> {
  const context = { entry: '', jobEntry: '', resources: '', page: '', version: '0', finish: () => undefined }
  await buildProgram(context).parseAsync(words.slice(1), { from: 'user' })
  const last = asked.at(-1)!
  return { folder: last.folder, request: studyRequestSchema.parse(last.request) }
}

const REQUESTS: StudyRequestInput[] = [
  { kind: 'neural', population: 'mouse', question: { kind: 'tuning' } },
  { kind: 'neural', population: 'mouse', question: { kind: 'maximal' } },
  {
    ...{ kind: 'neural', population: 'mouse' },
    question: { kind: 'maximal', neurons: [3, 17], norm: 8, steps: 50, seed: 4 },
  },
  { kind: 'neural', population: 'mouse', question: { kind: 'maximal', random: 6 } },
  {
    ...{ kind: 'neural', population: 'my mouse', batchSize: 16, title: 'What they prefer', device: 'cpu' },
    question: { kind: 'tuning', rule: 'phase mean', frequencies: [0.02, 0.04, 0.08] },
  },
  {
    ...{ kind: 'neural', population: 'mouse', dataSet: 'cifar', split: 'val', perClass: 5, subsetSeed: 2 },
    question: { kind: 'manifold', components: 5, scaling: 'sd', seed: 3 },
  },
  {
    ...{ kind: 'neural', population: 'mouse', models: ['a', 'b'], dataSet: 'cifar', limit: 50 },
    question: {
      kind: 'similarity',
      layers: ['section1', 'logits'],
      spatialMean: true,
      scaling: 'none',
      seed: 0,
    },
  },
  { kind: 'sweep', dataSet: 'cifar', sigmas: [null], neural: { population: 'mouse' } },
  {
    kind: 'sweep',
    dataSet: 'cifar',
    sigmas: [null],
    neural: { population: 'low', others: ['middle', 'high'] },
  },
  {
    ...{ kind: 'sweep', dataSet: 'cifar', sigmas: [null] },
    neural: {
      population: 'monkey',
      method: 'co-training',
      controls: ['none', 'shuffled'],
      layers: ['features.14'],
    },
  },
  {
    ...{ kind: 'sweep', dataSet: 'cifar', sigmas: [null, 1] },
    neural: {
      ...{ population: 'my mouse', alphas: [0, 2.5], controls: ['none', 'shuffled'], layers: ['section4'] },
      ...{ images: 500, batchSize: 32, scaling: 'none' },
    },
  },
  { kind: 'sweep', dataSet: 'cifar', sigmas: [null, 0.5, 1] },
  { kind: 'sweep', dataSet: 'cifar', sigmas: [3], from: 'a model' },
  {
    ...{ kind: 'sweep', dataSet: 'cifar', sigmas: [1, 3], from: 'torchvision', newReadOut: true },
    ...{ freezeUntil: 'section2', reestimate: 256, batchSize: 128, microBatch: 16, recipe: 'imagenet-blur' },
  },
  { kind: 'sweep', dataSet: 'cifar', sigmas: [], noises: [0.05, 0.1] },
  { kind: 'sweep', dataSet: 'cifar', sigmas: [1], components: [16], noises: [1e-3] },
  {
    kind: 'sweep',
    title: 'What blur does: it\'s $HOME; `id` "quoted" \\',
    dataSet: 'my images',
    testDataSet: 'other',
    architecture: 'resnet50',
    width: 16,
    stem: 'imagenet',
    mean: [-0.5, 0.1, 1e-7],
    std: [0.2, 0.3, 0.4],
    sigmas: [1.5, null],
    seeds: [0, 7, 4294967295],
    recipe: 'demo',
    epochs: 3,
    batchSize: 64,
    learningRate: 0.01,
    trainLimit: 100,
    testLimit: 50,
    blockEpochs: 2,
    device: 'onnxruntime-cpu',
  },
  { kind: 'sweep', title: '-- a title that looks like an option', dataSet: 'cifar', sigmas: [1] },
  { kind: 'corruption', dataSet: 'cifar', models: ['all'], precision: 0.5 },
  { kind: 'attack', dataSet: 'cifar', models: ['a'], norm: 'L2', startFrom: 'a similar one' },
  { kind: 'hybrid', dataSet: 'cifar', models: ['all'] },
  { kind: 'hybrid', dataSet: 'cifar', models: ['all'], fMix: 'adaptive-paper' },
  {
    kind: 'hybrid',
    title: 'ŝ σ',
    dataSet: 'cifar',
    split: 'validation',
    models: ['a-1', 'b.2'],
    fMix: [0, 0.125, 1],
    seeds: [3],
    limit: 10,
    batchSize: 7,
  },
  { kind: 'hybrid', dataSet: 'cifar', models: ['a'], pairsFile: '/some where/pairs.csv', limit: 4 },
  { kind: 'evaluation', dataSet: 'cifar', split: 'test', models: ['a'], limit: 9, batchSize: 10 },
  { kind: 'attack', dataSet: 'cifar', models: ['all'], norm: 'L2' },
  {
    kind: 'attack',
    title: 'How little?',
    dataSet: 'cifar',
    split: 'test',
    models: ['a', 'b'],
    norm: 'Linf',
    method: 'pgd',
    targets: { kind: 'class-wise', seed: 3 },
    perClass: 10,
    subsetSeed: 4,
    includeTrainingImages: true,
    margin: 0,
    confidence: 0.5,
    epsilon: 0.01,
    seed: 2,
    samples: 8,
    batchSize: 20,
    device: 'onnxruntime-cpu',
  },
  { kind: 'attack', dataSet: 'c', models: ['a'], norm: 'L2', targets: { kind: 'file', file: 'a b.csv' } },
  {
    kind: 'attack',
    dataSet: 'c',
    models: ['a'],
    norm: 'L2',
    goal: 'untargeted',
    first: 9,
  },
  { kind: 'spectrum', models: ['all'] },
  { kind: 'spectrum', models: ['a'], attack: 'attack-1', points: 30, title: 'f' },
  { kind: 'spectrum', models: ['a'], settings: { dataSet: 'c', norm: 'Linf', margin: 1 } },
  { kind: 'corruption', dataSet: 'cifar', models: ['all'] },
  { kind: 'corruption', dataSet: 'cifar', models: [], spectra: true, spectrumImages: 50 },
  {
    kind: 'corruption',
    title: 'fog & snow',
    dataSet: 'cifar',
    split: 'test',
    models: ['a', 'b'],
    source: { kind: 'generated', table: 'Tiny-ImageNet-C', seed: 3 },
    types: ['fog', 'snow', 'spatter'],
    severities: [2, 5],
    limit: 100,
    baseline: 'a',
    keepImages: true,
    batchSize: 10,
    device: 'x',
  },
  {
    kind: 'corruption',
    dataSet: 'imagenet',
    models: ['a'],
    source: { kind: 'official', folder: '/data/ImageNet C', crop: 'resize 256, centre crop 224' },
  },
  { kind: 'filter', dataSet: 'cifar', models: ['all'] },
  {
    kind: 'filter',
    dataSet: 'cifar',
    split: 'test',
    models: ['a', 'b'],
    filters: ['high-pass'],
    cutOffs: [0.1, 0.5],
    limit: 9,
    naturalness: false,
    naturalnessImages: 20,
    batchSize: 3,
    title: 't',
  },
  { kind: 'fourier-map', dataSet: 'cifar', models: ['all'] },
  {
    kind: 'fourier-map',
    dataSet: 'cifar',
    models: ['a'],
    norm: 15.7,
    extent: 31,
    limit: 50,
    seed: 7,
    batchSize: 20,
    device: 'x',
  },
]

describe('the command line of a request', () => {
  it.each(REQUESTS)('asks for the same: %j', async (input) => {
    const request = studyRequestSchema.parse(input)
    const [words, ...more] = commandsOf('/home/a person/p.halfpower', request)
    expect(more).toEqual([])
    expect(await parse(words!)).toEqual({ folder: '/home/a person/p.halfpower', request })
  })

  it('is one command per model where a command takes one', () => {
    const request = studyRequestSchema.parse({ kind: 'evaluation', dataSet: 'd', models: ['a', 'b'] })
    expect(commandsOf('p', request)).toEqual([
      ['halfpower', 'model', 'test', 'p', 'a', '--dataset', 'd'],
      ['halfpower', 'model', 'test', 'p', 'b', '--dataset', 'd'],
    ])
  })
})

const CHOSEN = { models: ['a', 'b'], dataSet: 'cifar' }
const SOME = { rule: 'per class', count: '7', subsetSeed: '3', trainingImages: true } as const
const ATTACK = { kind: 'attack', models: [{ id: 'a' }, { id: 'b' }] } as unknown as Plan

/** How a draft asks, as it is opened and with fields filled in. */
function asks<Form extends DraftForm>(
  { requestOf, empty }: DraftKind<Form>,
  filled: Partial<Form>,
): { opened: StudyRequestInput; filled: StudyRequestInput } {
  const opened = { ...empty, ...CHOSEN }
  return { opened: requestOf(opened), filled: requestOf({ ...opened, images: SOME, ...filled }) }
}

interface FormCase {
  /** What is typed for the form as it is opened. */
  words: string[]
  opened: StudyRequestInput
  filled: StudyRequestInput
}
/** Every kind of study; null: none is asked for in a form of its own. */
const FORMS: Record<StudyKindName, FormCase | null> = {
  // A button of the model's page.
  evaluation: null,
  // Buttons of the population's page.
  neural: null,
  hybrid: {
    words: ['hybrid', '--dataset', 'cifar', '--model', 'a,b'],
    ...asks<HybridForm>(hybridDraft, { fMix: '0, .25 1', seeds: '4,5' }),
  },
  attack: {
    // The number of images is written into the form: a user sees it there, and it is said in words, too.
    words: ['attack', '--norm', 'linf', '--dataset', 'cifar', '--limit', '1000', '--model', 'a,b'],
    ...asks<AttackForm>(attackDraft, {
      ...{ norm: 'L2', method: 'fmn', targets: 'class-wise', targetsSeed: '2', margin: '1' },
      ...{ confidence: '.5', epsilon: '3', seed: '9', samples: '4', batchSize: '20' },
    }),
  },
  spectrum: {
    words: ['spectrum', '--attack', 'attack-1', '--model', 'a,b'],
    opened: spectrumRequestOf('attack-1', ATTACK),
    filled: spectrumRequestOf('attack-2', ATTACK),
  },
  corruption: {
    words: ['corruptions', '--spectra', '--dataset', 'cifar', '--model', 'a,b'],
    ...asks<CorruptionForm>(corruptionDraft, {
      ...{ table: 'CIFAR-C', seed: '6', grayNoise: 'per-pixel', types: ['fog'], severities: [2, 3] },
      ...{ baseline: 'a', spectra: false },
    }),
  },
  filter: {
    words: ['filter', '--dataset', 'cifar', '--model', 'a,b'],
    ...asks<FilterForm>(filterDraft, { cutOffs: '.1 .2', naturalness: false }),
  },
  'fourier-map': {
    words: ['fourier-map', '--dataset', 'cifar', '--limit', '500', '--model', 'a,b'],
    ...asks<FourierForm>(fourierDraft, { norm: '4', extent: '5', seed: '6' }),
  },
  sweep: {
    words: ['sweep', '--sigma', 'none,0.5,1,1.5,2', '--dataset', 'cifar'],
    opened: sweepRequest({ ...emptyDraft, dataSet: 'cifar' }),
    filled: sweepRequest({
      ...emptyDraft,
      ...{ dataSet: 'cifar', trainLimit: '100', testLimit: '50', width: '8', stem: 'imagenet', epochs: '3' },
      ...{ batchSize: '64', learningRate: '.1', sigmas: [2], noises: '.1, .2', seeds: '1 2', title: 'T' },
    }),
  },
}

const CASES = Object.values(FORMS).filter((form) => form !== null)

describe('a form', () => {
  it('is tried for every kind that has a page of studies', () => {
    const tried = new Set(CASES.map(({ opened }) => opened.kind))
    for (const [kind, { page }] of Object.entries(KIND_PAGES))
      expect(tried.has(kind as StudyKindName), kind).toBe(page !== null)
  })

  it.each(CASES)('of $opened.kind asks, as it is opened, for what its command asks for', async (form) => {
    const [name, ...words] = form.words
    const { request } = await parse(['halfpower', name!, 'p', ...words])
    const opened = studyRequestSchema.parse(form.opened)
    // The form names a width, the command leaves it to the architecture: they are the same.
    if (opened.kind === 'sweep')
      expect(opened.width).toBe(usualWidth(opened.architecture ?? USUAL_ARCHITECTURE))
    expect({ ...request, width: 0 }).toEqual({ ...opened, width: 0 })
  })

  it.each(CASES)('of $filled.kind asks, filled in, for what its words ask for', async ({ filled }) => {
    const request = studyRequestSchema.parse(filled)
    const [words] = commandsOf('p', request)
    expect((await parse(words!)).request).toEqual(request)
  })
})

describe('quoting', () => {
  const words = ['plain-1.5,none', "it's", '', 'a b', '$HOME `id` "x" \\', '~', '*', 'ŝ\n!']

  it.skipIf(process.platform === 'win32')('is read back by a shell as it was (not on Windows)', () => {
    const line = words.map((word) => quoted(word, 'linux')).join(' ')
    const read = execFileSync('/bin/sh', ['-c', `for word in ${line}; do printf '%s\\0' "$word"; done`])
    expect(read.toString().split('\0').slice(0, -1)).toEqual(words)
    expect(quoted('plain-1.5,none', 'linux')).toBe('plain-1.5,none')
  })

  it('follows the rules of the C runtime on Windows', () => {
    expect(quoted('C:\\data\\p.halfpower', 'win32')).toBe('C:\\data\\p.halfpower')
    expect(quoted('C:\\my data\\', 'win32')).toBe('"C:\\my data\\\\"')
    expect(quoted('say \\"x\\"', 'win32')).toBe('"say \\\\\\"x\\\\\\""')
    expect(quoted('', 'win32')).toBe('""')
  })
})
