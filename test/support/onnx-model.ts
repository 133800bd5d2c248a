/** ONNX files made by code, so that a test says in a line what is odd about one. */
import { onnx } from 'onnx-proto'
import { readOnnx } from '../../src-main/checkpoints/onnx/read-graph'
import type { OnnxGraph } from '../../src-main/checkpoints/onnx/onnx-graph'

const { DataType } = onnx.TensorProto

type Sides = readonly (number | string)[]

export interface ModelParts {
  nodes: onnx.INodeProto[]
  tensors?: onnx.ITensorProto[]
  inputs?: onnx.IValueInfoProto[]
  outputs?: onnx.IValueInfoProto[]
  opset?: number
  /** Pairs that stand beside the graph. */
  metadata?: [string, string][]
}

/** float32 values of a name and a shape; a text is a free side. */
export function information(
  name: string,
  sides: Sides,
  elemType: number = DataType.FLOAT,
): onnx.IValueInfoProto {
  const dim = sides.map((side) => (typeof side === 'string' ? { dimParam: side } : { dimValue: side }))
  return { name, type: { tensorType: { elemType, shape: { dim } } } }
}

export function floats(name: string, dims: number[], values: ArrayLike<number>): onnx.ITensorProto {
  const rawData = new Uint8Array(Float32Array.from(values).buffer)
  return { name, dims, dataType: DataType.FLOAT, rawData }
}

export function integers(name: string, values: number[]): onnx.ITensorProto {
  return {
    name,
    dims: [values.length],
    dataType: DataType.INT64,
    rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  }
}

/** A node that is called after its operator and its output. */
export function node(
  opType: string,
  input: string[],
  output: string | string[],
  attributes: Record<string, number | number[] | string | onnx.IGraphProto> = {},
): onnx.INodeProto {
  const outputs = [output].flat()
  const { AttributeType } = onnx.AttributeProto
  const attribute = Object.entries(attributes).map(([name, value]): onnx.IAttributeProto => {
    if (typeof value === 'number') return { name, type: AttributeType.INT, i: value }
    if (typeof value === 'string') return { name, type: AttributeType.STRING, s: Buffer.from(value) }
    if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: value }
    return { name, type: AttributeType.GRAPH, g: value }
  })
  return { opType, name: `${opType.toLowerCase()} of ${outputs[0]}`, input, output: outputs, attribute }
}

/** From `images` [n, 3, 4, 4] to `logits` [n, 3] unless something else is said. */
export function onnxBytes({
  nodes,
  tensors = [],
  inputs = [information('images', ['n', 3, 4, 4])],
  outputs = [information('logits', ['n', 3])],
  opset = 13,
  metadata = [],
}: ModelParts): Uint8Array {
  const graph = { name: 'test', node: nodes, initializer: tensors, input: inputs, output: outputs }
  const opsetImport = [{ domain: '', version: opset }]
  const metadataProps = metadata.map(([key, value]) => ({ key, value }))
  const model = onnx.ModelProto.create({ irVersion: 8, opsetImport, graph, metadataProps })
  return onnx.ModelProto.encode(model).finish()
}

export function onnxGraph(parts: ModelParts): OnnxGraph {
  return readOnnx(onnxBytes(parts))
}
