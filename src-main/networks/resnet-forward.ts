/**
 * The one way through a residual network. How a convolution unit and the read-out compute is given by
 * a layer set, of which there are three: training, evaluation (resnet.ts) and frozen (frozen.ts).
 */
import * as tf from '../devices/tf'
import type { Tensor2D, Tensor4D } from '../devices/tf'
import { maxPool } from './layers/convolution'
import type { ConvolutionUnit, ResNetStructure } from './structure'

export interface LayerSet {
  /** Convolution and batch normalisation, without the ReLU. */
  unit(x: Tensor4D, unit: ConvolutionUnit): Tensor4D
  /** Features [n, inputs] → logits [n, classes]. */
  readOut(features: Tensor2D): Tensor2D
}

/** Logits [n, classes] of normalised (and blurred) images [n, size, size, channels]. */
export function resNetLogits(structure: ResNetStructure, layers: LayerSet, images: Tensor4D): Tensor2D {
  let x = tf.relu(layers.unit(images, structure.stem))
  if (structure.pooled) x = maxPool(x)
  for (const block of structure.sections.flat()) {
    let y = x
    for (const [index, unit] of block.layers.entries()) {
      y = layers.unit(index === 0 ? y : tf.relu(y), unit)
    }
    x = tf.relu(tf.add(y, block.shortcut ? layers.unit(x, block.shortcut) : x))
  }
  return layers.readOut(tf.mean<Tensor2D>(x, [1, 2]))
}
