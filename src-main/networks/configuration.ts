/**
 * What may stand in a NetworkConfiguration, and the sentence a user gets when it does not.
 * Not here: what follows from it (graph-of.ts).
 */
import {
  ARCHITECTURE_NAMES,
  UNUSUAL_DETAILS,
  architectureName,
  canBeUnusual,
  usualDetails,
} from '../contract/architectures'
import type { ArchitectureDetails } from '../contract/architectures'
import { UserError } from '../contract/errors'
import { groupedChannels } from './architectures/resnext'
import { VGG_REDUCTION } from './architectures/vgg'
import type { NetworkConfiguration } from './network'

/** What the details are called in sentences. */
const DETAILS: Record<keyof ArchitectureDetails, string> = {
  depth: 'depth',
  widen: 'widening factor',
  shortcut: 'kind of shortcut',
  shortcutInput: 'input of the projecting shortcuts',
  finalNormalisation: 'batch normalisation before the read-out',
  activation: 'activation',
  pooling: 'pooling behind the first convolution',
  stemStride: 'stride of the first convolution',
  lastStride: 'stride of the last section',
  dilatedSections: 'dilation in place of strides',
  strideIn: 'place of the stride',
  antialias: 'anti-aliasing',
  shortcutZeros: 'place of the zeros in a shortcut',
  shortcutPixels: 'choice of pixels in a shortcut',
  sectionPooling: 'pooling between sections',
  paddingMode: 'padding of convolutions',
  readOutBy: 'pooling of all places',
  epsilon: 'ε of batch normalisations',
  cardinality: 'cardinality',
  baseWidth: 'base width',
  batchNormalisation: 'batch normalisation',
  readOut: 'kind of read-out',
  readOutHidden: 'list of hidden layers in the read-out',
  readOutPooling: 'pooling before the read-out',
}

/** Channels that the first layer sees: three where gray images are expanded. */
export function networkChannels({
  channels,
  expandsGray,
}: Pick<NetworkConfiguration, 'channels' | 'expandsGray'>): 1 | 3 {
  return expandsGray ? 3 : channels
}

/** Normaliser that jarvis uses when none is given (methods A.1): ImageNet's for colour, CIFAR included. */
export function defaultNormaliser(channels: 1 | 3): { mean: number[]; std: number[] } {
  return channels === 3
    ? { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
    : { mean: [0.5], std: [0.2] }
}

/**
 * Checks everything that determines a network's structure.
 * @throws UserError('usage') naming the first value that is out of range, and the range.
 */
export function checkConfiguration(configuration: NetworkConfiguration): void {
  const { architecture, width, stem, classes, channels, size, sigma, components, noise } = configuration
  if (!(ARCHITECTURE_NAMES as readonly string[]).includes(architecture)) {
    throw refuse('architecture', architecture, `one of ${ARCHITECTURE_NAMES.join(', ')}`)
  }
  if (!['cifar', 'imagenet'].includes(stem)) throw refuse('stem', stem, 'cifar or imagenet')
  if (stem === 'imagenet' && !/^resnet\d+$/.test(architecture)) {
    throw refuse('stem', stem, `cifar: a ${architectureName(configuration)} has one kind of first layer`)
  }
  if (![1, 3].includes(channels)) throw refuse('number of channels', channels, '1 or 3')
  if (configuration.expandsGray && channels !== 1) {
    throw refuse(
      'number of channels',
      channels,
      '1 where gray images are given to the network as three channels',
    )
  }
  checkInteger('width', width, 1, 1024, ' channels')
  checkInteger('number of classes', classes, 2, 100_000)
  checkInteger('input size', size, 8, 1024, ' pixels')
  if (sigma !== null && !(sigma > 0 && sigma <= size)) {
    throw refuse('blur σ', sigma, `none, or a number of pixels above 0 and at most ${size} (the input size)`)
  }
  if (noise !== undefined && !(noise > 0 && noise <= 1))
    throw refuse('noise σ', noise, 'none, or a number above 0 and at most 1 (of intensities in [0,1])')
  checkNormaliser(configuration)
  if (components !== undefined) {
    checkInteger('number of principal components', components, 1, channels * size * size, ' (all of them)')
  }
  checkDetails(configuration)
}

function checkNormaliser({ channels, expandsGray, mean, std }: NetworkConfiguration): void {
  const lengths = expandsGray ? [1, 3] : [channels]
  for (const [name, values] of [
    ['mean', mean],
    ['std', std],
  ] as const) {
    if (!lengths.includes(values.length) || !values.every(Number.isFinite)) {
      const count = lengths.join(' or ')
      throw refuse(
        `normaliser ${name}`,
        values.join(', '),
        `${count} finite number${count === '1' ? '' : 's'}, one per channel`,
      )
    }
  }
  if (mean.length !== std.length) {
    throw refuse('normaliser std', std.join(', '), `as many numbers as the mean has (${mean.length})`)
  }
  if (!std.every((value) => value > 0))
    throw refuse('normaliser std', std.join(', '), 'above 0 in every channel')
}

function checkDetails(configuration: NetworkConfiguration): void {
  const { architecture, width, size } = configuration
  const name = architectureName({ architecture })
  const needed = usualDetails(architecture)
  for (const key of Object.keys(DETAILS) as (keyof ArchitectureDetails)[]) {
    if (key in needed && configuration[key] === undefined) {
      throw new UserError('usage', `The ${DETAILS[key]} is missing: a ${name} cannot be built without it.`)
    }
    const isOpen = UNUSUAL_DETAILS.some((detail) => detail === key && canBeUnusual(architecture, detail))
    if (!(key in needed) && !isOpen && configuration[key] !== undefined) {
      throw new UserError(
        'usage',
        `The ${DETAILS[key]} "${String(configuration[key])}" means nothing for a ${name}: leave it out.`,
      )
    }
  }
  if (configuration.dilatedSections !== undefined && configuration.lastStride !== undefined)
    throw refuse('stride of the last section', 1, 'left out where dilation stands in its place')
  if (configuration.shortcutInput === 'first' && architecture === 'preact-resnet18')
    throw refuse('input of the projecting shortcuts', 'first', 'input or activation for a PreActResNet')
  if (configuration.readOutBy === 'max' && architecture.startsWith('vgg') && !readsOnePlace(configuration))
    throw refuse('pooling of all places', 'max', 'left out: this read-out has no place of its own for it')
  const { depth, widen, cardinality, baseWidth, readOutHidden, readOutPooling } = configuration
  if (depth !== undefined) {
    const beyond = architecture === 'cifar-resnet' ? 2 : 4
    if (!Number.isInteger(depth) || depth < 6 + beyond || depth > 1202 || (depth - beyond) % 6 !== 0) {
      const examples = beyond === 2 ? '20, 32, 44, 56 or 110' : '16, 28, 34 or 70'
      throw refuse('depth', depth, `6n + ${beyond} layers, e.g. ${examples}`)
    }
  }
  if (widen !== undefined) checkInteger('widening factor', widen, 1, 64)
  if (configuration.shortcut === 'A' && width % 2 !== 0) {
    throw refuse('width', width, 'an even number of channels with shortcuts of option A')
  }
  if (cardinality !== undefined && baseWidth !== undefined) {
    checkInteger('cardinality', cardinality, 1, 64, ' groups')
    checkInteger('base width', baseWidth, 1, 1024, ' channels')
    if (groupedChannels(width, cardinality, baseWidth) === 0) {
      throw refuse(
        'width',
        width,
        `at least ${Math.ceil(64 / baseWidth)} channels with base width ${baseWidth}`,
      )
    }
  }
  if (readOutHidden !== undefined) {
    for (const units of readOutHidden) checkInteger('size of a hidden layer', units, 1, 65_536, ' units')
    if (readOutPooling) checkInteger('pooling before the read-out', readOutPooling, 1, 64, ' places a side')
    if (size < VGG_REDUCTION)
      throw refuse('input size', size, `at least ${VGG_REDUCTION} pixels for a ${name}`)
  }
}

/** Whether a linear read-out takes one value of each channel, which all places are brought to. */
export function readsOnePlace({
  readOut,
  readOutPooling,
}: Pick<NetworkConfiguration, 'readOut' | 'readOutPooling'>): boolean {
  return readOut === undefined || (readOut === 'linear' && readOutPooling === 1)
}

function checkInteger(what: string, value: number, least: number, most: number, unit = ''): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw refuse(what, value, `a whole number from ${least} to ${most}${unit}`)
  }
}

function refuse(what: string, value: unknown, allowed: string): UserError {
  return new UserError('usage', `The ${what} cannot be "${String(value)}": it must be ${allowed}.`)
}
