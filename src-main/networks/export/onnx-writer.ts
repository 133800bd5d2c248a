/**
 * Writes an ONNX model operator by operator under readable names. Not the writer of the lazy device
 * (devices/onnxruntime/model-builder.ts), which writes for one machine and may use its internal operators; what
 * is written here is for everybody: public operators of version 13 only.
 */
import { onnx } from 'onnx-proto'

/** Version of ONNX's operators: read by every ONNX Runtime since 1.6 (2020) and by PyTorch's own tools. */
const OPSET = 13
const IR_VERSION = 7
const FLOAT = 1
const INT64 = 7

type WrittenAttribute = number | readonly number[] | { float: number }

export class OnnxWriter {
  private readonly nodes: onnx.INodeProto[] = []
  private readonly initialisers = new Map<string, onnx.ITensorProto>()

  /** Appends an operator with one output under this name, which it returns. */
  node(
    operator: string,
    output: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, WrittenAttribute>> = {},
  ): string {
    this.nodes.push({
      opType: operator,
      name: output,
      input: [...inputs],
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    })
    return output
  }

  /** A float32 constant; returns its name. */
  numbers(name: string, shape: readonly number[], values: Float32Array): string {
    const own = Float32Array.from(values)
    this.initialisers.set(name, {
      name,
      dims: [...shape],
      dataType: FLOAT,
      rawData: new Uint8Array(own.buffer),
    })
    return name
  }

  /** A list of whole numbers (a shape, axes, pads); equal lists are stored once. */
  integers(values: readonly number[]): string {
    const name = `integers.${values.join('_')}`
    const own = BigInt64Array.from(values, BigInt)
    this.initialisers.set(name, {
      name,
      dims: [values.length],
      dataType: INT64,
      rawData: new Uint8Array(own.buffer),
    })
    return name
  }

  /** @param free name of the first side, which is left open */
  encode(
    input: { name: string; shape: readonly number[] },
    output: { name: string; shape: readonly number[] },
    free: string,
    about: { producer: string; version: string; metadata: Readonly<Record<string, string>> },
  ): Uint8Array {
    const information = ({
      name,
      shape,
    }: {
      name: string
      shape: readonly number[]
    }): onnx.IValueInfoProto => ({
      name,
      type: {
        tensorType: {
          elemType: FLOAT,
          shape: { dim: [{ dimParam: free }, ...shape.map((side) => ({ dimValue: side }))] },
        },
      },
    })
    const model = onnx.ModelProto.create({
      irVersion: IR_VERSION,
      producerName: about.producer,
      producerVersion: about.version,
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: 'network',
        node: this.nodes,
        initializer: [...this.initialisers.values()],
        input: [information(input)],
        output: [information(output)],
      },
      metadataProps: Object.entries(about.metadata).map(([key, value]) => ({ key, value })),
    })
    return onnx.ModelProto.encode(model).finish()
  }
}

function attribute(name: string, value: WrittenAttribute): onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value }
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float }
  return { name, type: AttributeType.INTS, ints: [...value] }
}
