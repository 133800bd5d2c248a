/**
 * What has to be computed now: the nodes that live, still uncomputed values depend on, in recorded
 * order, and the key of that graph's structure. Two steps with equal keys share one compiled session.
 */
import type { Node, Val } from './graph'

export interface Plan {
  nodes: Node[]
  /** Values that exist already. Frozen ones become constants, the others inputs. */
  leaves: Val[]
  outputs: readonly Val[]
  key: string
  uses(val: Val): number
}

let visits = 0

/** Plans the computation of `outputs`, all of them still without data. */
export function makePlan(outputs: readonly Val[], configuration: string): Plan {
  const visit = ++visits
  const nodes: Node[] = []
  const leaves: Val[] = []
  const all: Val[] = []
  const uses: number[] = []

  const number = (val: Val): void => {
    val.slot = all.length
    all.push(val)
    uses.push(0)
  }
  const seenLeaves = new Set<Val>()

  // Depth first without recursion: a training step is a chain of a thousand nodes.
  const stack: { node: Node; next: number }[] = []
  const enter = (node: Node): void => {
    if (node.visited === visit) return
    node.visited = visit
    stack.push({ node, next: 0 })
  }
  for (const output of outputs) {
    enter(output.node!)
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const input = top.node.inputs[top.next++]
      if (input) {
        if (input.val.node) enter(input.val.node)
        else if (!seenLeaves.has(input.val)) {
          seenLeaves.add(input.val)
          leaves.push(input.val)
          number(input.val)
        }
        continue
      }
      stack.pop()
      nodes.push(top.node)
      for (const val of top.node.outputs) number(val)
    }
  }

  const parts: string[] = [configuration]
  for (const leaf of leaves)
    parts.push(leaf.frozen ? `frozen${leaf.id}` : `${leaf.dtype}[${leaf.shape.join()}]`)
  for (const node of nodes) {
    let text = `${node.operator.name}${node.attributesKey}`
    for (const { val, shape } of node.inputs) {
      uses[val.slot]!++
      text += `(${val.slot}[${shape.join()}]`
    }
    parts.push(text)
  }
  for (const output of outputs) {
    uses[output.slot]!++
    parts.push(String(output.slot))
  }
  // Slots are reused by later plans, so the counts are kept by value.
  const counts = new Map(all.map((val, i) => [val, uses[i]!]))
  return { nodes, leaves, outputs, key: parts.join(';'), uses: (val) => counts.get(val) ?? 0 }
}
