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
  /** Lists of numbers for each image beside it (behaviour, eye position): they are held at a constant. */
  beside: { name: string; numbers: number; batch: number | null }[]
}

/**
 * What a graph takes: one input of four axes, of which channels are the image's one, and behaviour; beside it lists of numbers.
 * @throws UserError('input')
 */
export function onnxImages(graph: OnnxGraph, file: string): OnnxImages {
  const list = graph.inputs
    .map(({ name, shape }) => `"${name}" (${shape?.join(' × ') ?? 'any shape'})`)
    .join(', ')
  const [input, ...more] = graph.inputs.filter(({ shape }) => shape === null || shape.length === 4)
  if (!input || more.length > 0)
    throw new UserError(
      'input',
      `${file} takes ${list || 'no input'}, and a population is shown one image at a time: it needs exactly one input of 4 axes (images, channels, height, width); export it so.`,
    )
  const beside = graph.inputs
    .filter((each) => each !== input)
    .map(({ name, shape }) => {
      const [batch, numbers] = shape ?? []
      if (shape?.length !== 2 || typeof numbers !== 'number' || numbers < 1 || numbers > 4096)
        throw new UserError(
          'input',
          `The input "${name}" of ${file} is neither the image nor a list of numbers for each image (it takes ${list}): export the model with it held constant.`,
        )
      return { name, numbers, batch: typeof batch === 'number' ? batch : null }
    })
  const shape = input.shape ?? [null, null, null, null]
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
    beside,
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

/**
 * @param known how many neurons it must have; null: found by asking it
 * @throws UserError('input') naming what cannot be computed or does not fit
 */
export function onnxResponder(
  graph: OnnxGraph,
  source: ResponseSourceOf<'onnx'>,
  image: ImageSpace,
  known: number | null,
): Responder {
  const input = onnxImages(graph, 'The ONNX model')
  const program = new Program(graph, [source.output])
  const compute = (images: Tensor4D): Tensor2D => {
    const count = images.shape[0]
    const value = input.order === 'NHWC' ? Value.of(images) : Value.ofLast(images)
    const batch = input.batch === null ? null : { fixed: input.batch, actual: count }
    const constants = input.beside.map(
      ({ name, numbers }) => [name, Value.of(tf.fill([count, numbers], source.behaviour))] as const,
    )
    const [answer] = program.run(new Map([[input.name, value], ...constants]), batch)
    const found = answer!.shape
    const neurons = found.slice(1).reduce((a, b) => a * b, 1)
    if (found[0] !== count || found.length < 2 || neurons < 1 || neurons !== (known ?? neurons))
      throw new UserError(
        'input',
        `The output "${source.output}" of the ONNX model has the shape [${found.join(', ')}] for ${count} images, and responses of ${known ?? 'N'} neurons are [${count}, ${known ?? 'N'}].`,
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
  let neurons = 0
  try {
    tf.tidy(() => {
      neurons = compute(withChannels(tf.zeros([input.batch ?? 1, image.height, image.width, 1]))).shape[1]
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
