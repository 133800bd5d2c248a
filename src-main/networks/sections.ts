/**
 * The sections of a network: the last map at each size on the way down, which is where networks are compared with
 * populations of neurons (neural N.5: the four section outputs of a ResNet). Found in the layers themselves, so every
 * architecture has them.
 */
import { UserError } from '../contract/errors'
import { INPUT } from './graph'
import type { NetworkGraph, NetworkNode } from './graph'

/** A place in a network whose values can be asked for. */
export interface NamedLayer {
  /** `section1` … from the image on, `logits`. */
  name: string
  /** Id of its node. */
  node: string
}

export const LOGITS_LAYER = 'logits'

/** All that can be compared, from the image on: the sections, then the logits. */
export function namedLayers(graph: NetworkGraph): NamedLayer[] {
  return [
    ...sectionNodes(graph).map((node, i) => ({ name: `section${i + 1}`, node })),
    { name: LOGITS_LAYER, node: graph.output },
  ]
}

/** The layers of these names; @throws UserError('usage') naming one that is not there and those that are. */
export function layersOf(graph: NetworkGraph, names: readonly string[] | null): NamedLayer[] {
  const known = namedLayers(graph)
  if (names === null) return known.slice(0, -1)
  return names.map((name) => {
    const layer = known.find((each) => each.name === name)
    if (layer) return layer
    throw new UserError(
      'usage',
      `The network has no layer "${name}": there are ${known.map((each) => each.name).join(', ')}.`,
    )
  })
}

/**
 * The node of a layer that is read while a network is trained: a section, or a convolution by its name in the state
 * dictionary (with the normalisation and activation behind it, e.g. `features.14` of a VGG-19 for conv3_1).
 * @throws UserError('usage') naming a layer that is not there
 */
export function trainedLayer(graph: NetworkGraph, name: string): string {
  const section = namedLayers(graph).find((each) => each.name === name)
  if (section) return section.node
  let node = graph.nodes.find((each) => each.kind === 'convolution' && each.name === name)
  if (!node)
    throw new UserError(
      'usage',
      `The network has no layer "${name}": there are ${namedLayers(graph)
        .map((each) => each.name)
        .join(', ')}, and its convolutions by their names, e.g. ${firstConvolution(graph)}.`,
    )
  for (;;) {
    const { id } = node
    const readers: NetworkNode[] = graph.nodes.filter(({ inputs }) => inputs.includes(id))
    const [next] = readers
    if (readers.length !== 1 || !next || !FOLLOWING.has(next.kind)) return id
    node = next
  }
}

/** What belongs to the convolution before it. */
const FOLLOWING = new Set<NetworkNode['kind']>(['batch normalisation', 'relu', 'silu', 'activation'])

function firstConvolution({ nodes }: NetworkGraph): string {
  return nodes.flatMap((node) => (node.kind === 'convolution' ? node.name : []))[0] ?? 'none'
}

function sectionNodes({ nodes }: NetworkGraph): string[] {
  const strides = new Map<string, number>([[INPUT, 1]])
  /** By stride, from the image on: its last node, and whether it computes anything of its own. */
  const sections = new Map<number, { last: string; convolves: boolean; adds: boolean }>()
  for (const node of nodes) {
    if (node.kind === 'adaptive pooling' || node.kind === 'flatten') break
    const stride = strides.get(node.inputs[0]!)! * strideOf(node)
    strides.set(node.id, stride)
    const section = sections.get(stride) ?? { last: node.id, convolves: false, adds: false }
    section.last = node.id
    section.convolves ||= node.kind === 'convolution'
    section.adds ||= node.kind === 'add'
    sections.set(stride, section)
  }
  const found = [...sections.values()]
  // What comes before the blocks of a residual network is no section of its own.
  const residual = found.some(({ adds }) => adds)
  return found.filter(({ convolves, adds }) => (residual ? adds : convolves)).map(({ last }) => last)
}

function strideOf(node: NetworkNode): number {
  switch (node.kind) {
    case 'convolution':
    case 'max pooling':
    case 'max pooling up':
    case 'mean pooling':
    case 'padded shortcut':
      return node.stride
    case 'blur pooling':
      return 2
    default:
      return 1
  }
}
