/**
 * What a whole-module file says of the readings (activation, padding, pooling, ε): which it decides, and which it
 * contradicts.
 */
import type { CheckpointValue, TensorDictionary } from '../../checkpoints/checkpoint'
import { NORMALISATION_EPSILONS, PADDING_MODES, answerWords } from '../../contract/import/readings'
import type { Activation, PaddingMode, Reading } from '../../contract/import/readings'
import type { NetworkConfiguration } from '../network'
import { fullReading } from './readings'

/** Classes of activations. */
const ACTIVATIONS =
  /(?:^|\.)(?:ReLU|SiLU|Swish|MemoryEfficientSwish|GELU|ELU|CELU|SELU|LeakyReLU|PReLU|RReLU|ReLU6|Softplus|Hardswish|Mish|Tanh|Sigmoid|Hardtanh|Softsign)$/

/** What the file says against a reading, one sentence each. */
export function otherReadings(
  dictionary: TensorDictionary,
  prefix: string,
  configuration: NetworkConfiguration,
): string[] {
  return [
    ...otherActivations(dictionary, prefix, configuration),
    ...otherPooling(dictionary, prefix, configuration),
    ...otherSections(dictionary, prefix, configuration),
    ...otherReadOut(dictionary, prefix, configuration),
  ]
}

/** Modules that bring a map to one place. */
function readOutPools(
  { classes, attributes }: TensorDictionary,
  prefix: string,
): { module: string; className: string; by: 'mean' | 'max' }[] {
  return Object.entries(classes).flatMap(([module, className]) => {
    const kind = /(?:^|\.)Adaptive(Avg|Max)Pool2d$/.exec(className)?.[1]
    if (kind === undefined || !module.startsWith(prefix)) return []
    if (!equal(attributes[`${module}.output_size`] ?? 1, 1)) return []
    return [{ module, className, by: kind === 'Max' ? 'max' : 'mean' }]
  })
}

function otherReadOut(
  dictionary: TensorDictionary,
  prefix: string,
  configuration: NetworkConfiguration,
): string[] {
  const { readOutBy } = fullReading(configuration)
  if (readOutBy === undefined) return []
  const other = readOutPools(dictionary, prefix).find(({ by }) => by !== readOutBy)
  return other
    ? [
        `"${other.module}" in the file is ${other.className}; this reading takes ${answerWords('readOutBy', readOutBy)} of all places.`,
      ]
    : []
}

/** What its activation layers and its convolutions say alike; what they do not say, or not alike, is left out. */
export function moduleReading(dictionary: TensorDictionary, prefix: string): Reading {
  const activations = new Set(activationsOf(dictionary, prefix).map(({ is }) => is))
  const [activation, another] = [...activations]
  const modes = new Set(
    Object.entries(dictionary.attributes)
      .filter(([name]) => name.startsWith(prefix) && name.endsWith('.padding_mode'))
      .map(([, mode]) => mode),
  )
  const [mode] = [...modes]
  const epsilons = new Set(
    Object.entries(dictionary.attributes)
      .filter(([name]) => name.startsWith(prefix) && name.endsWith('.eps'))
      .map(([, epsilon]) => NORMALISATION_EPSILONS.find((known) => equal(epsilon, known))),
  )
  const [epsilon] = [...epsilons]
  const pools = new Set(readOutPools(dictionary, prefix).map(({ by }) => by))
  const [readOutBy] = [...pools]
  return {
    ...(activation && another === undefined ? { activation } : {}),
    ...(modes.size === 1 && isPaddingMode(mode) ? { paddingMode: mode } : {}),
    ...(pools.size === 1 && readOutBy ? { readOutBy } : {}),
    ...(epsilons.size === 1 && epsilon !== undefined ? { epsilon } : {}),
  }
}

function isPaddingMode(mode: unknown): mode is PaddingMode {
  return PADDING_MODES.some((known) => known === mode)
}

interface FoundActivation {
  module: string
  className: string
  /** Null: none that is computed here. */
  is: Activation | null
}

function activationsOf({ classes, attributes }: TensorDictionary, prefix: string): FoundActivation[] {
  return Object.entries(classes).flatMap(([module, className]) => {
    if (!module.startsWith(prefix) || !ACTIVATIONS.test(className)) return []
    const attribute = (name: string): CheckpointValue | undefined => attributes[`${module}.${name}`]
    return [{ module, className, is: activationOf(className.split('.').at(-1)!, attribute) }]
  })
}

/** Which activation a class of PyTorch's is, with the constants of its layer. */
function activationOf(
  name: string,
  attribute: (name: string) => CheckpointValue | undefined,
): Activation | null {
  const usual = (attributeName: string, value: number): boolean =>
    equal(attribute(attributeName) ?? value, value)
  switch (name) {
    case 'ReLU':
      return 'relu'
    case 'ReLU6':
      return 'relu6'
    case 'SiLU':
    case 'Swish':
    case 'MemoryEfficientSwish':
      return 'silu'
    case 'GELU':
      return attribute('approximate') === 'tanh' ? 'gelu-tanh' : 'gelu'
    case 'ELU':
    case 'CELU':
      return usual('alpha', 1) ? 'elu' : null
    case 'SELU':
      return 'selu'
    case 'Softplus':
      return usual('beta', 1) && usual('threshold', 20) ? 'softplus' : null
    case 'Hardswish':
      return 'hardswish'
    case 'Mish':
      return 'mish'
    case 'Tanh':
      return 'tanh'
    case 'LeakyReLU':
      if (usual('negative_slope', 0.01)) return 'leaky-relu'
      if (usual('negative_slope', 0.1)) return 'leaky-relu-0.1'
      return usual('negative_slope', 0.2) ? 'leaky-relu-0.2' : null
    default:
      return null
  }
}

function otherActivations(
  dictionary: TensorDictionary,
  prefix: string,
  configuration: NetworkConfiguration,
): string[] {
  const wanted = configuration.activation ?? 'relu'
  const other = activationsOf(dictionary, prefix).find(({ is }) => is !== wanted)
  return other
    ? [
        `"${other.module}" in the file is ${other.className}; this network has ${answerWords('activation', wanted)} everywhere.`,
      ]
    : []
}

/** What pools between the sections of a VGG. */
function otherSections(
  { classes, attributes }: TensorDictionary,
  prefix: string,
  configuration: NetworkConfiguration,
): string[] {
  if (!configuration.architecture.startsWith('vgg')) return []
  const { sectionPooling = 'max' } = fullReading(configuration)
  for (const [module, className] of Object.entries(classes)) {
    if (!module.startsWith(`${prefix}features.`) || !/Pool2d$/.test(className)) continue
    const attribute = (name: string, usual: CheckpointValue): CheckpointValue =>
      attributes[`${module}.${name}`] ?? usual
    // One pixel in, one pixel out: kuangliu's VGG has it behind the last section.
    if (equal(attribute('kernel_size', 2), 1) && equal(attribute('stride', 1), 1)) continue
    const isUsual = equal(attribute('kernel_size', 2), 2) && equal(attribute('padding', 0), 0)
    const isMax = /(?:^|\.)MaxPool2d$/.test(className)
    const found = !isUsual
      ? className
      : isMax
        ? attribute('ceil_mode', false) === true
          ? 'max-ceil'
          : 'max'
        : /(?:^|\.)AvgPool2d$/.test(className)
          ? 'mean'
          : className
    if (found !== sectionPooling)
      return [
        `"${module}" in the file is ${className}${isUsual ? '' : ' with another window or padding'}; this reading has ${answerWords('sectionPooling', sectionPooling)} between sections.`,
      ]
  }
  return []
}

/** What stands behind the first convolution: a file of weights alone does not say it, a module does. */
function otherPooling(
  { classes, attributes }: TensorDictionary,
  prefix: string,
  configuration: NetworkConfiguration,
): string[] {
  const module = `${prefix}maxpool`
  const found = classes[module]
  if (found === undefined || !/^resnet\d+$/.test(configuration.architecture)) return []
  const { pooling, antialias } = fullReading(configuration)
  const is = (name: string): boolean => new RegExp(`(?:^|\\.)${name}$`).test(found)
  const wanted =
    pooling === 'none'
      ? 'nothing'
      : antialias === 'average'
        ? 'mean pooling'
        : antialias === 'blur'
          ? 'max pooling and a blur'
          : answerWords('pooling', pooling ?? 'none')
  const rounded = attributes[`${module}.ceil_mode`] === true
  const padded = equal(attributes[`${module}.padding`] ?? 1, 1)
  const side = attributes[`${module}.kernel_size`] ?? 3
  const actual = is('MaxPool2d')
    ? equal(side, 2)
      ? answerWords('pooling', 'two')
      : answerWords('pooling', padded ? 'padded' : rounded ? 'ceil' : 'unpadded')
    : is('AvgPool2d') && antialias !== 'average'
      ? answerWords('pooling', 'mean')
      : is('AvgPool2d')
        ? 'mean pooling'
        : is('Sequential') && classes[`${module}.0`] !== undefined
          ? 'max pooling and a blur'
          : is('Identity') || is('Sequential')
            ? 'nothing'
            : found
  return actual === wanted
    ? []
    : [`"${module}" in the file is ${actual}; this reading has ${wanted} behind the first convolution.`]
}

/** A number stands for a tuple of it; float32's rounding is no difference. */
export function equal(found: CheckpointValue, wanted: CheckpointValue): boolean {
  if (Array.isArray(found)) return found.every((item: CheckpointValue) => equal(item, wanted))
  if (typeof found === 'number' && typeof wanted === 'number') {
    return Math.abs(found - wanted) <= 1e-6 * Math.max(Math.abs(wanted), 1e-9)
  }
  return found === wanted
}
