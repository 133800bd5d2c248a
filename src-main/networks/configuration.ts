/**
 * What may stand in a NetworkConfiguration, and the sentence a user gets when it does not.
 * Not here: what follows from it (structure.ts).
 */
import { UserError } from '../contract/errors'
import type { NetworkConfiguration } from './network'

/** Architectures that can be built, in the order in which they are offered. */
export const ARCHITECTURES = [
  'resnet18',
  'resnet34',
  'resnet50',
] as const satisfies readonly NetworkConfiguration['architecture'][]

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
  const { architecture, width, stem, classes, channels, size, mean, std, sigma } = configuration
  if (!(ARCHITECTURES as readonly string[]).includes(architecture)) {
    throw refuse('architecture', architecture, `one of ${ARCHITECTURES.join(', ')}`)
  }
  if (!['cifar', 'imagenet'].includes(stem)) throw refuse('stem', stem, 'cifar or imagenet')
  if (![1, 3].includes(channels)) throw refuse('number of channels', channels, '1 or 3')
  checkInteger('width', width, 1, 1024, ' channels')
  checkInteger('number of classes', classes, 2, 100_000)
  checkInteger('input size', size, 8, 1024, ' pixels')
  if (sigma !== null && !(sigma > 0 && sigma <= size)) {
    throw refuse('blur σ', sigma, `none, or a number of pixels above 0 and at most ${size} (the input size)`)
  }
  for (const [name, values] of [
    ['mean', mean],
    ['std', std],
  ] as const) {
    if (values.length !== channels || !values.every(Number.isFinite)) {
      throw refuse(
        `normaliser ${name}`,
        values.join(', '),
        `${channels} finite number${channels === 1 ? '' : 's'}, one per channel`,
      )
    }
  }
  if (!std.every((value) => value > 0))
    throw refuse('normaliser std', std.join(', '), 'above 0 in every channel')
}

function checkInteger(what: string, value: number, least: number, most: number, unit = ''): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw refuse(what, value, `a whole number from ${least} to ${most}${unit}`)
  }
}

function refuse(what: string, value: unknown, allowed: string): UserError {
  return new UserError('usage', `The ${what} cannot be "${String(value)}": it must be ${allowed}.`)
}
