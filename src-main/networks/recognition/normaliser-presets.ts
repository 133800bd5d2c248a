/**
 * Normalisers by name, for files that do not hold their own (methods A.1, J.5, J.6). They are offered, each
 * with the reason for it, and never chosen here: only an accuracy can tell which is right.
 */
import type { Candidate, NormaliserValues } from './recognition'

export interface NormaliserCandidate extends NormaliserValues {
  name: string
  /** Why this might be it, one sentence. */
  why: string
}

/** What the presets are chosen by. */
type Described = Pick<Candidate, 'architecture' | 'configuration' | 'sizeHint' | 'normaliser'>

interface Preset extends NormaliserValues {
  name: string
  why: string
  /** How well it goes with a candidate; the greater, the earlier in the list. */
  fits: (candidate: Described) => number
}

const size = (candidate: Described): number | null => candidate.sizeHint?.size ?? null
const classes = (candidate: Described, count: number): number =>
  candidate.configuration.classes === count ? 3 : 0
const of = (candidate: Described, ...architectures: string[]): number =>
  architectures.includes(candidate.architecture) ? 2 : 0

const COLOUR: readonly Preset[] = [
  {
    name: 'none',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    why: 'RobustBench’s WideResNets (Standard, Carmon2019, Sehwag2020, Wu2020, Zhang2020, Cui2020) take values in [0,1] as they are.',
    fits: (candidate) => 1 + 2 * of(candidate, 'wide-resnet') + of(candidate, 'preact-resnet18') / 2,
  },
  {
    name: 'ImageNet',
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    why: 'torchvision’s models, jarvis’s default for colour (also on CIFAR), and the CIFAR ResNets of akamaster.',
    fits: (candidate) =>
      2 + classes(candidate, 1000) + (size(candidate) === 224 ? 2 : 0) + of(candidate, 'cifar-resnet'),
  },
  {
    name: 'CIFAR-10',
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.2471, 0.2435, 0.2616],
    why: 'The statistics of CIFAR-10: DeepMind’s WideResNets (Gowal2020, Rebuffi2021), Kireev2021, Rice2020.',
    fits: (candidate) =>
      1 + classes(candidate, 10) / 3 + 2 * of(candidate, 'deepmind-wide-resnet', 'preact-resnet18'),
  },
  {
    name: 'CIFAR-10 (0.2023, 0.1994, 0.2010)',
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.2023, 0.1994, 0.201],
    why: 'Another standard deviation for CIFAR-10 that is widely copied (kuangliu, chenyaofo, MadryLab).',
    fits: (candidate) =>
      1 + classes(candidate, 10) / 3 + (candidate.architecture.startsWith('vgg') ? 0.5 : 0),
  },
  {
    name: 'CIFAR-100',
    mean: [0.5071, 0.4865, 0.4409],
    std: [0.2673, 0.2564, 0.2762],
    why: 'The statistics of CIFAR-100.',
    fits: (candidate) => classes(candidate, 100),
  },
  {
    name: '0.5 and 0.5 (AugMix)',
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    why: 'Values in [−1,1]: AugMix (Hendrycks2020), Hendrycks2019, VOneNet.',
    fits: (candidate) => 1 + 2 * of(candidate, 'resnext29'),
  },
  {
    name: 'Tiny ImageNet',
    mean: [0.4802, 0.4481, 0.3975],
    std: [0.2302, 0.2265, 0.2262],
    why: 'The statistics of Tiny ImageNet.',
    fits: (candidate) => classes(candidate, 200) + (size(candidate) === 64 ? 1 : 0),
  },
]

const GRAY: readonly Preset[] = [
  {
    name: 'jarvis, gray',
    mean: [0.5],
    std: [0.2],
    why: 'jarvis’s default for gray images: the mouse-regularised ResNet-18 and its baseline.',
    fits: (candidate) => 2 + (candidate.architecture.startsWith('resnet') ? 2 : 0),
  },
  {
    name: 'monkey co-training',
    mean: [0.4519],
    std: [0.2221],
    why: 'Gray Tiny ImageNet in neural co-training (Safarani 2021): the monkey-regularised VGG-19 and its baseline.',
    fits: (candidate) => 1 + classes(candidate, 200) + 2 * of(candidate, 'vgg11', 'vgg13', 'vgg16', 'vgg19'),
  },
  {
    name: 'none',
    mean: [0],
    std: [1],
    why: 'Values in [0,1] as they are.',
    fits: () => 1,
  },
  {
    name: '0.5 and 0.5',
    mean: [0.5],
    std: [0.5],
    why: 'Values in [−1,1].',
    fits: () => 0.5,
  },
]

/** ImageNet's and CIFAR's colour values, for gray images that are given to a network as three equal channels. */
const EXPANDED = ['ImageNet', 'CIFAR-10']

/**
 * All presets that can be meant, the likeliest first: what the file holds, where it holds one, and then those
 * that go with the architecture, the classes and the size. A caller shows accuracies under each.
 */
export function normaliserCandidates(candidate: Described): NormaliserCandidate[] {
  const { channels, expandsGray } = candidate.configuration
  const presets =
    channels === 3
      ? COLOUR
      : [
          ...GRAY,
          ...(expandsGray ? COLOUR.filter((preset) => EXPANDED.includes(preset.name)) : []).map((preset) => ({
            ...preset,
            name: `${preset.name} (three channels)`,
          })),
        ]
  const found = candidate.normaliser
  const own: NormaliserCandidate[] = found
    ? [
        {
          name: 'from the file',
          mean: found.mean,
          std: found.std,
          why: `It stands in the file (${found.entries}).`,
        },
      ]
    : []
  const offered = presets
    .map((preset) => ({ preset, fits: preset.fits(candidate) }))
    .sort((a, b) => b.fits - a.fits)
    .map(({ preset: { name, mean, std, why } }) => ({ name, mean: [...mean], std: [...std], why }))
  return [...own, ...offered.filter((preset) => !own.some((other) => equal(other, preset)))]
}

function equal(a: NormaliserValues, b: NormaliserValues): boolean {
  return String([a.mean, a.std]) === String([b.mean, b.std])
}
