/** How an ONNX file, which has no magic number, is told apart from other protocol buffers; onnx/ reads it. */
import { openOnnx } from './onnx/open'
import { outerFields } from './protobuf-fields'
import type { CheckpointReader } from './reader'

/** Fields of ModelProto in onnx.proto: ir_version is 1, graph is 7, and none is beyond 26. */
const VERSION = 1
const GRAPH = 7
const LAST = 26

export const onnxReader: CheckpointReader = {
  /** Also of a file that is cut off inside its graph, so that it is called an ONNX file that is cut off. */
  async match({ source, head }) {
    if (head[0] !== 0x08 && head[0] !== 0x12 && head[0] !== 0x3a) return false
    const { fields } = await outerFields(source)
    return (
      fields.get(GRAPH) === 2 &&
      (fields.get(VERSION) ?? 0) === 0 &&
      [...fields.keys()].every((field) => field <= LAST)
    )
  },
  // onnx/external-data.ts lets only paths below the model's own folder through.
  open: ({ source, beside }) => openOnnx(source, beside),
}
