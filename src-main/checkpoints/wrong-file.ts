/**
 * What a file is that holds no weights that are read, and what to do instead: people give what a download left
 * behind, another program's model, an archive that was never unpacked. Looks at content; a name only adds a hint
 * to what content cannot tell.
 */
import { constants, gunzipSync } from 'node:zlib'
import { UserError } from '../contract/errors'
import { imageKind } from '../files/sniff'
import type { ByteSource } from './byte-source'
import { printable } from './printable'
import { outerFields } from './protobuf-fields'
import { describeText } from './wrong-text'
import type { Wrong } from './wrong-text'
import { isZip } from './zip'
import { openZip } from './zip-source'

/** What is opened, for every refusal. */
export const OPENED_FORMATS = 'PyTorch, safetensors, ONNX, NumPy (.npz, .npy) and jarvis (.axv) files'

/** Names that people give to files of weights that we read. */
export const WEIGHTS_NAME = /\.(pt|pth|th|pkl|ckpt|bin|tar|safetensors|onnx|npz|npy|axv)$/i

const CONVERT_TENSORFLOW = 'convert the model to ONNX with tf2onnx and choose the .onnx file'
const UNPACK = 'unpack it and choose the file of weights inside'
const CHOOSE = 'choose the file of weights'

/** How a file begins: bytes at an offset. */
const BEGINNINGS: readonly (readonly [offset: number, bytes: string, what: string, advice: string])[] = [
  [0, '\x89HDF\r\n\x1a\n', 'an HDF5 file (Keras .h5, or MATLAB data)', CONVERT_TENSORFLOW],
  [512, '\x89HDF\r\n\x1a\n', 'a MATLAB 7.3 file', 'save the weights from MATLAB with exportONNXNetwork'],
  [0, 'MATLAB 5.0', 'a MATLAB .mat file', 'save the network from MATLAB with exportONNXNetwork'],
  [4, 'TFL3', 'a TensorFlow Lite model', CONVERT_TENSORFLOW],
  [0, 'GGUF', 'a GGUF file, the weights of a language model', 'choose the weights of an image classifier'],
  [0, 'tjgg', 'a GGML file, the weights of a language model', 'choose the weights of an image classifier'],
  [0, 'lmgg', 'a GGML file, the weights of a language model', 'choose the weights of an image classifier'],
  [0, '7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', UNPACK],
  [0, 'Rar!', 'a RAR archive', UNPACK],
  [0, 'BZh', 'a bzip2 archive', UNPACK],
  [0, '\xfd7zXZ', 'an xz archive', UNPACK],
  [0, '\x28\xb5\x2f\xfd', 'a Zstandard archive', UNPACK],
  [0, '%PDF', 'a PDF document', CHOOSE],
  [0, 'GIF8', 'a GIF image', `${CHOOSE}, and add images on the Data page`],
  [0, 'SQLite format 3', 'an SQLite database', CHOOSE],
  [0, '\x7fELF', 'a program or a library', CHOOSE],
  [0, 'MZ', 'a Windows program or library', CHOOSE],
  [0, '\xcf\xfa\xed\xfe', 'a macOS program or library', CHOOSE],
]

/** The refusal of a file that no reader takes. */
export async function refuseWrongFile(source: ByteSource, head: Uint8Array): Promise<UserError> {
  return refusal(source.name, await describeWrongFile(source, head))
}

export function refusal(name: string, { what, advice }: Wrong): UserError {
  return new UserError(
    'input',
    `${name} is ${what}, which is not opened: Halfpower opens ${OPENED_FORMATS}; ${advice}.`,
  )
}

async function describeWrongFile(source: ByteSource, head: Uint8Array): Promise<Wrong> {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  for (const [offset, bytes, what, advice] of BEGINNINGS)
    if (text.startsWith(bytes, offset)) return { what, advice }
  const image = imageKind(head)
  if (image)
    return { what: `an image (${image.toUpperCase()})`, advice: `${CHOOSE}, and add images on the Data page` }
  if (isZip(head)) return describeZip(source)
  if (text.startsWith('\x1f\x8b')) return describeGzip(source)
  if (text.startsWith('ustar', 257)) return describeTar(text)
  if (await endsLikeTensorFlow(source)) {
    return { what: 'a part of a TensorFlow checkpoint (.ckpt)', advice: CONVERT_TENSORFLOW }
  }
  if (head.every((byte) => byte === 0)) {
    const what = 'a file that begins with zeros, so it was never completely written'
    return { what, advice: 'download or copy it again' }
  }
  return describeText(head) ?? (await describeProtobuf(source, head)) ?? describeUnknown(source.name)
}

/** A zip archive that is neither PyTorch's nor NumPy's. */
async function describeZip(source: ByteSource): Promise<Wrong> {
  const { members } = await openZip(source)
  const names = members.map((member) => member.name).filter((name) => !name.endsWith('/'))
  const has = (pattern: RegExp) => names.find((name) => pattern.test(name))
  if (has(/(^|\/)model\.weights\.h5$/)) return { what: 'a Keras model (.keras)', advice: CONVERT_TENSORFLOW }
  if (has(/(^|\/)saved_model\.pb$/))
    return { what: 'a zipped TensorFlow SavedModel', advice: CONVERT_TENSORFLOW }
  if (has(/^\[Content_Types\]\.xml$/)) return { what: 'an Office document', advice: CHOOSE }
  const weights = names.filter((name) => !name.startsWith('__MACOSX') && WEIGHTS_NAME.test(name))
  if (weights.length > 0) {
    const among = weights.length === 1 ? 'it' : 'one of them'
    return {
      what: `a zip archive of other files, ${shown(weights)} among them`,
      advice: `unpack it and choose ${among}`,
    }
  }
  if (names.length === 0) return { what: 'an empty zip archive', advice: CHOOSE }
  return { what: `a zip archive without weights (it holds ${shown(names)})`, advice: CHOOSE }
}

function shown(names: readonly string[]): string {
  const few = names.slice(0, 3).map((name) => `"${printable(name)}"`)
  return names.length > 3 ? `${few.join(', ')} and ${names.length - 3} more` : few.join(', ')
}

async function describeGzip(source: ByteSource): Promise<Wrong> {
  const packed = await source.read(0, Math.min(source.size, 4096))
  let inside = ''
  try {
    inside = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')
  } catch {
    return { what: 'a damaged gzip file', advice: 'download or copy it again' }
  }
  if (inside.startsWith('ustar', 257)) return { what: 'a packed tar archive (.tar.gz)', advice: UNPACK }
  return { what: 'a file that is packed with gzip', advice: 'unpack it with gunzip and choose the result' }
}

function describeTar(text: string): Wrong {
  const first = text.slice(0, 100).replace(/\0.*$/s, '')
  // PyTorch before 0.1.10 saved a tar archive of these.
  if (/^(\.\/)?(sys_info|pickle|storages|tensors)$/.test(first)) {
    return {
      what: 'a PyTorch file from before 2017',
      advice: 'open it with an old PyTorch and save it again with a newer one',
    }
  }
  return { what: 'a tar archive', advice: UNPACK }
}

/** The last 8 bytes of the tables (.ckpt, .ckpt.index) that TensorFlow's checkpoints are: LevelDB's magic number. */
async function endsLikeTensorFlow(source: ByteSource): Promise<boolean> {
  if (source.size < 48) return false
  return Buffer.from(await source.read(source.size - 8, 8)).toString('hex') === '57fb808b247547db'
}

async function describeProtobuf(source: ByteSource, head: Uint8Array): Promise<Wrong | null> {
  const { fields, complete } = await outerFields(source)
  if (!complete || fields.size === 0) return null
  const numbers = [...fields.keys()]
  if (fields.get(1) === 0 && fields.get(2) === 2) {
    if (numbers.some((number) => number >= 200)) {
      return {
        what: 'a Core ML model (.mlmodel)',
        advice: 'export the original model to ONNX and choose that',
      }
    }
    if (numbers.length === 2) return { what: 'a TensorFlow SavedModel (.pb)', advice: CONVERT_TENSORFLOW }
  }
  // A GraphDef begins with a node, which begins with its name.
  const nodeFirst = fields.get(1) === 2 && head[0] === 0x0a && head.subarray(2, 8).includes(0x0a)
  if (nodeFirst && fields.get(100) === 2)
    return { what: 'a Caffe model', advice: 'convert it to ONNX and choose the .onnx file' }
  if (nodeFirst && numbers.every((number) => number <= 5))
    return { what: 'a frozen TensorFlow graph (.pb)', advice: CONVERT_TENSORFLOW }
  return null
}

/** What a name says about content that says nothing. */
const NAME_HINTS: readonly (readonly [RegExp, string, string])[] = [
  [/\.data-\d+-of-\d+"$/, 'a part of a TensorFlow checkpoint', CONVERT_TENSORFLOW],
  [/\.msgpack"$/i, 'Flax weights', 'save the model from Flax as safetensors'],
  [/\.weights"$/i, 'Darknet weights', 'convert the model to ONNX and choose the .onnx file'],
  [/\.(t7|net)"$/i, 'a Lua Torch file', 'convert the model to PyTorch and choose that'],
  [/\.(engine|plan|trt)"$/i, 'a TensorRT engine', 'choose the ONNX file that it was made from'],
  [/\.params"$/i, 'MXNet weights', 'convert the model to ONNX and choose the .onnx file'],
]

function describeUnknown(name: string): Wrong {
  const hint = NAME_HINTS.find(([pattern]) => pattern.test(name))
  if (hint) return { what: `by its name ${hint[1]}`, advice: hint[2] }
  return {
    what: 'a file of an unknown kind, or a damaged one',
    advice: 'download or copy it again, or save the weights as safetensors',
  }
}
