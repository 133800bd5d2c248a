/**
 * The entries of a network's state dictionary: names, PyTorch shapes and roles, in PyTorch's order
 * (methods J.3). Pure; the values live in parameter-store.ts.
 */
import { blurKernelSide } from './front-end/blur-kernel'
import { networkChannels } from './configuration'
import type { Layer } from './graph'
import { graphOf } from './graph-of'
import type { NetworkConfiguration } from './network'

/**
 * `parameter`: trained. `statistic`: running mean or variance. `counter`: num_batches_tracked.
 * `constant`: follows from the configuration (normaliser, blur). `given`: comes with the weights and is never
 * trained (principal components).
 */
export type StateRole = 'parameter' | 'statistic' | 'counter' | 'constant' | 'given'

export interface StateField {
  name: string
  /** PyTorch's shape (convolutions OIHW, linear [outputs, inputs]). */
  shape: number[]
  role: StateRole
  /** Weights and biases of convolutions and linear layers: how many inputs add up in one output; else absent. */
  fanIn?: number
}

export const NORMALISER_MEAN = 'normalizer.mean'
export const NORMALISER_STD = 'normalizer.std'
export const BLUR_WEIGHT = 'blur.weight'
/** [D], the mean training image in [0,1], D = channels·size·size in PyTorch's order (channel first). */
export const PCA_MEAN = 'pca.mean'
/** [k, D], orthonormal rows: the leading principal components. */
export const PCA_COMPONENTS = 'pca.components'

/**
 * All entries of a configuration: the normaliser, the principal components, the graph's layers, the blur.
 * @throws UserError('usage') as `graphOf`.
 */
export function stateFields(configuration: NetworkConfiguration): StateField[] {
  const { channels, size, mean, sigma, components } = configuration
  const fields: StateField[] = [
    { name: NORMALISER_MEAN, shape: [mean.length, 1, 1], role: 'constant' },
    { name: NORMALISER_STD, shape: [mean.length, 1, 1], role: 'constant' },
  ]
  if (components !== undefined) {
    const values = channels * size * size
    fields.push(
      { name: PCA_MEAN, shape: [values], role: 'given' },
      { name: PCA_COMPONENTS, shape: [components, values], role: 'given' },
    )
  }
  for (const node of graphOf(configuration).nodes) fields.push(...layerFields(node))
  if (sigma !== null) {
    const side = blurKernelSide(sigma)
    const blurred = networkChannels(configuration)
    fields.push({ name: BLUR_WEIGHT, shape: [blurred, blurred, side, side], role: 'constant' })
  }
  return fields
}

/** The entries of one layer, in PyTorch's order. */
function layerFields(layer: Layer): StateField[] {
  switch (layer.kind) {
    case 'convolution': {
      const { name, from, to, kernel, groups, bias } = layer
      const shape = [to, from / groups, kernel, kernel]
      const fanIn = elements(shape.slice(1))
      const weight: StateField = { name: `${name}.weight`, shape, role: 'parameter', fanIn }
      return bias ? [weight, { name: `${name}.bias`, shape: [to], role: 'parameter', fanIn }] : [weight]
    }
    case 'linear': {
      const { name, from, to } = layer
      return [
        { name: `${name}.weight`, shape: [to, from], role: 'parameter', fanIn: from },
        { name: `${name}.bias`, shape: [to], role: 'parameter', fanIn: from },
      ]
    }
    case 'batch normalisation': {
      const { name, channels } = layer
      return [
        { name: `${name}.weight`, shape: [channels], role: 'parameter' },
        { name: `${name}.bias`, shape: [channels], role: 'parameter' },
        { name: `${name}.running_mean`, shape: [channels], role: 'statistic' },
        { name: `${name}.running_var`, shape: [channels], role: 'statistic' },
        { name: `${name}.num_batches_tracked`, shape: [], role: 'counter' },
      ]
    }
    default:
      return []
  }
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
