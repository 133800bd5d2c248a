/** A predictive model as an ONNX graph: one output of it has a number for each neuron (methods N.1). */
import { UserError } from '../contract/errors'
import * as tf from '../devices/tf'
import { Program } from '../networks/onnx/program'
import { Value } from '../networks/onnx/value'
import type { OnnxGraph } from '../checkpoints/onnx/onnx-graph'
import type { ImageSpace, ResponseSourceOf } from '../contract/population'
import type { Tensor2D, Tensor4D } from '../devices/tf'
import type { Responder } from './population'

export interface OnnxImages {
  name: string
  order: 'NCHW' | 'NHWC'
  batch: number | null
  channels: number
  height: number | null
  width: number | null
}

/**
 * What a graph takes: one input of four axes, of which channels are the image's one, and behaviour.
 * @throws UserError('input')
 */
export function onnxImages(graph: OnnxGraph, file: string): OnnxImages {
  const [input] = graph.inputs
  if (!input || graph.inputs.length !== 1)
    throw new UserError(
      'input',
      `${file} takes ${graph.inputs.length} inputs (${graph.inputs.map(({ name }) => `"${name}"`).join(', ')}), and a population is shown one: export it with the others held constant.`,
    )
  const shape = input.shape ?? [null, null, null, null]
  if (shape.length !== 4)
    throw new UserError(
      'input',
      `${file} takes an input of ${shape.length} axes, and images have 4 (images, channels, height, width).`,
    )
  const side = (axis: number): number | null => (typeof shape[axis] === 'number' ? shape[axis] : null)
  const few = (value: number | null): boolean => value !== null && value <= 8
  const isLast = few(side(3)) && !few(side(1))
  const [channels, height, width] = isLast ? [3, 1, 2] : [1, 2, 3]
  return {
    name: input.name,
    order: isLast ? 'NHWC' : 'NCHW',
    batch: side(0),
    channels: side(channels) ?? 1,
    height: side(height),
    width: side(width),
  }
}

/** As many images at a time as the file fixes; the last are filled up with gray. */
function inSteps(images: Tensor4D, step: number | null, compute: (images: Tensor4D) => Tensor2D): Tensor2D {
  const count = images.shape[0]
  if (step === null || step === count) return compute(images)
  const steps = Math.ceil(count / step)
  const full = tf.pad(images, [
    [0, steps * step - count],
    [0, 0],
    [0, 0],
    [0, 0],
  ])
  const parts = Array.from({ length: steps }, (_, i) =>
    compute(tf.slice(full, [i * step, 0, 0, 0], [step, -1, -1, -1])),
  )
  return tf.slice(tf.concat(parts, 0), [0, 0], [count, -1])
}

/** @throws UserError('input') naming what cannot be computed or does not fit */
export function onnxResponder(
  graph: OnnxGraph,
  source: ResponseSourceOf<'onnx'>,
  image: ImageSpace,
  neurons: number,
): Responder {
  const input = onnxImages(graph, 'The ONNX model')
  const program = new Program(graph, [source.output])
  const compute = (images: Tensor4D): Tensor2D => {
    const count = images.shape[0]
    const value = input.order === 'NHWC' ? Value.of(images) : Value.ofLast(images)
    const batch = input.batch === null ? null : { fixed: input.batch, actual: count }
    const [answer] = program.run(new Map([[input.name, value]]), batch)
    const found = answer!.shape
    if (found[0] !== count || found.slice(1).reduce((a, b) => a * b, 1) !== neurons)
      throw new UserError(
        'input',
        `The output "${source.output}" of the ONNX model has the shape [${found.join(', ')}] for ${count} images, and responses of ${neurons} neurons are [${count}, ${neurons}].`,
      )
    return tf.reshape(answer!.tensor(), [count, neurons])
  }
  const withChannels = (images: Tensor4D): Tensor4D => {
    const more = source.channels - 1
    if (more === 0) return images
    return tf.concat<Tensor4D>(
      [images, tf.fill([images.shape[0], image.height, image.width, more], source.behaviour)],
      3,
    )
  }
  try {
    tf.tidy(() => {
      compute(withChannels(tf.zeros([input.batch ?? 1, image.height, image.width, 1])))
    })
    program.freeze()
  } catch (error) {
    program.dispose()
    throw error
  }
  return {
    neurons,
    image,
    responses: (images) => tf.tidy(() => inSteps(withChannels(images), input.batch, compute)),
    dispose: () => program.dispose(),
  }
}
