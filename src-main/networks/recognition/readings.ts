/**
 * Which readings a network has: what its names and shapes leave open, which answers public code gives, and which of
 * them are offered and tried. Nothing here is the right one by itself: a configuration beside the weights decides, a
 * module among them, or the user's images (jobs/import/try-model.ts). Their number is bounded: the kinds of structure
 * that public code has, and then each other answer alone, the likely ones first; a trial combines them further.
 */
import { UNUSUAL_DETAILS, canBeUnusual, usualDetails } from '../../contract/architectures'
import { READING_KEYS, READING_QUESTIONS, SHORTCUT_INPUTS, answerWords } from '../../contract/import/readings'
import type { Reading, ReadingKey } from '../../contract/import/readings'
import { readsOnePlace } from '../configuration'
import { HUGGING_FACE } from './families/huggingface-resnet'
import type { Candidate, RecognisedConfiguration } from './recognition'

type Open = RecognisedConfiguration

/** Offered for every network: what is trained with most, first. The others can be said. */
const LIKELY_ACTIVATIONS = [
  'relu',
  'silu',
  'gelu',
  'leaky-relu-0.1',
  'leaky-relu',
  'leaky-relu-0.2',
  'elu',
  'softplus',
  'mish',
  'hardswish',
  'relu6',
  'tanh',
] as const
const PADDINGS = ['reflect', 'replicate', 'circular'] as const

/** jarvis's code is one: its names leave nothing open. */
function isJarvis({ configuration, entries }: Pick<Candidate, 'configuration' | 'entries'>): boolean {
  return (
    /^resnet\d+$/.test(configuration.architecture) &&
    Object.entries(entries).some(([name, own]) => name.startsWith('sections.') && own.endsWith(name))
  )
}

/** What is usual where a configuration says nothing; only the questions that are open for it. */
function usualReading(configuration: Open): Reading {
  const { architecture, stem, shortcut, finalNormalisation, batchNormalisation } = configuration
  const everywhere: Reading = {
    activation: architecture === 'deepmind-wide-resnet' ? 'silu' : 'relu',
    paddingMode: 'zeros',
    ...(readsOnePlace(configuration) ? { readOutBy: 'mean' } : {}),
    ...(batchNormalisation === false ? {} : { epsilon: 1e-5 }),
  }
  switch (architecture) {
    case 'resnet18':
    case 'resnet34':
    case 'resnet50':
    case 'resnet101':
    case 'resnet152':
      return {
        pooling: stem === 'cifar' ? 'none' : 'padded',
        stemStride: stem === 'cifar' ? 1 : 2,
        lastStride: 2,
        dilatedSections: 'none',
        ...(canBeUnusual(architecture, 'strideIn') ? { strideIn: 'second' } : {}),
        antialias: 'none',
        ...everywhere,
      }
    case 'cifar-resnet':
      return { ...(shortcut === 'A' ? { shortcutZeros: 'both', shortcutPixels: 'even' } : {}), ...everywhere }
    case 'preact-resnet18':
      return {
        pooling: 'none',
        stemStride: 1,
        shortcutInput: finalNormalisation ? 'activation' : 'input',
        ...everywhere,
      }
    case 'wide-resnet':
    case 'deepmind-wide-resnet':
      return { shortcutInput: 'activation', ...everywhere }
    case 'vgg11':
    case 'vgg13':
    case 'vgg16':
    case 'vgg19':
      return { sectionPooling: 'max', ...everywhere }
    case 'onnx':
      return {}
    default:
      return everywhere
  }
}

/**
 * How far a reading is from the usual one: the answers that are not the usual ones, and as the fraction how far down
 * the list of answers they are. Orders readings that images do not tell apart.
 */
export function unusualness(candidate: Pick<Candidate, 'configuration' | 'entries'>): number {
  const usual = usualReading(candidate.configuration)
  return Object.entries(readingOf(candidate)).reduce((sum, [name, value]) => {
    const key = name as ReadingKey
    if (value === usual[key]) return sum
    const place = READING_QUESTIONS[key].answers.findIndex((answer) => answer.value === value)
    return sum + 1 + Math.max(0, place) / 1000
  }, 0)
}

/** How a candidate reads everything that is open; {} where nothing is. */
export function readingOf(candidate: Pick<Candidate, 'configuration' | 'entries'>): Reading {
  if (isJarvis(candidate)) return {}
  const reading = fullReading(candidate.configuration)
  if (!isHuggingFace(candidate)) return reading
  return Object.fromEntries(
    Object.entries(reading).filter(([key]) => key === 'strideIn' || key === 'activation'),
  )
}

function isHuggingFace({ entries }: Pick<Candidate, 'entries'>): boolean {
  return Object.values(entries).some((name) => HUGGING_FACE.test(name))
}

/** Everything that is open for the architecture of a configuration, said in full. */
export function fullReading(configuration: Open): Reading {
  const usual = usualReading(configuration)
  return Object.fromEntries(
    Object.entries(usual).map(([key, value]) => [key, configuration[key as ReadingKey] ?? value]),
  )
}

/** A configuration with other answers; what is usual is not in it. */
export function withReading(configuration: Open, reading: Reading): Open {
  const open: Reading = { ...fullReading(configuration), ...reading }
  // Both stand in the place of the last stride: what is said now counts.
  if (dilates(open) && open.lastStride === 1) {
    if (dilates(reading)) open.lastStride = 2
    else open.dilatedSections = 'none'
  }
  const usual = usualReading(configuration)
  const needed = usualDetails(configuration.architecture)
  const kept = Object.entries(configuration).filter(
    ([key]) => key in needed || !UNUSUAL_DETAILS.some((detail) => detail === key),
  )
  const said = READING_KEYS.filter(
    (key) => open[key] !== undefined && (key in needed || open[key] !== usual[key]),
  ).map((key) => [key, open[key]])
  return Object.fromEntries([...kept, ...said]) as Open
}

/** Whether all that is said of a reading is open in this one. */
export function canRead(reading: Reading, said: Reading): boolean {
  if (dilates(said) && said.lastStride === 1) return false
  return READING_KEYS.every((key) => said[key] === undefined || reading[key] !== undefined)
}

function dilates({ dilatedSections = 'none' }: Reading): boolean {
  return dilatedSections !== 'none'
}

/**
 * Other readings of the usual one: each of the other answers alone. Of every other reading none: a trial combines
 * them (`neighbours`).
 * @param known what is not open, because something says it
 */
export function furtherReadings(
  candidate: Pick<Candidate, 'configuration' | 'entries'>,
  known: Reading,
): Reading[] {
  const own = readingOf(candidate)
  const usual = usualReading(candidate.configuration)
  const isUsual = READING_KEYS.every(
    (key) => own[key] === undefined || known[key] !== undefined || own[key] === usual[key],
  )
  return isUsual ? otherReadings(own) : []
}

/** Each of the other answers alone; several together where public code has them so. */
export function otherReadings(own: Reading): Reading[] {
  return [...structures(own), ...neighbours(own)]
}

/** TorchSSL's and USB's WideResNet. */
const TORCH_SSL: Reading = { shortcutInput: 'first', activation: 'leaky-relu-0.1', epsilon: 1e-3 }

/** Of shortcuts without weights every combination: a wrong choice of pixels hides what the zeros do. */
function structures(own: Reading): Reading[] {
  if (isWide(own)) return [TORCH_SSL]
  if (own.shortcutZeros === undefined) return []
  return likelyAnswers('shortcutPixels', own).flatMap((shortcutPixels) =>
    likelyAnswers('shortcutZeros', own).map(
      (shortcutZeros) => ({ shortcutPixels, shortcutZeros }) as Reading,
    ),
  )
}

/** Each reading that differs in one answer, among the likely answers. */
export function neighbours(own: Reading): Reading[] {
  return READING_KEYS.flatMap((key) =>
    own[key] === undefined
      ? []
      : likelyAnswers(key, own)
          .filter((value) => value !== own[key])
          .map((value): Reading => ({ [key]: value, ...insteadOf({ [key]: value }, own) })),
  )
}

/** What another answer takes the place of. */
function insteadOf(answer: Reading, own: Reading): Reading {
  if (dilates(answer) && own.lastStride === 1) return { lastStride: 2 }
  return answer.lastStride === 1 && dilates(own) ? { dilatedSections: 'none' } : {}
}

/** Of the networks whose shortcuts read one thing or another, PreActResNets have a stride to ask for. */
function isWide({ shortcutInput, stemStride }: Reading): boolean {
  return shortcutInput !== undefined && stemStride === undefined
}

function likelyAnswers(key: ReadingKey, own: Reading): readonly (string | number)[] {
  switch (key) {
    case 'shortcutInput':
      return isWide(own) ? SHORTCUT_INPUTS : SHORTCUT_INPUTS.filter((value) => value !== 'first')
    case 'activation':
      return LIKELY_ACTIVATIONS
    case 'paddingMode':
      return ['zeros', ...PADDINGS]
    case 'sectionPooling':
      // Rounded up is the same for all usual sizes.
      return ['max', 'mean']
    default:
      return READING_QUESTIONS[key].answers.map(({ value }) => value)
  }
}

/** What tells a reading from others of the same network, e.g. `max 2×2 behind the first convolution, GELU`. */
export function readingWords(candidate: Pick<Candidate, 'configuration' | 'entries'>): string[] {
  const reading = readingOf(candidate)
  const { pooling, stemStride, lastStride, dilatedSections, strideIn, antialias } = reading
  const { shortcutZeros, shortcutPixels, shortcutInput } = reading
  const { sectionPooling, activation, paddingMode, readOutBy, epsilon } = reading
  const bottleneck = /^resnet(?:50|101|152)$/.test(candidate.configuration.architecture)
  return [
    ...(stemStride === undefined ? [] : [`first convolution with stride ${stemStride}`]),
    ...(pooling === undefined ? [] : [stemWords(pooling, antialias)]),
    ...(antialias !== undefined && antialias !== 'none'
      ? [`${answerWords('antialias', antialias)} instead of strides in the blocks`]
      : strideIn !== undefined && bottleneck
        ? [`strides in the ${strideIn} convolution of a block`]
        : []),
    ...(shortcutZeros === undefined
      ? []
      : [
          `shortcuts of the pixels ${answerWords('shortcutPixels', shortcutPixels ?? 'even')}`.replace(
            'the pixels means',
            'means',
          ),
          `zero channels ${shortcutZeros === 'both' ? 'on both sides' : shortcutZeros}`,
        ]),
    ...(lastStride === 1 ? ['last section without stride'] : []),
    ...(dilatedSections === undefined || dilatedSections === 'none'
      ? []
      : [`dilation instead of strides in ${answerWords('dilatedSections', dilatedSections)}`]),
    ...(shortcutInput === undefined ? [] : [shortcutWords(shortcutInput)]),
    ...(sectionPooling === undefined
      ? []
      : [`${answerWords('sectionPooling', sectionPooling)} between sections`]),
    ...(activation === undefined ? [] : [answerWords('activation', activation)]),
    ...(paddingMode === undefined || paddingMode === 'zeros'
      ? []
      : [`convolutions pad with ${answerWords('paddingMode', paddingMode)}`]),
    ...(readOutBy === 'max' ? ['read out by the largest value of all places'] : []),
    ...(epsilon === undefined || epsilon === 1e-5
      ? []
      : [`batch normalisation with ε = ${answerWords('epsilon', epsilon)}`]),
  ]
}

function shortcutWords(input: NonNullable<Reading['shortcutInput']>): string {
  return input === 'first'
    ? 'shortcuts from the activation in the first section, else from the input'
    : `shortcuts from the ${input}`
}

function stemWords(pooling: NonNullable<Reading['pooling']>, antialias: Reading['antialias']): string {
  if (pooling === 'none') return 'no pooling behind it'
  if (antialias === 'average') return 'mean pooling behind it'
  if (antialias === 'blur') return 'blurred max pooling behind it'
  return pooling === 'padded'
    ? 'max pooling behind it (padded)'
    : pooling === 'ceil'
      ? 'max pooling behind it (not padded, rounded up)'
      : pooling === 'unpadded'
        ? 'max pooling behind it (not padded)'
        : `${answerWords('pooling', pooling)} behind it`
}
