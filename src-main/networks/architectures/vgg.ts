/**
 * VGG-11, 13, 16 and 19 (Simonyan & Zisserman 2015), with and without batch normalisation, under torchvision's
 * names: an entry's number counts convolutions, normalisations, ReLUs and poolings alike. Read-outs: fully connected
 * layers on the flattened map (torchvision averages it to 7×7 first; chenyaofo's CIFAR models do not), or 1×1
 * convolutions and then the maximum over all places (neural_cotraining's monkey-regularised models, methods J.6).
 * Dropout, which some have between the layers of the read-out, is left out: it never acts on a finished model.
 */
import type { NetworkGraph } from '../graph'
import { GraphBuilder } from '../graph-builder'
import type { NetworkConfiguration } from '../network'

/** Convolutions in each of the five sections. */
const SECTIONS = {
  vgg11: [1, 1, 2, 2, 2],
  vgg13: [2, 2, 2, 2, 2],
  vgg16: [2, 2, 3, 3, 3],
  vgg19: [2, 2, 4, 4, 4],
} as const
/** The five poolings halve the image as often. */
export const VGG_REDUCTION = 32
/** ReLU and Dropout stand between two layers of the read-out, and count. */
const READ_OUT_STEP = 3
/** How many times `width` the last sections are wide. */
const WIDEST = 8

/** Channels behind the last section. */
export function vggFeatures(width: number): number {
  return width * WIDEST
}

/** Side length of the map behind the last section, of images of so many pixels. */
export function vggPlaces(size: number, sectionPooling: NetworkConfiguration['sectionPooling']): number {
  const rounded = sectionPooling === 'max-ceil' ? Math.ceil : Math.floor
  return rounded(size / VGG_REDUCTION)
}

export interface ReadOut {
  kind: 'linear' | 'convolution'
  hidden: readonly number[]
  /** Side length that the map is averaged to; null: as it is. */
  pooling: number | null
}

export function vgg(
  architecture: keyof typeof SECTIONS,
  channels: number,
  batchNormalisation: boolean,
  readOut: ReadOut,
  configuration: NetworkConfiguration,
): NetworkGraph {
  const { width, classes, size, sectionPooling } = configuration
  const graph = new GraphBuilder(configuration)
  let x = 'input'
  let inputs = channels
  let place = 0
  for (const [section, count] of SECTIONS[architecture].entries()) {
    const outputs = width * Math.min(2 ** section, WIDEST)
    for (let index = 0; index < count; index++) {
      const shape = { from: inputs, to: outputs, kernel: 3, bias: true }
      x = graph.convolution(x, `features.${place}`, shape)
      if (batchNormalisation) x = graph.normalisation(x, `features.${place + 1}`, outputs)
      x = graph.activation(x)
      place += batchNormalisation ? 3 : 2
      inputs = outputs
    }
    x = graph.layer(
      sectionPooling === 'mean'
        ? { kind: 'mean pooling', kernel: 2, stride: 2 }
        : sectionPooling === 'max-ceil'
          ? { kind: 'max pooling up', kernel: 2, stride: 2 }
          : { kind: 'max pooling', kernel: 2, stride: 2, padding: 0 },
      x,
    )
    place += 1
  }
  if (readOut.pooling !== null) {
    x = graph.pooledTo(x, readOut.pooling)
  }
  const side = readOut.pooling ?? vggPlaces(size, sectionPooling)
  if (readOut.kind === 'linear') {
    x = graph.layer({ kind: 'flatten' }, x)
    inputs *= side * side
  }
  const widths = [...readOut.hidden, classes]
  for (const [index, to] of widths.entries()) {
    const single = widths.length === 1 && readOut.kind === 'linear'
    const name = single ? 'classifier' : `classifier.${READ_OUT_STEP * index}`
    x =
      readOut.kind === 'linear'
        ? graph.layer({ kind: 'linear', name, from: inputs, to }, x)
        : graph.convolution(x, name, { from: inputs, to, kernel: 1, bias: true })
    if (index < widths.length - 1) x = graph.activation(x)
    inputs = to
  }
  if (readOut.kind === 'convolution') {
    graph.layer({ kind: 'adaptive pooling', mean: false, side: 1 }, x)
    graph.layer({ kind: 'flatten' })
  }
  return graph.graph()
}
