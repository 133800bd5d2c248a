/**
 * NumPy's arrays, scalars and types as data: `numpy.core.multiarray` and, since NumPy 2, `numpy._core`.
 * Object arrays, text and records are not read; they stay arrays that say why.
 */
import type { CheckpointScalar } from '../../checkpoint'
import { SCALARS } from '../../scalar-types'
import { countValues } from '../../values'
import { latin1Bytes } from '../text'
import { Global, LazyBytes, NumpyArray, NumpyType, Tuple, Unreadable } from '../values'
import type { Value } from '../values'
import { contradiction } from './constructor'
import type { Constructor, Context } from './constructor'

const CODES: Readonly<Record<string, [CheckpointScalar, number]>> = {
  f2: ['float16', 2],
  f4: ['float32', 4],
  f8: ['float64', 8],
  i1: ['int8', 1],
  i2: ['int16', 2],
  i4: ['int32', 4],
  i8: ['int64', 8],
  u1: ['uint8', 1],
  u2: ['uint16', 2],
  u4: ['uint32', 4],
  u8: ['uint64', 8],
  b1: ['bool', 1],
}

/** NumPy allows 64 since version 2. */
const MAX_DIMENSIONS = 64

/** `numpy.dtype('f4', align, copy)`; the byte order may follow with BUILD. */
const dtype: Constructor = ([code]) => {
  if (typeof code !== 'string' || code.length > 32) return undefined
  const plain = code.replace(/^[<>|=]/, '')
  const [scalar, bytes] = Object.hasOwn(CODES, plain) ? CODES[plain]! : [null, 0]
  const type = new NumpyType(plain, scalar, bytes)
  type.littleEndian = !code.startsWith('>')
  return type
}

/** `_reconstruct(numpy.ndarray, (0,), b'b')`: an empty array, filled by BUILD. */
const reconstruct: Constructor = ([subtype]) =>
  subtype instanceof Global && subtype.path === 'numpy.ndarray' ? new NumpyArray() : undefined

/** `scalar(dtype, bytes)`: one number. */
const scalar: Constructor = ([type, content], context) => {
  if (!(type instanceof NumpyType)) return undefined
  if (type.scalar === null) return new Unreadable(objectsOrText(type))
  const bytes = typeof content === 'string' ? latin1Bytes(content) : content
  if (!(bytes instanceof Uint8Array) || bytes.length !== type.bytes)
    throw contradiction(context, `a NumPy number of type ${type.scalar} has the wrong number of bytes`)
  return readScalar(bytes, type)
}

/** `_frombuffer(buffer, dtype, shape, order)`, protocol 5. */
const frombuffer: Constructor = ([buffer, type, shape, order], context) => {
  const array = new NumpyArray()
  fill(array, shape, type, order === 'F', buffer, context)
  return array
}

const MODULES = ['numpy.core', 'numpy._core']

export const NUMPY: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['numpy:dtype', dtype],
  ...MODULES.flatMap((module): [string, Constructor][] => [
    [`${module}.multiarray:_reconstruct`, reconstruct],
    [`${module}.multiarray:scalar`, scalar],
    [`${module}.numeric:_frombuffer`, frombuffer],
  ]),
])

/** BUILD on a `numpy.dtype`: (version, byte order, …). */
export function setTypeState(type: NumpyType, state: Value): void {
  if (state instanceof Tuple && state.items[1] === '>') type.littleEndian = false
}

/** BUILD on an array: (version, shape, dtype, Fortran order, bytes), or without the version. */
export function setArrayState(array: NumpyArray, state: Value, context: Context): void {
  if (!(state instanceof Tuple) || state.items.length < 4)
    throw contradiction(context, 'a NumPy array in it has no shape or no values')
  const [shape, type, fortranOrder, data] = state.items.slice(-4)
  fill(array, shape, type, fortranOrder === true || fortranOrder === 1, data, context)
}

function fill(
  array: NumpyArray,
  shape: Value | undefined,
  type: Value | undefined,
  fortranOrder: boolean,
  data: Value | undefined,
  context: Context,
): void {
  const lengths = shapeOf(shape)
  if (!lengths || !(type instanceof NumpyType))
    throw contradiction(context, 'a NumPy array in it has a shape or a type that makes no sense')
  array.type = type
  array.shape = lengths
  array.fortranOrder = fortranOrder
  if (type.scalar === null) {
    array.unreadable = objectsOrText(type)
    return
  }
  const expected = countValues(lengths) * type.bytes
  if (typeof data === 'string') context.budget.keep(data.length)
  const bytes = typeof data === 'string' ? latin1Bytes(data) : data
  if (!(bytes instanceof Uint8Array) && !(bytes instanceof LazyBytes))
    throw contradiction(context, 'a NumPy array in it has no values')
  // In UTF-8 a byte takes one or two.
  const fits =
    bytes instanceof LazyBytes && (bytes.kind === 'utf8' || bytes.kind === 'bytes in utf8')
      ? expected <= bytes.length && bytes.length <= 2 * expected
      : bytes.length === expected
  if (!fits) {
    throw contradiction(
      context,
      `a NumPy array of shape [${lengths.join(', ')}] and type ${type.scalar} needs ${expected} bytes, but has ${bytes.length}`,
    )
  }
  array.data = bytes
}

function shapeOf(value: Value | undefined): number[] | undefined {
  if (!(value instanceof Tuple) || value.items.length > MAX_DIMENSIONS) return undefined
  const lengths: number[] = []
  for (const item of value.items) {
    if (typeof item !== 'number' || !Number.isSafeInteger(item) || item < 0) return undefined
    lengths.push(item)
  }
  return Number.isSafeInteger(countValues(lengths) * 16) ? lengths : undefined
}

function objectsOrText(type: NumpyType): string {
  return type.code.startsWith('O')
    ? 'holds Python objects, which are not opened because they could run code'
    : `holds values of NumPy's type '${type.code}', which is not read`
}

function readScalar(bytes: Uint8Array, type: NumpyType): number | boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const number = SCALARS[type.scalar!].read(view, 0, type.littleEndian)
  return type.scalar === 'bool' ? number !== 0 : number
}
