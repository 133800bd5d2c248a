/** Which nodes of a graph cannot be computed, before anything is: by name, all at once. */
import { UserError } from '../../contract/errors'
import type { OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { OPERATORS } from './operators'

const CONTROL_FLOW = ['If', 'Loop', 'Scan', 'SequenceMap']

export interface UnknownOperator {
  /** With its domain where that is not ONNX's own, e.g. `com.microsoft.Attention`. */
  operator: string
  /** The first node that uses it. */
  node: string
  /** How many nodes do. */
  count: number
  isControlFlow: boolean
}

export function unknownOperators(nodes: readonly OnnxNode[]): UnknownOperator[] {
  const found = new Map<string, UnknownOperator>()
  for (const { operator, domain, name } of nodes) {
    if (domain === '' && OPERATORS.has(operator)) continue
    const full = domain === '' ? operator : `${domain}.${operator}`
    const known = found.get(full)
    if (known) known.count++
    else
      found.set(full, {
        operator: full,
        node: name,
        count: 1,
        isControlFlow: CONTROL_FLOW.includes(operator),
      })
  }
  return [...found.values()]
}

/** One sentence that names every operator and a node that uses it; null where all are known. */
export function unknownSentence(nodes: readonly OnnxNode[]): string | null {
  const unknown = unknownOperators(nodes)
  if (unknown.length === 0) return null
  const list = unknown.map(({ operator, node, count, isControlFlow }) => {
    const times = count > 1 ? ` and ${count - 1} more` : ''
    return `${operator}${isControlFlow ? ' (control flow)' : ''} in "${node}"${times}`
  })
  return `The ONNX model uses operators that Halfpower does not compute: ${list.join('; ')}.`
}

/** @throws UserError('input') with that sentence */
export function refuseUnknown(nodes: readonly OnnxNode[]): void {
  const sentence = unknownSentence(nodes)
  if (sentence !== null) throw new UserError('input', sentence)
}
