/**
 * The entries of a network's state dictionary: names, PyTorch shapes and roles, in PyTorch's order
 * (methods J.3). Pure; the values live in parameter-store.ts.
 */
import { blurKernelSide } from './blur-kernel'
import type { NetworkConfiguration } from './network'
import { convolutionUnits } from './structure'
import type { ResNetStructure } from './structure'

/**
 * `parameter`: trained. `statistic`: running mean or variance. `counter`: num_batches_tracked.
 * `constant`: follows from the configuration (normaliser, blur).
 */
export type StateRole = 'parameter' | 'statistic' | 'counter' | 'constant'

export interface StateField {
  name: string
  /** PyTorch's shape (convolutions OIHW, linear [outputs, inputs]). */
  shape: number[]
  role: StateRole
}

export const NORMALISER_MEAN = 'normalizer.mean'
export const NORMALISER_STD = 'normalizer.std'
export const BLUR_WEIGHT = 'blur.weight'

export function stateFields(structure: ResNetStructure, configuration: NetworkConfiguration): StateField[] {
  const { channels, sigma } = configuration
  const fields: StateField[] = [
    { name: NORMALISER_MEAN, shape: [channels, 1, 1], role: 'constant' },
    { name: NORMALISER_STD, shape: [channels, 1, 1], role: 'constant' },
  ]
  for (const { convolution, normalisation, inputs, outputs, kernel } of convolutionUnits(structure)) {
    fields.push(
      { name: `${convolution}.weight`, shape: [outputs, inputs, kernel, kernel], role: 'parameter' },
      { name: `${normalisation}.weight`, shape: [outputs], role: 'parameter' },
      { name: `${normalisation}.bias`, shape: [outputs], role: 'parameter' },
      { name: `${normalisation}.running_mean`, shape: [outputs], role: 'statistic' },
      { name: `${normalisation}.running_var`, shape: [outputs], role: 'statistic' },
      { name: `${normalisation}.num_batches_tracked`, shape: [], role: 'counter' },
    )
  }
  const { name, inputs, outputs } = structure.linear
  fields.push(
    { name: `${name}.weight`, shape: [outputs, inputs], role: 'parameter' },
    { name: `${name}.bias`, shape: [outputs], role: 'parameter' },
  )
  if (sigma !== null) {
    const side = blurKernelSide(sigma)
    fields.push({ name: BLUR_WEIGHT, shape: [channels, channels, side, side], role: 'constant' })
  }
  return fields
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** Number of trained values; the published counts of methods A.2 do not count normaliser and blur. */
export function parameterCount(fields: readonly StateField[]): number {
  return fields
    .filter((field) => field.role === 'parameter')
    .reduce((sum, field) => sum + elements(field.shape), 0)
}
