/**
 * A foreign classifier as a network like any other: [0,1] images in, logits out, differentiable with respect to
 * the images. Normaliser and blur of the configuration come before the graph.
 */
import { UserError } from '../../contract/errors'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import * as tf from '../../devices/tf'
import type { Tensor2D, Tensor4D } from '../../devices/tf'
import { createFrontEnd } from '../front-end'
import type { Draws, FrozenNetwork, NetworkConfiguration } from '../network'
import { withImageNoise } from '../noise'
import { imageInput } from './describe'
import { Program } from './program'
import { Value } from './value'

/** How batches get through a graph: any size at once, or only as many images at a time as the file fixes. */
export type Batching = { kind: 'any' } | { kind: 'fixed'; images: number }

export interface OnnxNetwork extends FrozenNetwork {
  readonly batching: Batching
}

/**
 * @param graph its first output are taken as logits: cut a final softmax before (withoutFinalSoftmax)
 * @param configuration architecture 'onnx'; channels, size and classes must be the graph's
 * @throws UserError('input') naming what cannot be computed, or what does not fit the configuration
 */
export function onnxNetwork(graph: OnnxGraph, configuration: NetworkConfiguration): OnnxNetwork {
  const input = imageInput(graph)
  const output = graph.outputs[0]!.name
  const program = new Program(graph, [output])
  const frontEnd = createFrontEnd(configuration)
  const free = (): void => {
    program.dispose()
    tf.dispose([...frontEnd.tensors])
  }

  const compute = (images: Tensor4D, draws: Draws | undefined): Tensor2D => {
    const actual = images.shape[0]
    const value = input.order === 'NHWC' ? Value.of(images) : Value.ofLast(images)
    const batch = input.batch === null ? null : { fixed: input.batch, actual }
    const [logits] = program.run(new Map([[input.name, value]]), batch, draws)
    return asLogits(logits!, actual, configuration.classes)
  }
  const prepared = (images: Tensor4D, draws: Draws | undefined): Tensor4D =>
    frontEnd.apply(withImageNoise(configuration, images, draws))

  try {
    checkInput(input, configuration)
    const batching = probe(compute, input, configuration)
    program.freeze()
    return {
      configuration,
      batching,
      logits: (images, draws) =>
        tf.tidy(() => {
          if (batching.kind === 'any') return compute(prepared(images, draws), draws)
          const { images: step } = batching
          const count = images.shape[0]
          if (count % step !== 0) {
            throw new UserError(
              'input',
              `The ONNX model takes exactly ${step} images at a time, and ${count} is no multiple of that; export it with a dynamic batch.`,
            )
          }
          const ready = prepared(images, draws)
          const parts = Array.from({ length: count / step }, (_, i) =>
            compute(
              tf.slice(ready, [i * step, 0, 0, 0], [step, -1, -1, -1]),
              draws && { ...draws, rows: Array.from(draws.rows).slice(i * step, (i + 1) * step) },
            ),
          )
          return parts.length === 1 ? parts[0]! : tf.concat(parts, 0)
        }),
      dispose: free,
    }
  } catch (error) {
    free()
    throw error
  }
}

/**
 * Goes through the graph with empty images: makes every constant that a run needs, finds what does not fit, and
 * finds out whether the graph takes any batch. On the lazy device this computes nothing.
 */
function probe(
  compute: (images: Tensor4D, draws: Draws) => Tensor2D,
  input: ReturnType<typeof imageInput>,
  { channels, size }: NetworkConfiguration,
): Batching {
  const planes = input.channels ?? channels
  const attempt = (count: number): void =>
    tf.tidy(() => {
      const rows = Array.from({ length: count }, (_, i) => i)
      compute(tf.zeros([count, size, size, planes]), { seed: 0, purpose: 'probe', pass: 0, rows })
    })
  attempt(input.batch ?? 1)
  try {
    attempt((input.batch ?? 1) + 1)
    return { kind: 'any' }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { kind: 'fixed', images: input.batch ?? 1 }
  }
}

function asLogits(value: Value, images: number, classes: number): Tensor2D {
  const isFlat = value.rank >= 2 && value.shape.slice(2).every((side) => side === 1)
  if (!isFlat || value.shape[0] !== images || value.shape[1] !== classes) {
    throw new UserError(
      'input',
      `The ONNX model's first output has the shape [${value.shape.join(', ')}] for ${images} image${images === 1 ? '' : 's'}, but logits of ${classes} classes are [${images}, ${classes}]: it is not the classifier that its settings describe.`,
    )
  }
  return tf.reshape(value.tensor(), [images, classes])
}

function checkInput(input: ReturnType<typeof imageInput>, configuration: NetworkConfiguration): void {
  const channels = configuration.expandsGray ? 3 : configuration.channels
  const said = [
    ['channels', input.channels, channels],
    ['pixels in height', input.height, configuration.size],
    ['pixels in width', input.width, configuration.size],
  ] as const
  for (const [what, found, wanted] of said) {
    if (found !== null && found !== wanted)
      throw new UserError(
        'input',
        `The ONNX model takes images of ${found} ${what}, but its settings say ${wanted}; correct the settings.`,
      )
  }
}
