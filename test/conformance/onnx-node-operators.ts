/**
 * ONNX's operators written as tfjs calls, as far as tfjs can say them. Only for the node tests: images come
 * channels first there and channels last to tfjs. Returns null for a variant that tfjs does not have.
 */
import * as tf from '../../src-main/devices/tf'
import type { Given, NodeCase } from './onnx-node-case'

type Attributes = NodeCase['attributes']
type Written = tf.Tensor | tf.Tensor[] | null
type Write = (inputs: tf.Tensor[], attributes: Attributes, given: (Given | null)[]) => Written

const number = (value: Attributes[string] | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise
const list = (value: Attributes[string] | undefined): number[] | undefined =>
  Array.isArray(value) ? value : undefined
const isGiven = (value: unknown): boolean => value !== undefined

type Unary = (x: tf.Tensor) => tf.Tensor
const unary =
  (write: Unary): Write =>
  ([x]) =>
    write(x!)
const binary =
  (write: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Write =>
  ([a, b]) =>
    write(a!, b!)
const folded =
  (write: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Write =>
  (inputs) =>
    inputs.reduce((a, b) => write(a, b))

const UNARY: Record<string, Unary> = {
  Abs: tf.abs,
  Acos: tf.acos,
  Acosh: tf.acosh,
  Asin: tf.asin,
  Asinh: tf.asinh,
  Atan: tf.atan,
  Atanh: tf.atanh,
  Ceil: tf.ceil,
  Cos: tf.cos,
  Cosh: tf.cosh,
  Erf: tf.erf,
  Exp: tf.exp,
  Floor: tf.floor,
  Identity: tf.clone,
  IsNaN: tf.isNaN,
  Log: tf.log,
  Neg: tf.neg,
  Not: tf.logicalNot,
  Reciprocal: tf.reciprocal,
  Relu: tf.relu,
  Round: tf.round,
  Sigmoid: tf.sigmoid,
  Sign: tf.sign,
  Sin: tf.sin,
  Sinh: tf.sinh,
  Softplus: tf.softplus,
  Softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  Sqrt: tf.sqrt,
  Tan: tf.tan,
  Tanh: tf.tanh,
}

const BINARY: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  Add: tf.add,
  And: tf.logicalAnd,
  Div: tf.div,
  Equal: tf.equal,
  Greater: tf.greater,
  GreaterOrEqual: tf.greaterEqual,
  Less: tf.less,
  LessOrEqual: tf.lessEqual,
  MatMul: (a, b) => tf.matMul(a, b),
  Mul: tf.mul,
  Or: tf.logicalOr,
  PRelu: (x, slope) => tf.prelu(x, tf.broadcastTo(slope, x.shape)),
  Pow: (a, b) => tf.pow(a, b),
  Sub: tf.sub,
  Xor: tf.logicalXor,
}

type Reduce = (x: tf.Tensor, axes: number[] | undefined, keep: boolean) => tf.Tensor
const REDUCTIONS: Record<string, Reduce> = {
  ReduceL1: (x, axes, keep) => tf.sum(tf.abs(x), axes, keep),
  ReduceL2: (x, axes, keep) => tf.sqrt(tf.sum(tf.square(x), axes, keep)),
  ReduceLogSum: (x, axes, keep) => tf.log(tf.sum(x, axes, keep)),
  ReduceLogSumExp: (x, axes, keep) => tf.logSumExp(x, axes, keep),
  ReduceMax: (x, axes, keep) => tf.max(x, axes, keep),
  ReduceMean: (x, axes, keep) => tf.mean(x, axes, keep),
  ReduceMin: (x, axes, keep) => tf.min(x, axes, keep),
  ReduceProd: (x, axes, keep) => tf.prod(x, axes, keep),
  ReduceSum: (x, axes, keep) => tf.sum(x, axes, keep),
  ReduceSumSquare: (x, axes, keep) => tf.sum(tf.square(x), axes, keep),
}

function reduction(write: Reduce): Write {
  return ([x], attributes, given) => {
    const axes = list(attributes['axes']) ?? given[1]?.values
    const keep = number(attributes['keepdims'], 1) === 1
    if (axes?.length === 0)
      return number(attributes['noop_with_empty_axes'], 0) === 1 ? tf.clone(x!) : write(x!, undefined, keep)
    return write(x!, axes, keep)
  }
}

function position(write: typeof tf.argMax): Write {
  return ([x], attributes) => {
    if (number(attributes['select_last_index'], 0) === 1) return null
    const axis = number(attributes['axis'], 0)
    const found = write(x!, axis)
    return number(attributes['keepdims'], 1) === 1
      ? tf.expandDims(found, axis < 0 ? axis + x!.rank : axis)
      : found
  }
}

/** tfjs normalises along the last axis. */
function alongAxis(write: (x: tf.Tensor) => tf.Tensor): Write {
  return ([x], attributes) => {
    const given = number(attributes['axis'], -1)
    const axis = given < 0 ? given + x!.rank : given
    const order = Array.from({ length: x!.rank }, (_, i) => i)
    ;[order[axis], order[x!.rank - 1]] = [x!.rank - 1, axis]
    return tf.transpose(write(tf.transpose(x!, order)), order)
  }
}

const toLast = (x: tf.Tensor): tf.Tensor4D => tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1])
const toFirst = (x: tf.Tensor): tf.Tensor => tf.transpose(x as tf.Tensor4D, [0, 3, 1, 2])

type Pads = [[number, number], [number, number], [number, number], [number, number]]
function padsOf(attributes: Attributes): Pads {
  const [top = 0, left = 0, bottom = 0, right = 0] = list(attributes['pads']) ?? []
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]
}

const pair = (value: number[] | undefined): [number, number] => [value?.[0] ?? 1, value?.[1] ?? 1]
const isPlanar = (x: tf.Tensor): boolean => x.rank === 4

/** 'same' where ONNX pads at the end as tfjs does; null where it pads at the beginning. */
function autoPad(attributes: Attributes): 'explicit' | 'same' | null {
  const mode = attributes['auto_pad'] ?? 'NOTSET'
  if (mode === 'NOTSET' || mode === 'VALID') return 'explicit'
  return mode === 'SAME_UPPER' ? 'same' : null
}

const convolution: Write = ([x, w, bias], attributes) => {
  const padding = autoPad(attributes)
  if (!isPlanar(x!) || padding === null || number(attributes['group'], 1) !== 1) return null
  const images = padding === 'same' ? toLast(x!) : tf.pad(toLast(x!), padsOf(attributes))
  const filter = tf.transpose(w as tf.Tensor4D, [2, 3, 1, 0])
  const pad = padding === 'same' ? 'same' : 'valid'
  const y = tf.conv2d(
    images,
    filter,
    pair(list(attributes['strides'])),
    pad,
    'NHWC',
    pair(list(attributes['dilations'])),
  )
  return toFirst(bias ? tf.add(y, bias) : y)
}

const transposedConvolution: Write = ([x, w], attributes) => {
  const isPlain = ['pads', 'output_shape', 'output_padding', 'auto_pad', 'dilations'].every(
    (name) => !isGiven(attributes[name]),
  )
  if (!isPlanar(x!) || !isPlain || number(attributes['group'], 1) !== 1) return null
  const images = toLast(x!)
  const filter = tf.transpose(w as tf.Tensor4D, [2, 3, 1, 0])
  const [sh, sw] = pair(list(attributes['strides']))
  const [n, h, width] = images.shape
  const shape: [number, number, number, number] = [
    n,
    (h - 1) * sh + filter.shape[0],
    (width - 1) * sw + filter.shape[1],
    filter.shape[2],
  ]
  return toFirst(tf.conv2dTranspose(images, filter, shape, [sh, sw], 'valid'))
}

function pooling(type: 'max' | 'avg'): Write {
  return ([x], attributes) => {
    const padding = autoPad(attributes)
    const isDilated = (list(attributes['dilations']) ?? []).some((dilation) => dilation !== 1)
    if (!isPlanar(x!) || padding === null || isDilated) return null
    const countsPadding = number(attributes['count_include_pad'], 0) === 1
    const images = countsPadding ? tf.pad(toLast(x!), padsOf(attributes)) : toLast(x!)
    const pads = countsPadding ? 'valid' : padsOf(attributes)
    const rounding = number(attributes['ceil_mode'], 0) === 1 ? 'ceil' : 'floor'
    const strides = pair(list(attributes['strides']))
    const size = pair(list(attributes['kernel_shape']))
    const pool = type === 'max' ? tf.maxPool : tf.avgPool
    if (padding === 'same') return toFirst(pool(images, size, strides, 'same'))
    return toFirst(pages(pool, images, size, strides, pads, rounding))
  }
}

/** Explicit paddings with a rounding mode, for which tfjs's types have no room. */
function pages(
  pool: typeof tf.maxPool,
  images: tf.Tensor4D,
  size: [number, number],
  strides: [number, number],
  pads: 'valid' | Pads,
  rounding: 'ceil' | 'floor',
): tf.Tensor {
  if (pads === 'valid' || pads.flat().every((pad) => pad === 0)) {
    return rounding === 'ceil' ? pool(images, size, strides, 0, 'ceil') : pool(images, size, strides, 'valid')
  }
  return pool(images, size, strides, pads as never, rounding)
}

const gemm: Write = ([a, b, c], attributes) => {
  const product = tf.matMul(
    a!,
    b!,
    number(attributes['transA'], 0) === 1,
    number(attributes['transB'], 0) === 1,
  )
  const scaled = tf.mul(product, number(attributes['alpha'], 1))
  return c ? tf.add(scaled, tf.mul(c, number(attributes['beta'], 1))) : scaled
}

const pad: Write = ([x], attributes, given) => {
  const amounts = given[1]!.values
  const paddings = amounts
    .slice(0, x!.rank)
    .map((before, i): [number, number] => [before, amounts[x!.rank + i]!])
  const mode = attributes['mode'] ?? 'constant'
  if (mode === 'constant') return tf.pad(x!, paddings, given[2]?.values[0] ?? 0)
  return mode === 'reflect' ? tf.mirrorPad(x!, paddings, 'reflect') : null
}

const slice: Write = ([x], _attributes, given) => {
  const [starts, ends, axes, steps] = given.slice(1).map((input) => input?.values)
  const along = (axes ?? starts!.map((_, i) => i)).map((axis) => (axis < 0 ? axis + x!.rank : axis))
  const begin = x!.shape.map(() => 0)
  const end = [...x!.shape]
  const strides = x!.shape.map(() => 1)
  along.forEach((axis, i) => {
    const size = x!.shape[axis]!
    const step = steps?.[i] ?? 1
    const clamp = (value: number, low: number, high: number): number =>
      Math.max(low, Math.min(high, value < 0 ? value + size : value))
    begin[axis] = step > 0 ? clamp(starts![i]!, 0, size) : clamp(starts![i]!, 0, size - 1)
    end[axis] = step > 0 ? clamp(ends![i]!, 0, size) : clamp(ends![i]!, -1, size - 1)
    strides[axis] = step
  })
  // To tfjs, too, an end of -1 is the last entry; its mask says that there is no end.
  const endMask = end.reduce((mask, value, i) => (value < 0 ? mask | (1 << i) : mask), 0)
  return tf.stridedSlice(x!, begin, end, strides, 0, endMask)
}

const gather: Write = ([x, indices], attributes) => {
  const axis = number(attributes['axis'], 0)
  const size = x!.shape.at(axis)!
  const positive = tf.where(tf.less(indices!, 0), tf.add(indices!, tf.scalar(size, 'int32')), indices!)
  return tf.gather(x!, positive, axis < 0 ? axis + x!.rank : axis)
}

const split: Write = ([x], attributes, given) => {
  const axis = number(attributes['axis'], 0)
  const sizes = given[1]?.values
  return sizes ? tf.split(x!, sizes, axis) : null
}

const resize: Write = ([x], attributes, given) => {
  if (attributes['mode'] !== 'linear' || !isPlanar(x!)) return null
  const transformation = attributes['coordinate_transformation_mode'] ?? 'half_pixel'
  const scales = given[2]?.values
  if (
    !scales ||
    scales.length !== 4 ||
    (transformation !== 'half_pixel' && transformation !== 'align_corners')
  )
    return null
  const size: [number, number] = [
    Math.floor(x!.shape[2]! * scales[2]!),
    Math.floor(x!.shape[3]! * scales[3]!),
  ]
  // ONNX keeps the given scale where the size is rounded; tfjs knows the sizes only.
  if (size[0] !== x!.shape[2]! * scales[2]! || size[1] !== x!.shape[3]! * scales[3]!) return null
  const isAligned = transformation === 'align_corners'
  return toFirst(tf.image.resizeBilinear(toLast(x!), size, isAligned, !isAligned))
}

const OTHERS: Record<string, Write> = {
  ArgMax: position(tf.argMax),
  ArgMin: position(tf.argMin),
  AveragePool: pooling('avg'),
  BatchNormalization: ([x, scale, offset, mean, variance], attributes) => {
    if (number(attributes['training_mode'], 0) === 1) return null
    const epsilon = number(attributes['epsilon'], 1e-5)
    return toFirst(
      tf.batchNorm(
        toLast(x!),
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        epsilon,
      ),
    )
  },
  Clip: ([x], _attributes, given) =>
    tf.clipByValue(x!, given[1]?.values[0] ?? -3.4e38, given[2]?.values[0] ?? 3.4e38),
  Concat: (inputs, attributes) => tf.concat(inputs, number(attributes['axis'], 0)),
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  CumSum: ([x], attributes, given) =>
    tf.cumsum(
      x!,
      given[1]!.values[0],
      number(attributes['exclusive'], 0) === 1,
      number(attributes['reverse'], 0) === 1,
    ),
  DepthToSpace: ([x], attributes) =>
    attributes['mode'] === 'CRD'
      ? null
      : toFirst(tf.depthToSpace(toLast(x!), number(attributes['blocksize'], 1))),
  Einsum: (inputs, attributes) => {
    const equation = String(attributes['equation'])
    return equation.includes('...') || !equation.includes('->') ? null : tf.einsum(equation, ...inputs)
  },
  Elu: ([x], attributes) => {
    const alpha = number(attributes['alpha'], 1)
    return alpha === 1 ? tf.elu(x!) : tf.where(tf.greater(x!, 0), x!, tf.mul(tf.expm1(x!), alpha))
  },
  Expand: ([x], _attributes, given) => {
    const target = given[1]!.values
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(x!.shape, target)
    return tf.broadcastTo(x!, shape)
  },
  Flatten: ([x], attributes) => {
    const given = number(attributes['axis'], 1)
    const axis = given < 0 ? given + x!.rank : given
    const rows = x!.shape.slice(0, axis).reduce((a, b) => a * b, 1)
    return tf.reshape(x!, [rows, x!.size / rows])
  },
  Gather: gather,
  GatherND: ([x, indices], attributes) =>
    number(attributes['batch_dims'], 0) === 0 ? tf.gatherND(x!, indices!) : null,
  Gemm: gemm,
  GlobalAveragePool: ([x]) => tf.mean(x!, [2, 3], true),
  GlobalMaxPool: ([x]) => tf.max(x!, [2, 3], true),
  HardSigmoid: ([x], attributes) =>
    tf.clipByValue(
      tf.add(tf.mul(x!, number(attributes['alpha'], 0.2)), number(attributes['beta'], 0.5)),
      0,
      1,
    ),
  IsInf: ([x], attributes) =>
    number(attributes['detect_negative'], 1) === 1 && number(attributes['detect_positive'], 1) === 1
      ? tf.isInf(x!)
      : null,
  LeakyRelu: ([x], attributes) => tf.leakyRelu(x!, number(attributes['alpha'], 0.01)),
  LogSoftmax: alongAxis((x) => tf.logSoftmax(x)),
  Max: folded(tf.maximum),
  MaxPool: pooling('max'),
  Mean: (inputs) =>
    tf.div(
      inputs.reduce((a, b) => tf.add(a, b)),
      inputs.length,
    ),
  Min: folded(tf.minimum),
  Mod: ([a, b], attributes) => (number(attributes['fmod'], 0) === 1 ? null : tf.mod(a!, b!)),
  Pad: pad,
  Range: (_inputs, _attributes, given) => {
    const [start, limit, step] = given.map((input) => input!.values[0]!)
    return tf.range(start!, limit!, step, given[0]!.dtype === 'int32' ? 'int32' : 'float32')
  },
  Reshape: ([x], attributes, given) => {
    if (number(attributes['allowzero'], 0) === 1) return null
    return tf.reshape(
      x!,
      given[1]!.values.map((size, i) => (size === 0 ? x!.shape[i]! : size)),
    )
  },
  Resize: resize,
  ScatterND: ([x, indices, updates], attributes) =>
    isGiven(attributes['reduction']) ? null : tf.tensorScatterUpdate(x!, indices!, updates!),
  Selu: ([x], attributes) => {
    const [alpha, gamma] = [number(attributes['alpha'], 1.67326319), number(attributes['gamma'], 1.05070102)]
    return isGiven(attributes['alpha'])
      ? tf.mul(tf.where(tf.greater(x!, 0), x!, tf.mul(tf.expm1(x!), alpha)), gamma)
      : tf.selu(x!)
  },
  Slice: slice,
  Softmax: alongAxis((x) => tf.softmax(x)),
  Split: split,
  Squeeze: ([x], _attributes, given) =>
    tf.squeeze(
      x!,
      given[1]?.values.map((axis) => (axis < 0 ? axis + x!.rank : axis)),
    ),
  Sum: (inputs) => tf.addN(inputs),
  Tile: ([x], _attributes, given) => tf.tile(x!, given[1]!.values),
  TopK: ([x], attributes, given) => {
    const axis = number(attributes['axis'], -1)
    if (number(attributes['largest'], 1) !== 1 || (axis !== -1 && axis !== x!.rank - 1)) return null
    const { values, indices } = tf.topk(x!, given[1]!.values[0])
    return [values, indices]
  },
  Transpose: ([x], attributes) => tf.transpose(x!, list(attributes['perm'])),
  Unsqueeze: ([x], attributes, given) => {
    const axes = list(attributes['axes']) ?? given[1]!.values
    const rank = x!.rank + axes.length
    return axes
      .map((axis) => (axis < 0 ? axis + rank : axis))
      .sort((a, b) => a - b)
      .reduce((y, axis) => tf.expandDims(y, axis), x!)
  },
  Where: ([condition, a, b]) => tf.where(condition!, a!, b!),
}

/** What the node test's operator computes, by tfjs; null when tfjs has no such operator or variant. */
export function evaluate({ operator, attributes, inputs: given }: NodeCase): Written {
  const write =
    OTHERS[operator] ??
    (UNARY[operator] && unary(UNARY[operator])) ??
    (BINARY[operator] && binary(BINARY[operator])) ??
    (REDUCTIONS[operator] && reduction(REDUCTIONS[operator]))
  if (!write) return null
  // Inputs that are left out are at the end or only read as numbers.
  const inputs = given.flatMap((input) => (input ? [tf.tensor(input.values, input.shape, input.dtype)] : []))
  return write(inputs, attributes, given)
}
