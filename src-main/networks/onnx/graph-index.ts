/**
 * Who makes and who reads each value of a graph, found once: a graph may have tens of thousands of nodes, and looking
 * through all of them for each would take the square of that.
 */
import type { OnnxNode } from '../../checkpoints/onnx/onnx-graph'

export interface GraphIndex {
  /** The first node that has a value among its outputs. */
  maker(name: string): OnnxNode | undefined
  /** Every node that has a value among its inputs, once, in their order. */
  readers(name: string): readonly OnnxNode[]
}

const known = new WeakMap<readonly OnnxNode[], GraphIndex>()

/** Of a list of nodes that never changes. */
export function graphIndex(nodes: readonly OnnxNode[]): GraphIndex {
  let index = known.get(nodes)
  if (!index) known.set(nodes, (index = indexed(nodes)))
  return index
}

function indexed(nodes: readonly OnnxNode[]): GraphIndex {
  const makers = new Map<string, OnnxNode>()
  const readers = new Map<string, OnnxNode[]>()
  for (const node of nodes) {
    for (const name of node.outputs) if (!makers.has(name)) makers.set(name, node)
    for (const name of new Set(node.inputs)) {
      const found = readers.get(name)
      if (found) found.push(node)
      else readers.set(name, [node])
    }
  }
  return { maker: (name) => makers.get(name), readers: (name) => readers.get(name) ?? [] }
}
