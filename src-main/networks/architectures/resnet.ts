/**
 * ResNet-18, 34, 50, 101 and 152 (He et al. 2016; methods A.2) under jarvis's names: four sections of basic blocks
 * (two 3×3 convolutions) or bottlenecks (1×1, 3×3, 1×1 with four times the channels).
 */
import type { NetworkGraph } from '../graph'
import { GraphBuilder } from '../graph-builder'
import type { NetworkConfiguration } from '../network'

interface Family {
  bottleneck: boolean
  /** Number of blocks in each of the four sections. */
  blocks: readonly number[]
}

const FAMILIES = {
  resnet18: { bottleneck: false, blocks: [2, 2, 2, 2] },
  resnet34: { bottleneck: false, blocks: [3, 4, 6, 3] },
  resnet50: { bottleneck: true, blocks: [3, 4, 6, 3] },
  resnet101: { bottleneck: true, blocks: [3, 4, 23, 3] },
  resnet152: { bottleneck: true, blocks: [3, 8, 36, 3] },
} as const satisfies Record<string, Family>

const EXPANSION = 4
const LAST_SECTION = 3
/** The first of the sections that dilate. */
const FIRST_DILATED = { none: 4, last: 3, 'last-two': 2 } as const

export function resNet(
  architecture: keyof typeof FAMILIES,
  channels: number,
  configuration: NetworkConfiguration,
): NetworkGraph {
  const { bottleneck, blocks } = FAMILIES[architecture]
  const { width, stem, classes } = configuration
  const graph = new GraphBuilder(configuration)
  const imagenet = stem === 'imagenet'
  const stride = configuration.stemStride ?? (imagenet ? 2 : 1)
  const first = { from: channels, to: width, kernel: imagenet ? 7 : 3, stride }
  const style: Style = {
    bottleneck,
    strideFirst: configuration.strideIn === 'first',
    antialias: configuration.antialias,
  }
  let x = graph.activation(graph.unit('input', 'conv0.0', 'conv0.1', first))
  x = pooled(graph, x, configuration.pooling ?? (imagenet ? 'padded' : 'none'), style)
  let inputs = width
  let dilation = 1
  for (const [section, count] of blocks.entries()) {
    const base = width * 2 ** section
    const outputs = bottleneck ? EXPANSION * base : base
    const dilates = section >= FIRST_DILATED[configuration.dilatedSections ?? 'none']
    const stride = dilates ? 1 : section === LAST_SECTION ? (configuration.lastStride ?? 2) : 2
    // What a section reads is dilated as the section before it, where a stride would have stood.
    let firstDilation = dilation
    if (dilates) dilation *= 2
    for (let index = 0; index < count; index++) {
      const own = section > 0 && index === 0 ? stride : 1
      const shape = { inputs, base, outputs, stride: own, firstDilation, dilation }
      firstDilation = dilation
      x = block(graph, x, `sections.${section}.${index}`, shape, style)
      inputs = outputs
    }
  }
  graph.readOutOfMean(x, 'fc', inputs, classes)
  return graph.graph()
}

/** What weights do not say: where strides are, and what stands in their place. */
interface Style {
  bottleneck: boolean
  strideFirst: boolean
  antialias: NetworkConfiguration['antialias']
}

const WINDOWS = {
  padded: { kernel: 3, padding: 1 },
  unpadded: { kernel: 3, padding: 0 },
  two: { kernel: 2, padding: 0 },
} as const

/** Behind the first convolution; timm puts its anti-aliasing there, too. */
export function pooled(
  graph: GraphBuilder,
  x: string,
  pooling: Exclude<NetworkConfiguration['pooling'], undefined>,
  style: Pick<Style, 'antialias'>,
): string {
  if (pooling === 'none') return x
  if (style.antialias === 'average') return thinned(graph, x, 'average')
  if (style.antialias === 'blur') {
    const largest = graph.layer({ kind: 'max pooling', kernel: 3, stride: 1, padding: 1 }, x)
    return thinned(graph, largest, 'blur')
  }
  switch (pooling) {
    case 'ceil':
      return graph.layer({ kind: 'max pooling up', kernel: 3, stride: 2 }, x)
    case 'mean':
      return graph.layer({ kind: 'mean pooling', kernel: 2, stride: 2 }, x)
    default:
      return graph.layer({ kind: 'max pooling', stride: 2, ...WINDOWS[pooling] }, x)
  }
}

/** Every second pixel of what has been smoothed. */
function thinned(graph: GraphBuilder, x: string, antialias: 'blur' | 'average'): string {
  return antialias === 'blur'
    ? graph.layer({ kind: 'blur pooling' }, x)
    : graph.layer({ kind: 'mean pooling', kernel: 2, stride: 2 }, x)
}

interface BlockShape {
  inputs: number
  /** The section's width, before any expansion. */
  base: number
  outputs: number
  stride: number
  /** Of a bottleneck's 3×3 convolution; of a basic block's first and second one, as in timm. */
  firstDilation: number
  dilation: number
}

function block(
  graph: GraphBuilder,
  x: string,
  name: string,
  { inputs, base, outputs, stride, firstDilation, dilation }: BlockShape,
  { bottleneck, strideFirst, antialias }: Style,
): string {
  const soft = stride > 1 ? antialias : undefined
  const own = soft === undefined ? stride : 1
  // A bottleneck's 3×3 convolution carries the stride (torchvision's "v1.5"), or in Caffe's models the first 1×1.
  const layers = bottleneck
    ? [
        { from: inputs, to: base, kernel: 1, stride: strideFirst ? own : 1 },
        { from: base, to: base, kernel: 3, stride: strideFirst ? 1 : own, dilation: firstDilation },
        { from: base, to: outputs, kernel: 1 },
      ]
    : [
        { from: inputs, to: base, kernel: 3, stride: own, dilation: firstDilation },
        { from: base, to: base, kernel: 3, dilation },
      ]
  let y = x
  for (const [index, layer] of layers.entries()) {
    const unit = graph.unit(y, `${name}.layer${index}.0`, `${name}.layer${index}.1`, layer)
    y = index < layers.length - 1 ? graph.activation(unit) : unit
    if (soft !== undefined && index === layers.length - 2) y = thinned(graph, y, soft)
  }
  const projected = stride !== 1 || inputs !== outputs
  const shape = { from: inputs, to: outputs, kernel: 1, stride }
  const beside = projected ? graph.unit(x, `${name}.shortcut.0`, `${name}.shortcut.1`, shape) : x
  return graph.activation(graph.add(y, beside))
}
