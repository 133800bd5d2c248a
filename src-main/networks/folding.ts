/**
 * Which batch normalisations of a graph can be folded into the convolution before them when the weights are fixed:
 * those that alone read a convolution's result. Pure; also what an exporter asks.
 */
import type { Layer, NetworkGraph } from './graph'

type Convolution = Extract<Layer, { kind: 'convolution' }>
type Normalisation = Extract<Layer, { kind: 'batch normalisation' }>

/** By name of the convolution, the normalisation that goes into it. */
export function foldableNormalisations(graph: NetworkGraph): Map<string, Normalisation> {
  const readers = new Map<string, number>()
  for (const { inputs } of graph.nodes) {
    for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1)
  }
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const foldable = new Map<string, Normalisation>()
  for (const node of graph.nodes) {
    if (node.kind !== 'batch normalisation') continue
    const before = nodes.get(node.inputs[0]!)
    if (before?.kind === 'convolution' && readers.get(before.id) === 1) foldable.set(before.name, node)
  }
  return foldable
}

/** Scale γ/√(var+ε) and offset β − mean·scale of a normalisation, in double precision. */
export function affineOf(
  { name, channels, epsilon }: Normalisation,
  values: (name: string) => Float32Array,
): { scale: Float64Array; offset: Float64Array } {
  const gamma = values(`${name}.weight`)
  const beta = values(`${name}.bias`)
  const mean = values(`${name}.running_mean`)
  const variance = values(`${name}.running_var`)
  const scale = Float64Array.from(
    { length: channels },
    (_, c) => gamma[c]! / Math.sqrt(variance[c]! + epsilon),
  )
  return { scale, offset: scale.map((factor, c) => beta[c]! - mean[c]! * factor) }
}

/**
 * Weight [to, from / groups, kernel, kernel] and bias [to] of a convolution with the normalisation after it folded
 * in (weight·scale, bias·scale + offset), in PyTorch's layout.
 */
export function foldConvolution(
  convolution: Convolution,
  normalisation: Normalisation,
  values: (name: string) => Float32Array,
): { weight: Float32Array; bias: Float32Array } {
  const { name, to, bias } = convolution
  const weight = values(`${name}.weight`)
  const { scale, offset } = affineOf(normalisation, values)
  const perOutput = weight.length / to
  const before = bias ? values(`${name}.bias`) : null
  return {
    weight: weight.map((value, index) => value * scale[Math.floor(index / perOutput)]!),
    bias: Float32Array.from(offset, (value, o) => (before ? before[o]! * scale[o]! : 0) + value),
  }
}
