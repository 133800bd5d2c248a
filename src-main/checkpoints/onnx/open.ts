/** An ONNX file as an opened checkpoint: its initialisers as named tensors. The graph is for read-graph.ts. */
import type { ByteSource } from '../byte-source'
import type { CheckpointTensor, OpenedCheckpoint } from '../checkpoint'
import type { OpenBeside } from './external-data'
import type { OnnxGraph, OnnxTensor } from './onnx-graph'
import { readOnnxGraph } from './read-graph'

/**
 * Opens an ONNX file of weights; the source is closed by the result's `close()`.
 * @param openBeside opens files beside it that hold its values; null: such models are refused
 * @throws UserError('input') as readOnnxGraph
 */
export async function openOnnx(
  source: ByteSource,
  openBeside: OpenBeside | null = null,
): Promise<OpenedCheckpoint> {
  const graph = await readOnnxGraph(source, openBeside)
  const tensors = [...graph.initialisers.values(), ...constantsOf(graph)].map(checkpointTensor)
  return {
    format: 'onnx',
    description: describe(graph, tensors.length),
    bytes: source.size,
    dictionaries: tensors.length > 0 ? [{ path: [], tensors, classes: {}, attributes: {} }] : [],
    notes: { ...graph.metadata, opset: graph.opset, producer: graph.producer },
    warnings: [],
    close: () => source.close(),
  }
}

/** Some exporters keep the weights in Constant nodes instead. */
function constantsOf(graph: OnnxGraph): OnnxTensor[] {
  return graph.nodes.flatMap((node) => {
    const value = node.operator === 'Constant' ? node.attributes['value'] : undefined
    if (typeof value !== 'object' || !('dtype' in value) || value.shape.length === 0) return []
    return [{ ...value, name: node.outputs[0] ?? value.name }]
  })
}

function checkpointTensor(tensor: OnnxTensor): CheckpointTensor {
  const { name, shape, dtype } = tensor
  return {
    name,
    shape,
    dtype,
    read: () =>
      new Promise((resolve) => {
        const values = tensor.read()
        resolve(values instanceof Float32Array ? values : Float32Array.from(values))
      }),
  }
}

function describe(graph: OnnxGraph, tensors: number): string {
  const producer = graph.producer === '' ? '' : `, written by ${graph.producer}`
  return `An ONNX model of ${graph.nodes.length} operators (version ${graph.opset}) with ${tensors} tensors${producer}.`
}
