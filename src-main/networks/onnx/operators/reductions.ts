/** Sums, means and extremes along axes. */
import * as tf from '../../../devices/tf'
import type { Tensor } from '../../../devices/tf'
import type { Operator } from '../call'
import { Value, lastOrder } from '../value'

type Reduce = (x: Tensor, axes: number[], keep: boolean) => Tensor

function reduction(reduce: Reduce): Operator {
  return (call) => {
    const x = call.input(0)
    const given = call.numbersOr('axes', 1)
    if (given?.length === 0 && call.number('noop_with_empty_axes', 0) === 1) return x
    const all = x.shape.map((_, axis) => axis)
    const axes = given && given.length > 0 ? given.map((axis) => call.axis(axis, x.rank)) : all
    const keep = call.number('keepdims', 1) === 1
    const order = x.isLast ? lastOrder(x.rank) : null
    // Without its two sides an image has ONNX's order, too.
    if (order && (keep || (axes.includes(x.rank - 1) && axes.includes(x.rank - 2)))) {
      const result = reduce(
        x.tensorLast(),
        axes.map((axis) => order.indexOf(axis)),
        keep,
      )
      return keep ? Value.ofLast(result) : Value.of(result)
    }
    return Value.of(reduce(x.tensor(), axes, keep))
  }
}

/** tfjs's mean of whole numbers is none. */
const float = (x: Tensor): Tensor => (x.dtype === 'float32' ? x : tf.cast(x, 'float32'))

function position(find: typeof tf.argMax): Operator {
  return (call) => {
    const x = call.input(0)
    if (call.number('select_last_index', 0) === 1)
      throw call.refuse('asks for the last of several equal entries')
    const axis = call.axis(call.number('axis', 0), x.rank)
    const found = find(x.tensor(), axis)
    return Value.of(call.number('keepdims', 1) === 1 ? tf.expandDims(found, axis) : found)
  }
}

export const reductionOperators: Readonly<Record<string, Operator>> = {
  ArgMax: position(tf.argMax),
  ArgMin: position(tf.argMin),
  ReduceL1: reduction((x, axes, keep) => tf.sum(tf.abs(x), axes, keep)),
  ReduceL2: reduction((x, axes, keep) => tf.sqrt(tf.sum(tf.square(x), axes, keep))),
  ReduceLogSum: reduction((x, axes, keep) => tf.log(tf.sum(x, axes, keep))),
  ReduceLogSumExp: reduction((x, axes, keep) => tf.logSumExp(float(x), axes, keep)),
  ReduceMax: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  ReduceMean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  ReduceMin: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  ReduceProd: reduction((x, axes, keep) => tf.prod(x, axes, keep)),
  ReduceSum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  ReduceSumSquare: reduction((x, axes, keep) => tf.sum(tf.square(x), axes, keep)),
}
