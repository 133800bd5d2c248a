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
