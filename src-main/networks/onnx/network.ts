/**
 * A foreign classifier as a network like any other: [0,1] images in, logits out, differentiable with respect to
 * the images. Normaliser and blur of the configuration come before the graph.
 */
import { UserError } from '../../contract/errors'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import * as tf from '../../devices/tf'
import type { Tensor, Tensor2D, Tensor4D } from '../../devices/tf'
import { createFrontEnd } from '../front-end/front-end'
import type { Draws, FrozenNetwork, NetworkConfiguration } from '../network'
import { withImageNoise } from '../front-end/noise'
import { LOGITS_LAYER } from '../sections'
import { imageInput } from './describe'
import { graphSections } from './inside'
import type { SeenValue } from './inside'
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

  const run = (images: Tensor4D, draws: Draws | undefined, watch?: Watch): Tensor2D => {
    const actual = images.shape[0]
    const value = input.order === 'NHWC' ? Value.of(images) : Value.ofLast(images)
    const batch = input.batch === null ? null : { fixed: input.batch, actual }
    const [logits] = program.run(new Map([[input.name, value]]), batch, draws, watch)
    return asLogits(logits!, actual, configuration.classes)
  }
  const compute = (images: Tensor4D, draws: Draws | undefined): Tensor2D => run(images, draws)
  const prepared = (images: Tensor4D, draws: Draws | undefined): Tensor4D =>
    frontEnd.apply(withImageNoise(configuration, images, draws))

  try {
    checkInput(input, configuration)
    const batching = tryBatches(compute, input, configuration)
    const sections = findSections(run, input, configuration)
    program.freeze()
    return {
      configuration,
      batching,
      logits: (images, draws) =>
        tf.tidy(() => joined(inParts(prepared(images, draws), draws, batching, compute))),
      inside: {
        layers: [...sections.keys(), LOGITS_LAYER],
        values: (images, layers, draws) =>
          tf.tidy(() => {
            const names = layers.map((layer) => namedValue(layer, sections))
            const parts = inParts(prepared(images, draws), draws, batching, (part, own) => {
              const found = new Map<string | null, Tensor>()
              found.set(
                null,
                run(part, own, (name, value) => {
                  if (names.includes(name)) found.set(name, channelsLast(value))
                }),
              )
              return names.map((name) => found.get(name)!)
            })
            return names.map((_, i) => joined(parts.map((part) => part[i]!)))
          }),
      },
      dispose: free,
    }
  } catch (error) {
    free()
    throw error
  }
}

function channelsLast(value: Value): Tensor {
  const tensor = value.tensor()
  return tensor.rank === 4 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor
}

type Watch = (name: string, value: Value, operator: string) => void

/** As many images at a time as the graph takes. */
function inParts<Part>(
  images: Tensor4D,
  draws: Draws | undefined,
  batching: Batching,
  compute: (images: Tensor4D, draws: Draws | undefined) => Part,
): Part[] {
  if (batching.kind === 'any') return [compute(images, draws)]
  const { images: step } = batching
  const count = images.shape[0]
  if (count % step !== 0) {
    throw new UserError(
      'input',
      `The ONNX model takes exactly ${step} images at a time, and ${count} is no multiple of that; export it with a dynamic batch.`,
    )
  }
  return Array.from({ length: count / step }, (_, i) =>
    compute(
      tf.slice(images, [i * step, 0, 0, 0], [step, -1, -1, -1]),
      draws && { ...draws, rows: Array.from(draws.rows).slice(i * step, (i + 1) * step) },
    ),
  )
}

function joined<T extends Tensor>(parts: T[]): T {
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 0)
}

/** By name of the layer, the name of its value in the graph. */
function findSections(
  run: (images: Tensor4D, draws: Draws, watch: Watch) => Tensor2D,
  input: ReturnType<typeof imageInput>,
  { channels, size }: NetworkConfiguration,
): Map<string, string> {
  const seen: SeenValue[] = []
  const images = input.batch ?? 1
  tf.tidy(() => {
    const rows = Array.from({ length: images }, (_, i) => i)
    const empty = tf.zeros<tf.Rank.R4>([images, size, size, input.channels ?? channels])
    run(empty, { seed: 0, purpose: 'trial', pass: 0, rows }, (name, { shape, known }, operator) => {
      if (known === null && shape[0] === images) seen.push({ name, shape, operator })
    })
  })
  return new Map(graphSections(seen).map((name, i) => [`section${i + 1}`, name]))
}

/** Null: the logits. */
function namedValue(layer: string, sections: ReadonlyMap<string, string>): string | null {
  if (layer === LOGITS_LAYER) return null
  const name = sections.get(layer)
  if (name !== undefined) return name
  throw new UserError(
    'usage',
    `The ONNX model has no layer "${layer}": there are ${[...sections.keys(), LOGITS_LAYER].join(', ')}.`,
  )
}

/**
 * Goes through the graph with empty images: makes every constant that a run needs, finds what does not fit, and
 * finds out whether the graph takes any batch. On the lazy device this computes nothing.
 */
function tryBatches(
  compute: (images: Tensor4D, draws: Draws) => Tensor2D,
  input: ReturnType<typeof imageInput>,
  { channels, size }: NetworkConfiguration,
): Batching {
  const planes = input.channels ?? channels
  const attempt = (count: number): void =>
    tf.tidy(() => {
      const rows = Array.from({ length: count }, (_, i) => i)
      compute(tf.zeros([count, size, size, planes]), { seed: 0, purpose: 'trial', pass: 0, rows })
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
