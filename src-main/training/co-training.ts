/**
 * The read-out that is co-trained with a network (neural N.7): where its weights start, and how fast they learn. The error is
 * a mean over neurons, so that each neuron's own weights would hardly move at the network's learning rate: they learn by it
 * times neurons ÷ channels, which is the rate of each neuron's own regression on its channels (our choice).
 */
import { UserError } from '../contract/errors'
import { readOut, responseError, uncertaintyWeighted } from './co-training-loss'
import { generator } from '../random/generator'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '../devices/tf'
import type { BesideParameter } from './beside-parameters'
import type { AnsweredImages } from './known-images'

/** Positions start uniform within ± this of the middle. */
const FIRST_POSITIONS = 0.3
/** Smallest mean response that a bias starts from: ELU + 1 never gives 0. */
const SMALLEST = 0.01
const NAMES = {
  positions: 'positions',
  features: 'features',
  bias: 'bias',
  uncertainty: 'uncertainty',
} as const

/**
 * @param map shape of the layer's values
 * @throws UserError('usage') for a layer that has no places
 */
export function readOutParameters(
  { count, neurons, responses }: AnsweredImages,
  map: readonly number[],
  layer: string,
  seed: number,
): BesideParameter[] {
  const channels = map[3]
  if (map.length !== 4 || channels === undefined)
    throw new UserError(
      'usage',
      `The layer "${layer}" has no places, which a read-out of neurons needs: name a layer before the last pooling.`,
    )
  const stream = generator(seed, 'neural read-out')
  const rate = neurons / channels
  const mean = new Float64Array(neurons)
  responses.forEach((response, at) => (mean[at % neurons]! += response / count))
  return [
    {
      name: NAMES.positions,
      shape: [neurons, 2],
      start: Float32Array.from({ length: 2 * neurons }, () => FIRST_POSITIONS * (2 * stream.uniform() - 1)),
      rate,
      within: 1,
    },
    {
      name: NAMES.features,
      shape: [channels, neurons],
      start: new Float32Array(channels * neurons).fill(1 / channels),
      rate,
      within: null,
    },
    {
      // ELU + 1 of it is the mean response.
      name: NAMES.bias,
      shape: [neurons],
      start: Float32Array.from(mean, (value) =>
        value >= 1 ? value - 1 : Math.log(Math.max(SMALLEST, value)),
      ),
      rate,
      within: null,
    },
    { name: NAMES.uncertainty, shape: [2], start: new Float32Array(2), rate: 1, within: null },
  ]
}

/** Both losses together, and the mean squared error of the responses by itself. */
export function coTrainingLoss(
  crossEntropy: Scalar,
  map: Tensor,
  responses: Tensor2D,
  parameters: ReadonlyMap<string, Tensor>,
): { total: Scalar; error: Scalar } {
  const of = (name: string): Tensor => parameters.get(name)!
  const predicted = readOut(map as Tensor4D, {
    positions: of(NAMES.positions) as Tensor2D,
    features: of(NAMES.features) as Tensor2D,
    bias: of(NAMES.bias) as Tensor1D,
  })
  const error = responseError(predicted, responses)
  return { total: uncertaintyWeighted(crossEntropy, error, of(NAMES.uncertainty) as Tensor1D), error }
}
