/** Which nodes of a graph cannot be computed, before anything is: by name, all at once. */
import { printable } from '../../checkpoints/printable'
import { UserError } from '../../contract/errors'
import type { OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { KNOWN_OPERATORS } from './known-operators'
import { OPERATORS } from './operators'

/** They round what comes from the images. */
const QUANTISING =
  /^(?:QLinear\w+|QuantizeLinear|DynamicQuantize\w+|ConvInteger|MatMulInteger|QAttention|QGemm|\w+Nbits|DequantizeBlockwise\w*)$/i
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
    // Some are computed on plain numbers only; where pixels enter them, they are refused when they are run.
    if (domain === '' && (OPERATORS.has(operator) || KNOWN_OPERATORS.has(operator))) continue
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

/** Operators that are named before the rest is counted. */
const NAMED = 12

/** One sentence that names the operators, each with a node that uses it; null where all are known. */
export function unknownSentence(nodes: readonly OnnxNode[]): string | null {
  const unknown = unknownOperators(nodes)
  if (unknown.length === 0) return null
  const list = unknown.slice(0, NAMED).map(({ operator, node, count, isControlFlow }) => {
    const times = count > 1 ? ` and ${count - 1} more` : ''
    return `${printable(operator)}${isControlFlow ? ' (control flow)' : ''} in "${printable(node)}"${times}`
  })
  const quantising = unknown.find(({ operator }) => QUANTISING.test(operator.split('.').at(-1)!))
  if (quantising)
    return `The ONNX model is quantised: ${printable(quantising.operator)} in "${printable(quantising.node)}" rounds values of the images to few bits, so that it is another network than the one that was trained, and has no gradient; import the ONNX file from before the quantisation, or its float32 weights.`
  const rest = unknown.length > NAMED ? `; and ${unknown.length - NAMED} more` : ''
  // PyTorch asks whether a side is 1 before it squeezes, where a dynamic batch left the shape open.
  const onlyIf = unknown.every(({ operator }) => operator === 'If')
  const help = onlyIf ? ': export it with a fixed number of images (without dynamic_axes)' : ''
  return `The ONNX model uses operators that Halfpower does not compute: ${list.join('; ')}${rest}${help}.`
}

/** @throws UserError('input') with that sentence */
export function refuseUnknown(nodes: readonly OnnxNode[]): void {
  const sentence = unknownSentence(nodes)
  if (sentence !== null) throw new UserError('input', sentence)
}
