/** A valid ONNX classifier of three kilobytes, made by code: a convolution, a mean over the image, a matrix. */
import { onnx } from 'onnx-proto'

const CLASSES = 256

/** float32 input [N, 1, 4, 4], output [N, 256]. */
export function smallOnnx(): Uint8Array {
  const float = (name: string, dims: number[], values: number[]) => ({
    name,
    dims,
    dataType: onnx.TensorProto.DataType.FLOAT,
    rawData: new Uint8Array(Float32Array.from(values).buffer),
  })
  const value = (name: string, dims: (number | string)[]) => ({
    name,
    type: {
      tensorType: {
        elemType: onnx.TensorProto.DataType.FLOAT,
        shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) },
      },
    },
  })
  const model = onnx.ModelProto.create({
    irVersion: 8,
    producerName: 'test',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'small',
      node: [
        { opType: 'Conv', name: 'conv', input: ['images', 'conv.weight'], output: ['maps'] },
        { opType: 'GlobalAveragePool', name: 'pool', input: ['maps'], output: ['means'] },
        { opType: 'Flatten', name: 'flatten', input: ['means'], output: ['features'] },
        { opType: 'Gemm', name: 'fc', input: ['features', 'fc.weight', 'fc.bias'], output: ['logits'] },
      ],
      initializer: [
        float('conv.weight', [2, 1, 2, 2], [1, 0, 0, -1, 0.5, 0.5, 0.5, 0.5]),
        float('fc.weight', [2, CLASSES], Array.from({ length: 2 * CLASSES }, Math.sin)),
        float('fc.bias', [CLASSES], Array.from({ length: CLASSES }, Math.cos)),
      ],
      input: [value('images', ['batch', 1, 4, 4])],
      output: [value('logits', ['batch', CLASSES])],
    },
  })
  return onnx.ModelProto.encode(model).finish()
}
