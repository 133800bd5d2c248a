/**
 * Whether an ONNX graph normalises its images itself: then nothing may be put in front of it. Found by looking at
 * what is done to the input before anything mixes pixels.
 */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'

const ELEMENTWISE = ['Sub', 'Div', 'Mul', 'Add']
const WITHOUT_EFFECT = ['Identity', 'Cast', 'Transpose']

/**
 * The operators, in their order, that shift or scale the images per channel before the first layer, e.g.
 * `['Sub', 'Div']`; [] where the graph takes the images as they come.
 */
export function ownNormaliser(graph: OnnxGraph): string[] {
  const constants = new Set([
    ...graph.initialisers.keys(),
    ...graph.nodes.filter(({ operator }) => operator === 'Constant').flatMap(({ outputs }) => outputs),
  ])
  const found: string[] = []
  let value = graph.inputs[0]?.name
  // A hostile graph may go round in a circle: more steps than nodes lead nowhere new.
  for (let step = 0; step < graph.nodes.length && value !== undefined; step++) {
    const read: string = value
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(read))
    const [reader] = readers
    if (!reader || readers.length > 1) return found
    if (isShiftOrScale(reader, read, constants)) found.push(reader.operator)
    else if (!WITHOUT_EFFECT.includes(reader.operator)) return found
    value = reader.outputs[0]
  }
  return found
}

function isShiftOrScale(node: OnnxNode, value: string, constants: ReadonlySet<string>): boolean {
  return (
    ELEMENTWISE.includes(node.operator) && node.inputs.every((name) => name === value || constants.has(name))
  )
}
