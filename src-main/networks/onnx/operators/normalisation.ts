/** Normalisations, in evaluation mode: batch, instance, layer, group, and across channels. */
import * as tf from '../../../devices/tf'
import type { Tensor } from '../../../devices/tf'
import type { Call, Operator } from '../call'
import { Value } from '../value'
import { usesBatchStatistics } from '../rewrite'
import { mapped } from './elementwise'

/** x·scale + offset per channel: axis 1 of ONNX's order. */
function perChannel(x: Value, scale: Tensor, offset: Tensor): Value {
  if (x.rank >= 4) {
    if (x.rank === 4) return Value.ofLast(tf.add(tf.mul(x.tensorLast(), scale), offset))
  }
  const shape = x.shape.map((side, axis) => (axis === 1 ? side : 1))
  const along = (vector: Tensor): Tensor => (x.rank < 2 ? vector : tf.reshape(vector, shape))
  return Value.of(tf.add(tf.mul(x.tensor(), along(scale)), along(offset)))
}

const batch: Operator = (call) => {
  if (usesBatchStatistics(call.node, call.opset)) {
    // Of a constant they are no batch's: that is how weights are standardised (BiT, NFNet).
    if (call.input(0).isConstant || call.input(0).known) return ofItsOwn(call)
    throw call.refuse(
      'normalises with the statistics of the batch (training mode), so that an image’s logits would depend on the images beside it: export the model in evaluation mode (model.eval())',
    )
  }
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => call.input(i))
  const epsilon = call.number('epsilon', 1e-5)
  const factor = (): Tensor => tf.mul(scale!.tensor(), tf.rsqrt(tf.add(variance!.tensor(), epsilon)))
  const shift = (by: Tensor): Tensor => tf.sub(bias!.tensor(), tf.mul(mean!.tensor(), by))
  if (![scale, bias, mean, variance].every((value) => value!.known && value!.isConstant)) {
    const by = factor()
    return perChannel(call.input(0), by, shift(by))
  }
  // In double precision, once.
  const numbers = Array.from(scale!.known!, (gamma, c) => gamma / Math.sqrt(variance!.known![c]! + epsilon))
  const by = call.derived('scale', () => tf.tensor1d(numbers))
  const offset = call.derived('offset', () =>
    tf.tensor1d(numbers.map((value, c) => bias!.known![c]! - mean!.known![c]! * value)),
  )
  return perChannel(call.input(0), by, offset)
}

/** With the mean and the variance of each channel of the value itself. */
function ofItsOwn(call: Call): Value[] {
  const x = call.input(0)
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1)
  const shape = x.shape.map((side, axis) => (axis === 1 ? side : 1))
  const { result, mean } = standardised(x.tensor(), axes, call.number('epsilon', 1e-5))
  const variance = tf.mean(tf.square(tf.sub(x.tensor(), mean)), axes, true)
  const along = (index: number): Tensor => tf.reshape(call.input(index).tensor(), shape)
  const momentum = call.number('momentum', 0.9)
  const running = (index: number, current: Tensor): Tensor =>
    tf.add(tf.mul(along(index), momentum), tf.mul(current, 1 - momentum))
  // What a training would go on with: the running statistics, and before operator set 14 those of the batch.
  const statistics = [running(3, mean), running(4, variance), mean, variance]
    .slice(0, call.node.outputs.length - 1)
    .map((each) => Value.of(tf.reshape(each, [-1])))
  return [Value.of(tf.add(tf.mul(result, along(1)), along(2))), ...statistics]
}

/** (x − mean)/√(variance + ε) over the given axes of a tensor. */
function standardised(
  x: Tensor,
  axes: number[],
  epsilon: number,
): { result: Tensor; mean: Tensor; inverse: Tensor } {
  const mean = tf.mean(x, axes, true)
  const centred = tf.sub(x, mean)
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon))
  return { result: tf.mul(centred, inverse), mean, inverse }
}

const instance: Operator = (call) => {
  const x = call.input(0)
  const epsilon = call.number('epsilon', 1e-5)
  const [scale, bias] = [call.input(1).tensor(), call.input(2).tensor()]
  if (x.rank === 4) {
    const { result } = standardised(x.tensorLast(), [1, 2], epsilon)
    return Value.ofLast(tf.add(tf.mul(result, scale), bias))
  }
  const axes = x.shape.map((_, axis) => axis).slice(2)
  return perChannel(Value.of(standardised(x.tensor(), axes, epsilon).result), scale, bias)
}

const layer: Operator = (call) => {
  const x = call.input(0)
  const first = call.axis(call.number('axis', -1), x.rank)
  const axes = x.shape.map((_, axis) => axis).slice(first)
  const { result, mean, inverse } = standardised(x.tensor(), axes, call.number('epsilon', 1e-5))
  const scaled = tf.mul(result, call.input(1).tensor())
  const bias = call.optional(2)
  return [Value.of(bias ? tf.add(scaled, bias.tensor()) : scaled), Value.of(mean), Value.of(inverse)]
}

const group: Operator = (call) => {
  const x = call.input(0)
  const groups = call.number('num_groups', 1)
  const [n, channels] = x.shape as [number, number]
  const grouped = tf.reshape(x.tensor(), [n, groups, -1])
  const { result } = standardised(grouped, [2], call.number('epsilon', 1e-5))
  const back = Value.of(tf.reshape(result, [...x.shape]))
  const along = (value: Value): Tensor => {
    const vector = value.tensor()
    return value.size === channels
      ? vector
      : tf.reshape(tf.tile(tf.expandDims(vector, 1), [1, channels / groups]), [channels])
  }
  return perChannel(back, along(call.input(1)), along(call.input(2)))
}

/** x / (bias + α/size · Σ x² over neighbouring channels)^β, the sum as a product with a band of ones. */
const acrossChannels: Operator = (call: Call) => {
  const x = call.input(0)
  if (x.rank !== 4) throw call.refuse(`normalises a value with ${x.rank} axes`)
  const size = call.number('size', 1)
  const channels = x.shape[1]!
  const [below, above] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)]
  const band = call.derived('band', () =>
    tf.tensor2d(
      Float32Array.from({ length: channels * channels }, (_, i) => {
        const [from, to] = [Math.floor(i / channels), i % channels]
        return from >= to - below && from <= to + above ? 1 : 0
      }),
      [channels, channels],
    ),
  )
  return mapped(Value.ofLast(x.tensorLast()), (images) => {
    const sums = tf.reshape(tf.matMul(tf.reshape(tf.square(images), [-1, channels]), band), images.shape)
    const divisor = tf.add(tf.mul(sums, call.number('alpha', 0.0001) / size), call.number('bias', 1))
    return tf.mul(images, tf.exp(tf.mul(tf.log(divisor), -call.number('beta', 0.75))))
  })
}

const lengthOne: Operator = (call) => {
  const x = call.input(0)
  const axis = call.axis(call.number('axis', -1), x.rank)
  const tensor = x.tensor()
  const length =
    call.number('p', 2) === 1
      ? tf.sum(tf.abs(tensor), axis, true)
      : tf.sqrt(tf.sum(tf.square(tensor), axis, true))
  return Value.of(tf.div(tensor, length))
}

export const normalisationOperators: Readonly<Record<string, Operator>> = {
  BatchNormalization: batch,
  GroupNormalization: group,
  InstanceNormalization: instance,
  LayerNormalization: layer,
  LpNormalization: lengthOne,
  LRN: acrossChannels,
}
