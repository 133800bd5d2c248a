/** The paragraph for a paper says what was trained by which loss, which images a number is of, and what an attack did. */
import { mixingFrequency } from '../../../src-main/contract/units'
import { describe, expect, it } from 'vitest'
import { VERDICT_PASSES } from '../../../src-main/contract/kinds/attack/methods'
import { bibtex } from '../../../src-main/figures/writing/citations'
import { methodsText } from '../../../src-main/figures/writing/methods-text'
import type { DataChoice } from '../../../src-main/contract/studies/choices'
import type { AttackPlan } from '../../../src-main/contract/kinds/attack/study'
import type { HybridPlan } from '../../../src-main/contract/kinds/hybrid/study'
import type { NeuralTermPlan } from '../../../src-main/contract/kinds/sweep/neural'
import type { SweepPlan } from '../../../src-main/contract/kinds/sweep/study'
import type { ModelFile } from '../../../src-main/contract/model'
import type { Plan } from '../../../src-main/contract/plans'
import type { StudyResult } from '../../../src-main/contract/studies/results'

const hash = 'ab'.repeat(32)
const balanced: DataChoice = {
  ...{ dataSet: 'clothes', split: 'train', hash, images: 12000, limit: 40 },
  selection: {
    ...{ rule: { kind: 'class-balanced', images: 40, seed: 7 }, leftOut: [] },
    found: { images: 40, perClass: [40], leftOut: 0, training: 30, validation: 4 },
  },
}
const known = 'A model of the study was trained on 30 of the 40 images.'

function written(
  plan: Plan,
  result: Partial<StudyResult> = {},
  models: ModelFile[] = [],
  note: string | null = null,
): string {
  return methodsText({
    ...{ study: 'study-1', note, plan, models, dataSets: [], threads: 2, version: '1.2.3' },
    result: { kind: plan.kind, models: [], ...result } as StudyResult,
    finished: { done: 1, total: 1 },
  }).text
}

const hybrid: HybridPlan = {
  kind: 'hybrid',
  models: [{ id: 'm', weights: hash }],
  data: balanced,
  fMix: { values: [0, 0.5, 1].map(mixingFrequency), unit: 'fraction of Nyquist' },
  pairing: { kind: 'seeded', seeds: [3] },
  batchSize: 10,
  device: 'onnxruntime-cpu',
}

describe('what its user wrote', () => {
  it('stands behind it word for word, of the study and of its models only', () => {
    const models = [
      { id: 'm', name: 'Baseline', note: 'Trained by Ada.\nLast layer retrained.' },
      { id: 'other', name: 'Other', note: 'not of this study' },
      { id: 'm2', name: 'No note' },
    ] as unknown as ModelFile[]
    const plain = written(hybrid)
    const text = written(hybrid, {}, models, 'Repeated on Tuesday.')
    expect(text.split('\n\n').slice(1)).toEqual([
      'Note on the study: Repeated on Tuesday.',
      'Note on the model Baseline: Trained by Ada.\nLast layer retrained.\n',
    ])
    expect(plain.trimEnd()).not.toContain('Note on')
  })
})

describe('which images', () => {
  const which = { words: 'w', images: 40, trainingImages: 'some' as const, notices: [known] }

  it('are said with the rule that chose them, whole counts and what is known to a model', () => {
    const text = written(hybrid, { which })
    expect(text).toContain(
      'a class-balanced subset of 40 images (subset seed 7) of the 12000 of "clothes" (train)',
    )
    expect(text).toContain(known)
    expect(text).not.toMatch(/\d\.0 of the/)
  })

  it('are the first ones, or all, where it was so', () => {
    const first = { ...balanced.selection!, rule: { kind: 'first' as const, images: 40 } }
    expect(written({ ...hybrid, data: { ...balanced, selection: first } })).toContain(
      'the first 40 images of',
    )
    const all = { dataSet: 'clothes', split: 'train', hash, images: 12000, limit: null }
    expect(written({ ...hybrid, data: all })).toContain('all 12000 images of "clothes" (train)')
  })

  it('of pairs that were listed are those of the list', () => {
    const listed = {
      ...balanced,
      limit: null,
      selection: { ...balanced.selection!, rule: { kind: 'listed' as const } },
    }
    const pairing = { kind: 'listed' as const, pairs: { low: [0, 1], high: [1, 0] } }
    expect(
      written(
        { ...hybrid, data: listed, pairing },
        {
          which: { ...which, images: 2 },
        },
      ),
    ).toContain('2 images that a file names of the 12000 of')
  })
})

it('an interval is over pairings only where there are several', () => {
  const several = { kind: 'seeded' as const, seeds: [3, 4] }
  expect(written(hybrid)).toContain('percentile bootstrap over images of one pairing')
  expect(written({ ...hybrid, pairing: several })).toContain('percentile bootstrap over images and pairings')
})

describe('a sweep that is drawn to neurons', () => {
  const term: NeuralTermPlan = {
    population: { id: 'v1', identity: 'cd'.repeat(32), name: 'Mouse V1' },
    group: 'mouse-regularised',
    alphas: [0, 10],
    controls: ['none', 'shuffled'],
    layers: ['section 1', 'section 2'],
    images: { from: 'training', count: 4000 },
    shown: null,
    batchSize: 64,
    scaling: 'sd',
    seed: 0,
    blur: 1.5,
  }
  const sweep: SweepPlan = {
    kind: 'sweep',
    network: {
      ...{ architecture: 'resnet18', width: 8, stem: 'cifar', classes: 10, channels: 1, size: 32 },
      ...{ mean: [0.5], std: [0.2] },
    },
    sigmas: [null],
    seeds: [0, 1],
    recipe: {
      ...{ epochs: 3, batchSize: 32, learningRate: 0.05, momentum: 0.9, weightDecay: 1e-4 },
      ...{ schedule: { kind: 'constant' }, augmentation: null, validationFraction: 0.1 },
    },
    neural: term,
    train: { dataSet: 'clothes', split: 'train', hash, images: 12000, limit: 8000 },
    test: null,
    classNames: [],
    blockEpochs: 1,
    device: 'onnxruntime-cpu',
  }

  it('says the term, its weight, population, controls, layers and images', () => {
    const text = written(sweep)
    expect(text).not.toContain('gradient descent on the cross entropy')
    for (const said of [
      'front end, neural term and training seed',
      'the cross entropy plus α times the mean, over pairs of images, of (artanh S_net − artanh S_neural)²',
      'over the layers section 1 and section 2',
      'α was 10, or 0, which is the cross entropy alone',
      '"Mouse V1" (SHA-256 cdcdcdcd)',
      'divided by the standard deviation',
      'In a control, each image had the similarities of another (shuffled)',
      '4\u202f000 of the images that the networks learned from',
      'in each step, 64 of them',
    ])
      expect(text).toContain(said)
    expect(written({ ...sweep, neural: { ...term, controls: ['shuffled'] } })).toContain(
      'Only a control was trained',
    )
  })

  it('says co-training as what it is, and the frequencies of simulated populations', () => {
    const simulated = { preferred: 0.04, fieldOfView: 67.5, like: 'x' }
    const text = written({
      ...sweep,
      neural: { ...term, method: 'co-training', alphas: [1], population: { ...term.population, simulated } },
    })
    expect(text).toContain('mean squared error of responses')
    expect(text).not.toContain('α')
    expect(text).toContain(
      'preferred frequencies log-normal around 0.04 cycles/degree where an image spans 67.5°',
    )
  })

  it('and one that is not is on the cross entropy; accuracy without a test set is of the validation images', () => {
    const { neural: _, ...plain } = sweep
    expect(written(plain)).toContain('gradient descent on the cross entropy for 3 epochs')
    expect(written(plain)).toContain('measured on the validation images, which chose the epoch')
  })
})

describe('perturbations', () => {
  const attack: AttackPlan = {
    kind: 'attack',
    models: [{ id: 'm', weights: hash }],
    data: balanced,
    images: { indices: [1, 2], targets: [0, 1], origin: 'the first 2 images' },
    settings: {
      ...{ norm: 'L2', method: 'minimal', goal: 'targeted', margin: 0.01, confidence: 0.5, epsilon: null },
      ...{ seed: 0, batchSize: 2, samples: 8 },
    },
    device: 'onnxruntime-cpu',
  }
  const model = (noise: object): ModelFile =>
    ({ id: 'm', name: 'M', configuration: { ...noise } }) as unknown as ModelFile

  it('of a network with noise: how many passes a question and a verdict take', () => {
    const text = written(attack, {}, [model({ noise: 0.1 })])
    expect(text).toContain('averaged over 8 passes for each question')
    expect(text).toContain(`mean logits of ${VERDICT_PASSES} fresh passes, and enlarged`)
    expect(text).not.toContain('a fresh forward pass')
    expect(written(attack, {}, [model({})])).toContain('verified in a fresh forward pass')
  })

  it('both the margin and the probability have to be met, as attacks/criterion.ts judges', () => {
    expect(written(attack)).toContain(
      "the target's logit exceeded every other by more than 0.01 and the softmax probability of the target was at least 0.5",
    )
    const untargeted = { ...attack.settings, goal: 'untargeted' as const, confidence: null }
    expect(written({ ...attack, settings: untargeted })).toContain(
      "the largest other logit exceeded that of the image's own class by more than 0.01.",
    )
  })

  it('each method is cited as what it is, ours as ours', () => {
    const text = written(attack)
    expect(text).not.toContain('brendel2019')
    expect(text).toContain('of Halfpower')
    expect(written({ ...attack, settings: { ...attack.settings, method: 'brendel-bethge' } })).toContain(
      '[@brendel2019]',
    )
  })

  it('what is cited is a source of the bibliography', () => {
    const methods = [
      'fgsm',
      'pgd',
      'ddn',
      'fmn',
      'carlini-wagner',
      'deepfool',
      'boundary',
      'hop-skip-jump',
    ] as const
    const cited = new Set<string>()
    for (const method of methods)
      for (const [, key] of written({ ...attack, settings: { ...attack.settings, method } }).matchAll(
        /@(\w+)/g,
      ))
        cited.add(key!)
    // PGD and FGSM, DDN, FMN, C&W, DeepFool, boundary and HopSkipJump; none of them is Li et al.'s.
    expect(cited.size).toBe(8)
    for (const key of cited) expect(bibtex([key as 'li2023'])).toMatch(new RegExp(`@\\w+\\{${key},`))
  })
})
