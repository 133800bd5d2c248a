/**
 * Graphs that answer with how far an image is from each class, so that the smallest number is the answer: nearest-mean
 * and prototype classifiers whose last step is a distance. Their largest number would be taken for the answer without
 * a word. Followed from the output backwards, through what keeps the order of numbers. Pure.
 *
 * Length alone is no distance: a capsule network answers with the lengths of vectors, of which the longest is the answer.
 */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { constantValue } from './constant-value'
import { graphIndex } from './graph-index'
import { needed } from './rewrite'

/**
 * `distances`: of differences from something that no pixel enters; `lengths`: of anything else; `complements`: numbers
 * taken off a constant, as 1 − similarity is.
 */
export type SmallestIsMeant = 'distances' | 'lengths' | 'complements'

/** Steps backwards that are followed in all: the end of a graph, and no more. */
const MOST_STEPS = 64
const SAME_PLACES = ['Identity', 'Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Cast', 'Transpose', 'Dropout']
const RISING = [
  ...['Sqrt', 'Log', 'Relu', 'Clip', 'Exp', 'Max', 'Min', 'Tanh', 'Softplus'],
  ...['ReduceMean', 'ReduceSum', 'ReduceMin', 'ReduceMax', 'Mean', 'Sum'],
]
const SUMS = ['ReduceSum', 'ReduceMean']

class Search {
  private steps = 0

  constructor(private readonly graph: OnnxGraph) {}

  maker(name: string | undefined): OnnxNode | undefined {
    if (name === undefined || this.steps++ > MOST_STEPS) return undefined
    const node = graphIndex(this.graph.nodes).maker(name)
    return node?.domain === '' ? node : undefined
  }

  /** No pixel enters it. */
  isFixed(name: string): boolean {
    if (this.graph.initialisers.has(name) || constantValue(this.graph, name) !== null) return true
    const images = this.graph.inputs.map((input) => input.name)
    if (images.includes(name)) return false
    const nodes = needed(this.graph, [name])
    return nodes.length > 0 && !nodes.some(({ inputs }) => inputs.some((each) => images.includes(each)))
  }

  /** The sign of a constant whose numbers have one; 0 where it is not known or not one. */
  sign(name: string): number {
    const numbers = constantValue(this.graph, name)?.known
    if (!numbers || numbers.length === 0) return 0
    if (numbers.every((number) => number > 0)) return 1
    return numbers.every((number) => number < 0) ? -1 : 0
  }

  /** What a value rises with, where the smallest of it is the answer; null: nothing of the kind. @param rises -1: it falls with that */
  meant(name: string | undefined, rises = 1): SmallestIsMeant | null {
    const node = this.maker(name)
    if (!node) return null
    const { operator, inputs } = node
    const first = inputs[0] ?? ''
    const length = this.lengthOf(node)
    if (length !== null) return rises > 0 ? length : null
    if (operator === 'Neg') return this.meant(first, -rises)
    if (operator === 'Sub') {
      const [a, b] = inputs.map((each) => this.isFixed(each))
      if (a && b) return null
      if (b) return this.meant(first, rises)
      const right = this.meant(inputs[1], -rises)
      if (a) return right ?? (rises > 0 && this.sign(first) > 0 ? 'complements' : null)
      return this.ofSum(this.meant(first, rises), inputs[1]!) ?? this.ofSum(right, first)
    }
    if (operator === 'Mul' || operator === 'Div') {
      const place = inputs.findIndex((each) => this.isFixed(each))
      // Something divided by a distance falls with it.
      if (place < 0) return null
      const sign = this.sign(inputs[place]!) * (operator === 'Div' && place === 0 ? -1 : 1)
      return sign === 0 ? null : this.meant(inputs[1 - place], rises * sign)
    }
    if (operator === 'Pow') {
      const exponent = this.sign(inputs[1] ?? '')
      return exponent === 0 ? null : this.meant(first, rises * exponent)
    }
    if (operator === 'Add') {
      const free = inputs.filter((each) => !this.isFixed(each))
      if (free.length === 1) return this.meant(free[0], rises)
      return free.length === 0
        ? null
        : (this.ofSum(this.meant(first, rises), inputs[1]!) ??
            this.ofSum(this.meant(inputs[1], rises), first))
    }
    return SAME_PLACES.includes(operator) || RISING.includes(operator) ? this.meant(first, rises) : null
  }

  /** The squares of a difference, written out as x² − 2xy + y²: a length beside a product. */
  private ofSum(part: SmallestIsMeant | null, other: string): SmallestIsMeant | null {
    if (part === null || part === 'complements') return null
    return part === 'distances' || this.isProduct(other) ? 'distances' : null
  }

  private isProduct(name: string): boolean {
    const node = this.maker(name)
    if (!node) return false
    if (['MatMul', 'Gemm', 'Einsum'].includes(node.operator)) return true
    return (
      [...SAME_PLACES, 'Mul', 'Div', 'Add', 'Sub', 'Neg'].includes(node.operator) &&
      node.inputs.some((each) => !this.isFixed(each) && this.isProduct(each))
    )
  }

  /** Whether a node makes one number of the sizes of several, and of which. */
  private lengthOf({ operator, inputs }: OnnxNode): 'distances' | 'lengths' | null {
    const [first = ''] = inputs
    if (['ReduceL1', 'ReduceL2', 'ReduceSumSquare'].includes(operator)) return this.sizeOf([first])
    if (!SUMS.includes(operator)) return null
    const node = this.maker(this.before(first))
    if (!node) return null
    if (node.operator === 'Abs') return this.sizeOf(node.inputs)
    if (node.operator === 'Pow')
      return constantValue(this.graph, node.inputs[1] ?? '')?.known?.[0] === 2
        ? this.sizeOf(node.inputs.slice(0, 1))
        : null
    if (node.operator !== 'Mul' || node.inputs.some((each) => this.isFixed(each))) return null
    const [a, b] = node.inputs
    if (a === b) return this.sizeOf([a!])
    // d · (M d): the distance after Mahalanobis.
    const both = node.inputs.map((each) => this.difference(each))
    return both[0] !== null && both[0] === both[1] ? 'distances' : null
  }

  private sizeOf(values: readonly string[]): 'distances' | 'lengths' {
    return values.some((value) => this.difference(value) !== null) ? 'distances' : 'lengths'
  }

  /** The difference from something fixed that a value is made of by scaling; null: of none. */
  private difference(name: string): string | null {
    let at = name
    for (let step = 0; step < MOST_STEPS; step++) {
      const node = this.maker(at)
      if (!node) return null
      const fixed = node.inputs.map((each) => this.isFixed(each))
      if (node.operator === 'Sub') return fixed[0] !== fixed[1] ? node.outputs[0]! : null
      const isScaled = ['Mul', 'Div', 'MatMul', 'Gemm'].includes(node.operator) && fixed.includes(true)
      const isShifted = node.operator === 'Add' && this.isTiny(node.inputs[fixed.indexOf(true)] ?? '')
      if (!isScaled && !isShifted && ![...SAME_PLACES, 'Abs', 'Neg'].includes(node.operator)) return null
      at = node.inputs[Math.max(0, fixed.indexOf(false))]!
    }
    return null
  }

  /** PyTorch's pairwise distance adds 1e-6, so that its gradient is a number everywhere. */
  private isTiny(name: string): boolean {
    const numbers = constantValue(this.graph, name)?.known
    return numbers?.length === 1 && Math.abs(numbers[0]!) <= 1e-3
  }

  private before(name: string): string {
    let at = name
    for (let node = this.maker(at); node && SAME_PLACES.includes(node.operator); node = this.maker(at))
      at = node.inputs[0]!
    return at
  }
}

/** What the first output is made of, where its smallest number seems to be the answer; null: nothing speaks for it. */
export function smallestIsMeant(graph: OnnxGraph): SmallestIsMeant | null {
  return new Search(graph).meant(graph.outputs[0]?.name)
}
