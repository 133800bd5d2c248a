/**
 * An ONNX file as one file, which is what a project keeps: values that lie beside it (PyTorch 2.9 and newer write
 * `model.onnx` and `model.onnx.data`) are put into it. Which files are opened is external-data.ts's to allow.
 */
import { onnx } from 'onnx-proto'
import { UserError } from '../../contract/errors'
import { openByteSource } from '../byte-source'
import { isExternal, readExternal, readWhole } from './external-data'
import type { OpenBeside } from './external-data'
import { LARGEST_ONNX, decodeOnnx, tensorsOf } from './read-graph'

/** Bytes that tensors may share on top of twice what there is; networks tie a layer or two. */
const SHARED_BYTES = 64 * 1024 ** 2

/**
 * @returns the file's own bytes where nothing lies beside it
 * @throws UserError('input') when a file beside it is missing or may not be opened, or it becomes larger than 2 GB
 */
export async function wholeOnnxFile(path: string, openBeside: OpenBeside): Promise<Uint8Array> {
  const source = await openByteSource(path)
  try {
    const bytes = await readWhole(source, 0, source.size)
    const model = decodeOnnx(bytes, source.name)
    const tensors = tensorsOf(model)
    if (!tensors.some(isExternal)) return bytes
    const values = await readExternal(tensors, source.name, openBeside)
    const beside = [...values.values()].reduce((sum, { length }) => sum + length, 0)
    if (bytes.length + beside > LARGEST_ONNX)
      throw new UserError(
        'input',
        `${source.name} and the values beside it have ${bytes.length + beside} bytes, and a model is stored as one ONNX file of at most 2 GB: take a smaller one.`,
      )
    // In one file each tensor has its values to itself.
    const distinct = [...new Set(values.values())].reduce((sum, { length }) => sum + length, 0)
    if (beside > 2 * distinct + SHARED_BYTES)
      throw new UserError(
        'input',
        `${source.name} has tensors of ${beside} bytes that share ${distinct} bytes beside it, and would grow to that as one file: it was made to deceive, or export it again as one file.`,
      )
    for (const [tensor, rawData] of values) {
      tensor.rawData = rawData
      tensor.dataLocation = onnx.TensorProto.DataLocation.DEFAULT
      tensor.externalData = []
    }
    return onnx.ModelProto.encode(model).finish()
  } finally {
    await source.close()
  }
}
