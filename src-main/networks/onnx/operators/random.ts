/**
 * ONNX's operators that draw random numbers. Our own seeded noise takes the place of the runtime's: a node's own
 * `seed` attribute would make every pass the same. A value whose first axis is the images draws for each image by
 * itself; any other shape is drawn once for all images of a pass.
 */
import * as tf from '../../../devices/tf'
import type { Tensor } from '../../../devices/tf'
import { drawOnce, drawRows } from '../../front-end/noise'
import type { Distribution } from '../../front-end/noise'
import { Value } from '../value'
import type { Call, Operator } from '../call'
import { checkSize } from './sources'

/** Names of the operators that always draw; Dropout does in training mode only. */
export const RANDOM_OPERATORS: ReadonlySet<string> = new Set([
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
  'Bernoulli',
])

export function draw(call: Call, shape: readonly number[], distribution: Distribution): Tensor {
  const place = call.node.outputs[0]!
  const [first, ...rest] = shape
  const { draws } = call
  return first !== undefined && first === draws?.rows.length
    ? drawRows(draws, place, rest, distribution)
    : drawOnce(draws, place, shape, distribution)
}

function normal(call: Call, shape: readonly number[]): Value {
  const [mean, scale] = [call.number('mean', 0), call.number('scale', 1)]
  return Value.of(tf.add(tf.mul(draw(call, shape, 'normal'), scale), mean))
}

function uniform(call: Call, shape: readonly number[]): Value {
  const [low, high] = [call.number('low', 0), call.number('high', 1)]
  return Value.of(tf.add(tf.mul(draw(call, shape, 'uniform'), high - low), low))
}

/** The shape of the attribute, with the file's fixed batch replaced by the real one. */
function ownShape(call: Call): number[] {
  const shape = call.list('shape') ?? []
  checkSize(call, shape)
  const { batch } = call
  return batch && shape.length > 1 && shape[0] === batch.fixed ? shape.with(0, batch.actual) : shape
}

/** 1 with the probability that the input says. A step has no slope, so no gradient comes through. */
const bernoulli: Operator = (call) => {
  const x = call.input(0)
  return Value.of(tf.step(tf.sub(x.tensor(), draw(call, x.shape, 'uniform'))))
}

export const randomOperators: Readonly<Record<string, Operator>> = {
  Bernoulli: bernoulli,
  RandomNormal: (call) => normal(call, ownShape(call)),
  RandomNormalLike: (call) => normal(call, call.input(0).shape),
  RandomUniform: (call) => uniform(call, ownShape(call)),
  RandomUniformLike: (call) => uniform(call, call.input(0).shape),
}
