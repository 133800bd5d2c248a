/**
 * What happens when the living values of a flush cannot be computed together. One operator is at fault: the
 * first whose result cannot be had. It and what depends on it keep the reason; everything else is computed.
 * Invariant: a value has data, or a node, or a failure, or was disposed of before anything was computed.
 */
import type { Node, Val } from './graph'
import type { Plan } from './plan'

/** Why the value has no numbers, as a sentence. */
export function whyAbsent({ shape, failure }: Val): string {
  const why = failure === null ? 'it had been disposed of' : `it could not be computed: ${failure}`
  return `A tensor of shape [${shape.join()}] was used, but ${why}`
}

/** Why this pending value never can be computed: something that it depends on is not there. Else null. */
export function spoilt(val: Val): string | null {
  const seen = new Set<Node>()
  const open = val.node ? [val.node] : []
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    for (const { val: input } of node.inputs) {
      if (input.node) open.push(input.node)
      else if (!input.data) return input.failure ?? whyAbsent(input)
    }
  }
  return null
}

/**
 * The first operator of a plan that fails: the shortest beginning of the plan that cannot be computed ends
 * with it. Binary search, about ten trials for a thousand operators.
 * @param reason why the whole plan failed
 * @param attempt computes these values, or throws
 */
export function blame(
  plan: Plan,
  reason: string,
  attempt: (values: Val[]) => void,
): { node: Node; reason: string } {
  let [good, bad] = [0, plan.nodes.length]
  let said = reason
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    try {
      attempt(frontier(plan, middle))
      good = middle
    } catch (error) {
      said = sentence(error)
      bad = middle
    }
  }
  return { node: plan.nodes[bad - 1]!, reason: said }
}

/** What the first operators of a plan make for those behind them, or to be read: it needs all of them. */
function frontier(plan: Plan, count: number): Val[] {
  const wanted = new Set<Val>(plan.outputs)
  for (const node of plan.nodes.slice(count)) for (const { val } of node.inputs) wanted.add(val)
  return plan.nodes.slice(0, count).flatMap((node) => node.outputs.filter((val) => wanted.has(val)))
}

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
