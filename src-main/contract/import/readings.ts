/**
 * What the weights of a network do not say: its readings. One table of the questions, their answers, the options that
 * give them and the words for them; the command line, the window and the sentences all come from it. Not here: which
 * questions a network leaves open, and which answers are likely (networks/recognition/readings.ts).
 */
import { z } from 'zod'

/** PyTorch's activations, with its defaults; `leaky-relu` alone has the slope 0.01. */
export const ACTIVATIONS = [
  'relu',
  'leaky-relu',
  'leaky-relu-0.1',
  'leaky-relu-0.2',
  'relu6',
  'elu',
  'selu',
  'gelu',
  'gelu-tanh',
  'silu',
  'mish',
  'hardswish',
  'softplus',
  'tanh',
] as const
export type Activation = (typeof ACTIVATIONS)[number]

/** What stands beyond the border of a map that a convolution pads, as PyTorch calls it. */
export const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular'] as const
export type PaddingMode = (typeof PADDING_MODES)[number]

/** Behind the first convolution; `two` and `mean` are 2×2, the others max pooling 3×3, all with stride 2. */
export const STEM_POOLINGS = ['none', 'padded', 'ceil', 'unpadded', 'two', 'mean'] as const
export type StemPooling = (typeof STEM_POOLINGS)[number]

/** Last sections of a ResNet whose strides are replaced by dilation: map of 1/32, 1/16 or 1/8 of the image's side. */
export const DILATED_SECTIONS = ['none', 'last', 'last-two'] as const
export type DilatedSections = (typeof DILATED_SECTIONS)[number]

/** On which side of the channels of a shortcut without weights the zeros are. */
export const SHORTCUT_ZEROS = ['both', 'behind', 'before'] as const
export type ShortcutZeros = (typeof SHORTCUT_ZEROS)[number]

/** Which pixels such a shortcut takes: 0, 2, 4 …; 1, 3, 5 …; or means of 2×2. */
export const SHORTCUT_PIXELS = ['even', 'odd', 'mean'] as const
export type ShortcutPixels = (typeof SHORTCUT_PIXELS)[number]

/** Between the sections of a VGG, 2×2 with stride 2. */
export const SECTION_POOLINGS = ['max', 'max-ceil', 'mean'] as const
export type SectionPooling = (typeof SECTION_POOLINGS)[number]

/** ε of batch normalisation: PyTorch's, MXNet's, Caffe2's and TensorFlow's (TorchSSL and many converted weights have it, too). */
export const NORMALISATION_EPSILONS = [1e-5, 2e-5, 1e-4, 1e-3] as const
export type NormalisationEpsilon = (typeof NORMALISATION_EPSILONS)[number]

/** What a projecting shortcut reads; `first`: its activation in the first section, the block's input in the others. */
export const SHORTCUT_INPUTS = ['input', 'activation', 'first'] as const
export type ShortcutInput = (typeof SHORTCUT_INPUTS)[number]

export const readingSchema = z.object({
  /** ResNets of four sections and PreActResNets: pooling behind the first convolution. */
  pooling: z.enum(STEM_POOLINGS).optional(),
  /** The same, and PreActResNets: stride of the first convolution. */
  stemStride: z.union([z.literal(1), z.literal(2)]).optional(),
  /** ResNets of four sections: stride of the last one. */
  lastStride: z.union([z.literal(1), z.literal(2)]).optional(),
  /** ResNets of four sections: dilated convolutions instead of strides (torchvision, timm's output_stride). */
  dilatedSections: z.enum(DILATED_SECTIONS).optional(),
  /** Which convolution of a bottleneck has the stride. */
  strideIn: z.enum(['first', 'second']).optional(),
  antialias: z.enum(['none', 'blur', 'average']).optional(),
  /** CIFAR ResNets whose shortcuts have no weights (option A). */
  shortcutZeros: z.enum(SHORTCUT_ZEROS).optional(),
  shortcutPixels: z.enum(SHORTCUT_PIXELS).optional(),
  /** PreActResNets and WideResNets: what a projecting shortcut reads. */
  shortcutInput: z.enum(SHORTCUT_INPUTS).optional(),
  /** VGGs. */
  sectionPooling: z.enum(SECTION_POOLINGS).optional(),
  activation: z.enum(ACTIVATIONS).optional(),
  paddingMode: z.enum(PADDING_MODES).optional(),
  /** What is made of all places before a linear read-out. */
  readOutBy: z.enum(['mean', 'max']).optional(),
  /** ε of all batch normalisations. */
  epsilon: z.literal(NORMALISATION_EPSILONS).optional(),
})
export type Reading = z.infer<typeof readingSchema>
export type ReadingKey = keyof Reading

export interface ReadingQuestion {
  /** Of the command line. */
  option: string
  /** What is asked, as a field is called. */
  title: string
  /** Of which networks. */
  of: string
  answers: readonly { value: string | number; words: string }[]
}

const answers = (words: Readonly<Record<string, string>>): ReadingQuestion['answers'] =>
  Object.entries(words).map(([value, text]) => ({ value, words: text }))

/** E.g. `0.001`: as it is typed. */
function epsilonWords(value: number): string {
  return value.toFixed(5).replace(/0+$/, '')
}

/** In the order in which they are asked. */
export const READING_QUESTIONS: Readonly<Record<ReadingKey, ReadingQuestion>> = {
  pooling: {
    option: '--pooling',
    title: 'Pooling behind the first convolution',
    of: 'ResNets and PreActResNets',
    answers: answers({
      none: 'none',
      padded: 'max 3×3, stride 2, padded',
      ceil: 'max 3×3, stride 2, not padded, rounded up',
      unpadded: 'max 3×3, stride 2, not padded',
      two: 'max 2×2',
      mean: 'mean 2×2',
    }),
  },
  stemStride: {
    option: '--stem-stride',
    title: 'Stride of the first convolution',
    of: 'ResNets and PreActResNets',
    answers: [
      { value: 1, words: '1' },
      { value: 2, words: '2' },
    ],
  },
  lastStride: {
    option: '--last-stride',
    title: 'Stride of the last section',
    of: 'ResNets',
    answers: [
      { value: 2, words: '2' },
      { value: 1, words: '1' },
    ],
  },
  dilatedSections: {
    option: '--dilated-sections',
    title: 'Dilation instead of strides in',
    of: 'ResNets',
    answers: answers({
      none: 'no section',
      last: 'the last section, output stride 16',
      'last-two': 'the last two sections, output stride 8',
    } satisfies Record<DilatedSections, string>),
  },
  strideIn: {
    option: '--stride-in',
    title: 'Stride of a block in its',
    of: 'ResNet-50 and deeper',
    answers: answers({ first: 'first convolution (Caffe)', second: 'second convolution (torchvision)' }),
  },
  antialias: {
    option: '--antialias',
    title: 'Instead of strides',
    of: 'ResNets',
    answers: answers({ none: 'nothing', blur: 'a binomial blur 3×3', average: 'a 2×2 mean' }),
  },
  shortcutZeros: {
    option: '--shortcut-zeros',
    title: 'Zero channels of a shortcut',
    of: 'CIFAR ResNets of option A',
    answers: answers({
      both: 'half before, half behind',
      behind: 'behind the others',
      before: 'before the others',
    }),
  },
  shortcutPixels: {
    option: '--shortcut-pixels',
    title: 'Pixels of a shortcut',
    of: 'CIFAR ResNets of option A',
    answers: answers({ even: '0, 2, 4 …', odd: '1, 3, 5 …', mean: 'means of 2×2' }),
  },
  shortcutInput: {
    option: '--shortcut-input',
    title: 'A projecting shortcut reads',
    of: 'PreActResNets and WideResNets',
    answers: answers({
      input: 'the block’s input',
      activation: 'its first activation',
      first: 'its first activation in the first section, else the block’s input (TorchSSL)',
    }),
  },
  sectionPooling: {
    option: '--section-pooling',
    title: 'Pooling between sections',
    of: 'VGGs',
    answers: answers({ max: 'max 2×2', 'max-ceil': 'max 2×2, rounded up', mean: 'mean 2×2' }),
  },
  activation: {
    option: '--activation',
    title: 'Activation',
    of: 'all networks',
    answers: answers({
      relu: 'ReLU',
      'leaky-relu': 'leaky ReLU, slope 0.01',
      'leaky-relu-0.1': 'leaky ReLU, slope 0.1',
      'leaky-relu-0.2': 'leaky ReLU, slope 0.2',
      relu6: 'ReLU6',
      elu: 'ELU',
      selu: 'SELU',
      gelu: 'GELU',
      'gelu-tanh': 'GELU (tanh)',
      silu: 'Swish (SiLU)',
      mish: 'Mish',
      hardswish: 'hard Swish',
      softplus: 'Softplus',
      tanh: 'tanh',
    } satisfies Record<Activation, string>),
  },
  paddingMode: {
    option: '--padding-mode',
    title: 'Convolutions pad with',
    of: 'all networks',
    answers: answers({
      zeros: 'zeros',
      reflect: 'a mirror (reflect)',
      replicate: 'the border (replicate)',
      circular: 'the other side (circular)',
    } satisfies Record<PaddingMode, string>),
  },
  readOutBy: {
    option: '--read-out-by',
    title: 'Of all places the read-out takes',
    of: 'networks with a linear read-out',
    answers: answers({ mean: 'the mean', max: 'the largest value' }),
  },
  epsilon: {
    option: '--epsilon',
    title: 'ε of batch normalisations',
    of: 'networks that have them',
    answers: NORMALISATION_EPSILONS.map((value) => ({ value, words: epsilonWords(value) })),
  },
}
export const READING_KEYS = Object.keys(READING_QUESTIONS) as ReadingKey[]

/** E.g. `leaky ReLU, slope 0.1`. */
export function answerWords(key: ReadingKey, value: string | number): string {
  return READING_QUESTIONS[key].answers.find((answer) => answer.value === value)?.words ?? String(value)
}

/** E.g. `--pooling padded --activation gelu`: what says a reading on the command line. */
export function readingOptions(reading: Reading): string {
  return READING_KEYS.flatMap((key) =>
    reading[key] === undefined ? [] : [`${READING_QUESTIONS[key].option} ${reading[key]}`],
  ).join(' ')
}
