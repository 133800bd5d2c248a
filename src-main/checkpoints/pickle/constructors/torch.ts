/**
 * PyTorch's tensors, parameters, sizes and devices as data. A tensor's extent is checked against the storage
 * that it names before anything is made of it; what we do not read (complex, sparse, quantised) becomes an
 * `Unreadable` that says why.
 */
import { Global, LazyBytes, List, ScalarType, Storage, Tensor, Tuple, Unreadable } from '../values'
import { LARGEST_TENSOR, countValues } from '../../values'
import type { CheckpointScalar } from '../../checkpoint'
import type { Value } from '../values'
import { contradiction } from './constructor'
import type { Constructor, Context } from './constructor'

/** PyTorch itself allows 64. */
const MAX_DIMENSIONS = 64
/** A view may repeat its storage (expanded tensors), up to 64 MiB as float32. */
const REPEATED_COUNT = 2 ** 24

const STORAGES: Readonly<Record<string, [CheckpointScalar | null, number, string?]>> = {
  DoubleStorage: ['float64', 8],
  FloatStorage: ['float32', 4],
  HalfStorage: ['float16', 2],
  BFloat16Storage: ['bfloat16', 2],
  LongStorage: ['int64', 8],
  IntStorage: ['int32', 4],
  ShortStorage: ['int16', 2],
  CharStorage: ['int8', 1],
  ByteStorage: ['uint8', 1],
  BoolStorage: ['bool', 1],
  ComplexFloatStorage: [null, 8, 'complex64'],
  ComplexDoubleStorage: [null, 16, 'complex128'],
  QUInt8Storage: [null, 1, 'quint8'],
  QInt8Storage: [null, 1, 'qint8'],
  QInt32Storage: [null, 4, 'qint32'],
  QUInt4x2Storage: [null, 1, 'quint4x2'],
  QUInt2x4Storage: [null, 1, 'quint2x4'],
}

const DTYPES: Readonly<Record<string, [CheckpointScalar | null, number]>> = {
  float64: ['float64', 8],
  float32: ['float32', 4],
  float16: ['float16', 2],
  bfloat16: ['bfloat16', 2],
  int64: ['int64', 8],
  int32: ['int32', 4],
  int16: ['int16', 2],
  int8: ['int8', 1],
  uint64: ['uint64', 8],
  uint32: ['uint32', 4],
  uint16: ['uint16', 2],
  uint8: ['uint8', 1],
  bool: ['bool', 1],
  complex32: [null, 4],
  complex64: [null, 8],
  complex128: [null, 16],
  float8_e4m3fn: [null, 1],
  float8_e4m3fnuz: [null, 1],
  float8_e5m2: [null, 1],
  float8_e5m2fnuz: [null, 1],
  float8_e8m0fnu: [null, 1],
  quint8: [null, 1],
  qint8: [null, 1],
  qint32: [null, 4],
  quint4x2: [null, 1],
  quint2x4: [null, 1],
}

/** A number type or a storage class by its Python name; undefined for everything else. */
export function torchType(module: string, name: string): ScalarType | undefined {
  if (module === 'torch' && Object.hasOwn(DTYPES, name)) {
    const [scalar, bytes] = DTYPES[name]!
    return new ScalarType(name, scalar, bytes, 'dtype')
  }
  if ((module === 'torch' || module === 'torch.cuda') && Object.hasOwn(STORAGES, name)) {
    const [scalar, bytes, shown] = STORAGES[name]!
    return new ScalarType(shown ?? scalar!, scalar, bytes, 'storage')
  }
  const untyped = name === 'UntypedStorage' || name === '_UntypedStorage'
  if (untyped && ['torch', 'torch.storage', 'torch.cuda'].includes(module))
    return new ScalarType('uint8', 'uint8', 1, 'untyped storage')
  return undefined
}

/** `_rebuild_tensor(storage, offset, size, stride)` and `_rebuild_tensor_v2(…, requires_grad, hooks, metadata)`. */
const rebuildTensor: Constructor = ([storage, offset, size, stride], context) => {
  if (storage instanceof Unreadable) return storage
  if (!(storage instanceof Storage)) return undefined
  return tensorOf(storage, storage.type, offset, size, stride, context)
}

/** `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, metadata)`: an untyped storage. */
const rebuildTypedTensor: Constructor = (args, context) => {
  const [storage, offset, size, stride, , , dtype] = args
  if (storage instanceof Unreadable) return storage
  if (!(storage instanceof Storage) || !(dtype instanceof ScalarType)) return undefined
  return tensorOf(storage, dtype, offset, size, stride, context)
}

/** The first argument is the tensor; the rest says what training did with it. */
const firstTensor: Constructor = ([tensor]) =>
  tensor instanceof Tensor || tensor instanceof Unreadable ? tensor : undefined

/** `_rebuild_from_type_v2(function, class, arguments, state)`: a tensor of a class of its own. */
const rebuildFromType: Constructor = ([callee, , args], context) => {
  if (!(callee instanceof Global) || !(args instanceof Tuple)) return undefined
  if (callee.module !== 'torch._utils' || !PLAIN.has(callee.name)) return undefined
  return PLAIN.get(callee.name)!(args.items, context)
}

const PLAIN: ReadonlyMap<string, Constructor> = new Map([
  ['_rebuild_tensor', rebuildTensor],
  ['_rebuild_tensor_v2', rebuildTensor],
  ['_rebuild_tensor_v3', rebuildTypedTensor],
  ['_rebuild_parameter', firstTensor],
  ['_rebuild_parameter_with_state', firstTensor],
])

const refused =
  (why: string): Constructor =>
  () =>
    new Unreadable(why)

const size: Constructor = ([items], context) => {
  if (items === undefined) return new Tuple([])
  if (items instanceof Tuple) return items
  if (!(items instanceof List)) return undefined
  context.budget.keep(items.items.length * 8)
  return new Tuple([...items.items])
}

const device: Constructor = ([kind, index]) => {
  if (typeof kind !== 'string' || kind.length > 64) return undefined
  return typeof index === 'number' ? `${kind}:${index}` : kind
}

const SPARSE = 'is a sparse tensor, which is not read; save its to_dense()'
const QUANTISED = 'is a quantised tensor, which is not read; save its dequantize()'
const ELSEWHERE = 'has no values in this file (a meta tensor)'
const SUBCLASS = 'is a tensor of a class of its own, which is not read; save it as a plain tensor'

export const TORCH: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ...[...PLAIN].map(([name, constructor]) => [`torch._utils:${name}`, constructor] as const),
  ['torch._utils:_rebuild_sparse_tensor', refused(SPARSE)],
  ['torch._utils:_rebuild_sparse_csr_tensor', refused(SPARSE)],
  ['torch._utils:_rebuild_nested_tensor', refused('is a nested tensor, which is not read')],
  ['torch._utils:_rebuild_qtensor', refused(QUANTISED)],
  ['torch._utils:_rebuild_meta_tensor_no_storage', refused(ELSEWHERE)],
  ['torch._utils:_rebuild_wrapper_subclass', refused(SUBCLASS)],
  ['torch._utils:_rebuild_device_tensor_from_numpy', refused(SUBCLASS)],
  ['torch._utils:_rebuild_device_tensor_from_cpu_tensor', firstTensor],
  ['torch._tensor:_rebuild_from_type', rebuildFromType],
  ['torch._tensor:_rebuild_from_type_v2', rebuildFromType],
  ['torch.tensor:_rebuild_from_type', rebuildFromType],
  // Before PyTorch 0.4 a parameter was pickled as its class, called with the tensor.
  ['torch.nn.parameter:Parameter', firstTensor],
  ['torch.autograd.variable:Variable', firstTensor],
  ['torch:Size', size],
  ['torch:device', device],
  // TorchScript says the type of a list or dictionary beside it.
  ['torch.jit._pickle:restore_type_tag', ([value]) => value],
  ['torch.jit._pickle:build_intlist', ([value]) => value],
  ['torch.jit._pickle:build_doublelist', ([value]) => value],
  ['torch.jit._pickle:build_boollist', ([value]) => value],
  ['torch.jit._pickle:build_tensorlist', ([value]) => value],
  ['torch.storage:_load_from_bytes', loadFromBytes],
])

/** Plain `pickle.dump` of tensors puts a whole small PyTorch file around each storage. */
function loadFromBytes(args: readonly Value[], context: Context): Promise<Value> | undefined {
  const [bytes] = args
  const isBytes = bytes instanceof Uint8Array || (bytes instanceof LazyBytes && bytes.kind !== 'utf8')
  if (!context.loadStorage || !isBytes) return undefined
  return context.loadStorage(bytes, context.budget)
}

/**
 * A view of a storage.
 * @throws UserError('input') when it leaves the storage, or when its numbers make no sense.
 */
function tensorOf(
  storage: Storage,
  type: ScalarType,
  offset: Value | undefined,
  size: Value | undefined,
  stride: Value | undefined,
  context: Context,
): Tensor | Unreadable {
  const shape = naturals(size)
  const strides = naturals(stride)
  if (!shape || !strides || shape.length !== strides.length || !isNatural(offset))
    throw contradiction(context, 'it holds a tensor whose shape, strides or offset make no sense')
  if (storage.location === 'meta') return new Unreadable(ELSEWHERE)
  if (type.scalar === null) {
    return new Unreadable(
      type.name.startsWith('q')
        ? QUANTISED
        : `holds ${type.name} numbers, which are not read; save it as float32`,
    )
  }
  const count = countValues(shape)
  // For an untyped storage, offset and strides count numbers of the tensor's own type.
  const capacity = Math.floor((storage.count * storage.type.bytes) / type.bytes)
  const last =
    count === 0 ? offset - 1 : shape.reduce((at, length, axis) => at + (length - 1) * strides[axis]!, offset)
  if (!Number.isSafeInteger(last) || last >= capacity) {
    throw contradiction(
      context,
      `it holds a tensor of shape [${shape.join(', ')}] that reaches beyond its storage of ${capacity} numbers`,
    )
  }
  if (count > LARGEST_TENSOR || count > Math.max(capacity, REPEATED_COUNT))
    return new Unreadable(`has ${count} numbers, which is more than can be read`)
  return new Tensor(storage, type.scalar, offset, shape, strides)
}

function naturals(value: Value | undefined): number[] | undefined {
  if (!(value instanceof Tuple) && !(value instanceof List)) return undefined
  if (value.items.length > MAX_DIMENSIONS) return undefined
  const numbers: number[] = []
  for (const item of value.items) {
    if (!isNatural(item)) return undefined
    numbers.push(item)
  }
  return numbers
}

function isNatural(value: Value | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
