/**
 * Graphs whose output comes from a softmax, or from a sigmoid for each class, through nothing but averages: an ensemble
 * that answers with the mean of its members' probabilities, or of several cut-outs of an image. No softmax stands at their
 * end that could be cut, and their numbers look like logits. Pure, and a suspicion: whether rows keep their sum is seen
 * when the graph is run (probableRows).
 */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { constantValue } from './constant-value'
import { finalSigmoid, finalSoftmax, needed } from './rewrite'

/**
 * `rows`: non-negative, with one sum for all images; `each`: every class by itself, from 0 to `mass`; `costs`: negative
 * logarithms of a row, and `distances` from each class (distances.ts), so that the smallest is the answer. Mass is what
 * certainty comes to: 1, or as many as were added up without dividing.
 */
export interface Probabilities {
  kind: 'rows' | 'each' | 'costs' | 'distances'
  mass: number
}

interface Traced {
  kind: Probabilities['kind'] | 'logarithm'
  /** NaN where it is not known. */
  mass: number
  /** How many were set beside each other. */
  members: number
}

const UNCHANGED = ['Identity', 'Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Cast', 'Transpose', 'Dropout']

/** Of the first output; null: it is none, or its softmax or sigmoid stands at the end and can be cut. */
export function averagedProbabilities(graph: OnnxGraph): Probabilities | null {
  const output = graph.outputs[0]?.name
  if (output === undefined || finalSoftmax(graph) !== null || finalSigmoid(graph) !== null) return null
  const traced = new Map<string, Traced>()
  for (const node of needed(graph, [output])) {
    const found = node.domain === '' ? trace(graph, node, traced) : undefined
    if (found) for (const name of node.outputs) traced.set(name, found)
  }
  const found = traced.get(output)
  if (!found || found.kind === 'logarithm') return null
  return { kind: found.kind, mass: found.mass }
}

function trace(graph: OnnxGraph, node: OnnxNode, traced: ReadonlyMap<string, Traced>): Traced | undefined {
  const { operator } = node
  if (operator === 'Softmax') return { kind: 'rows', mass: 1, members: 1 }
  if (operator === 'LogSoftmax') return { kind: 'logarithm', mass: 1, members: 1 }
  if (operator === 'Sigmoid') return { kind: 'each', mass: 1, members: 1 }
  const inputs = node.inputs.filter((name) => name !== '').map((name) => traced.get(name))
  const [first] = inputs
  if (UNCHANGED.includes(operator) || operator === 'ReduceMean') return first
  if (operator === 'ReduceSum') return first && { ...first, mass: first.mass * first.members, members: 1 }
  if (operator === 'Log') return first?.kind === 'rows' ? { ...first, kind: 'logarithm' } : undefined
  if (operator === 'Neg') return first?.kind === 'logarithm' ? { ...first, kind: 'costs' } : undefined
  if (operator === 'Exp') return first?.kind === 'logarithm' ? { ...first, kind: 'rows' } : undefined
  if (operator === 'Mul' || operator === 'Div') return scaled(graph, node, traced)
  if (!['Add', 'Sum', 'Mean', 'Concat'].includes(operator)) return undefined
  const same = inputs.filter((each): each is Traced => each !== undefined && each.kind === first?.kind)
  if (!first || !isShare(first) || same.length < inputs.length) return undefined
  const mass = same.reduce((sum, each) => sum + each.mass, 0)
  if (operator === 'Concat')
    return {
      kind: first.kind,
      mass: same.every((each) => each.mass === first.mass) ? first.mass : NaN,
      members: same.reduce((sum, each) => sum + each.members, 0),
    }
  return { ...first, mass: operator === 'Mean' ? mass / same.length : mass }
}

/** Whether it stays what it is when it is added up or multiplied. */
function isShare({ kind }: Traced): boolean {
  return kind === 'rows' || kind === 'each'
}

/** By constants: one number, or weights of the members, whose mean is what all of them are multiplied by. */
function scaled(
  graph: OnnxGraph,
  { operator, inputs }: OnnxNode,
  traced: ReadonlyMap<string, Traced>,
): Traced | undefined {
  const [a, b] = [traced.get(inputs[0] ?? ''), traced.get(inputs[1] ?? '')]
  if ((a && b) || (operator === 'Div' && !a)) return undefined
  const known = constantValue(graph, inputs[a ? 1 : 0] ?? '')
  const of = a ?? b
  const numbers = known?.known
  if (!of || !isShare(of) || !numbers || numbers.some((number) => !(number > 0))) return undefined
  if (numbers.length !== 1 && numbers.length !== of.members) return { ...of, mass: NaN }
  const factors = Array.from(numbers, (number) => (operator === 'Mul' ? number : 1 / number))
  const factor = factors.reduce((sum, each) => sum + each, 0) / factors.length
  return { ...of, mass: of.mass * factor }
}

/** Of a row's probabilities, what all but the largest have to share before their logarithms are known by their numbers. */
const NOT_CERTAIN = 0.02

/**
 * What the answers of a graph to a few images are: probabilities by their numbers, or by where they come from and
 * their numbers together.
 * @param answers [images, classes], row by row
 * @param suspected averagedProbabilities of the graph
 */
export function probableRows(
  answers: ArrayLike<number>,
  classes: number,
  suspected: Probabilities | null,
): Probabilities | null {
  const sums: number[] = []
  const exponentials: number[] = []
  let [largest, uncertain] = [-Infinity, 0]
  for (let start = 0; start < answers.length; start += classes) {
    let [sum, exponential, most] = [0, 0, 0]
    for (let i = start; i < start + classes; i++) {
      // Rounding leaves a probability of 0 a little below it.
      if (!(answers[i]! >= -1e-6)) return null
      sum += answers[i]!
      exponential += Math.exp(-answers[i]!)
      most = Math.max(most, Math.exp(-answers[i]!))
      largest = Math.max(largest, answers[i]!)
    }
    sums.push(sum)
    exponentials.push(exponential)
    uncertain = Math.max(uncertain, exponential - most)
  }
  if (suspected?.kind === 'distances' && classes > 1) return suspected
  const [mass] = sums
  const isOneSum = mass! > 0 && sums.every((sum) => Math.abs(sum - mass!) <= 1e-3 * mass!)
  if (isOneSum && classes > 1 && (suspected?.kind === 'rows' || Math.abs(mass! - 1) <= 1e-3))
    return { kind: 'rows', mass: mass! }
  // Cross-entropy with each class: −log p of every one. By their numbers alone only where no answer is certain: the logits 0 and
  // 9, of a model whose last step is a ReLU or that sets a 0 beside its one number, would be those of 1 and 0.0001.
  const areCosts = exponentials.every((sum) => Math.abs(sum - 1) <= 1e-3)
  if (classes > 1 && areCosts && (suspected?.kind === 'costs' || uncertain >= NOT_CERTAIN))
    return { kind: 'costs', mass: 1 }
  if (suspected?.kind !== 'each' || !(suspected.mass > 0) || largest > suspected.mass * (1 + 1e-5))
    return null
  return suspected
}
