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

export function resNet(
  architecture: keyof typeof FAMILIES,
  channels: number,
  { width, stem, classes }: NetworkConfiguration,
): NetworkGraph {
  const { bottleneck, blocks } = FAMILIES[architecture]
  const graph = new GraphBuilder()
  const imagenet = stem === 'imagenet'
  const first = { from: channels, to: width, kernel: imagenet ? 7 : 3, stride: imagenet ? 2 : 1 }
  let x = graph.relu(graph.unit('input', 'conv0.0', 'conv0.1', first))
  if (imagenet) x = graph.layer({ kind: 'max pooling', kernel: 3, stride: 2, padding: 1 }, x)
  let inputs = width
  for (const [section, count] of blocks.entries()) {
    const base = width * 2 ** section
    const outputs = bottleneck ? EXPANSION * base : base
    for (let index = 0; index < count; index++) {
      const shape = { inputs, base, outputs, stride: section > 0 && index === 0 ? 2 : 1 }
      x = block(graph, x, `sections.${section}.${index}`, shape, bottleneck)
      inputs = outputs
    }
  }
  graph.readOutOfMean(x, 'fc', inputs, classes)
  return graph.graph()
}

interface BlockShape {
  inputs: number
  /** The section's width, before any expansion. */
  base: number
  outputs: number
  stride: number
}

function block(
  graph: GraphBuilder,
  x: string,
  name: string,
  { inputs, base, outputs, stride }: BlockShape,
  bottleneck: boolean,
): string {
  // A bottleneck's 3×3 convolution carries the stride (torchvision's "v1.5"), not the first 1×1.
  const layers = bottleneck
    ? [
        { from: inputs, to: base, kernel: 1 },
        { from: base, to: base, kernel: 3, stride },
        { from: base, to: outputs, kernel: 1 },
      ]
    : [
        { from: inputs, to: base, kernel: 3, stride },
        { from: base, to: base, kernel: 3 },
      ]
  let y = x
  for (const [index, layer] of layers.entries()) {
    const unit = graph.unit(y, `${name}.layer${index}.0`, `${name}.layer${index}.1`, layer)
    y = index < layers.length - 1 ? graph.relu(unit) : unit
  }
  const projected = stride !== 1 || inputs !== outputs
  const shape = { from: inputs, to: outputs, kernel: 1, stride }
  const beside = projected ? graph.unit(x, `${name}.shortcut.0`, `${name}.shortcut.1`, shape) : x
  return graph.relu(graph.add(y, beside))
}
