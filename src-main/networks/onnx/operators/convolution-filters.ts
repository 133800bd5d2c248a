/**
 * Weights of convolutions between ONNX's order [outputs, inputs / groups, h, w] and tfjs's [h, w, inputs,
 * outputs], on plain numbers: taps spread for dilation, groups merged into a few dense blocks.
 */
import type { Numbers } from '../value'

export interface Filter {
  /** [h, w, inputs, outputs] */
  shape: [number, number, number, number]
  values: Float32Array
}

/** Blocks of at most so many channels are worth their zeros: fewer convolutions, full vectors. */
const BLOCK_CHANNELS = 64

/** How many dense convolutions `groups` groups become, each over groups / result of them. */
export function blocksOf(groups: number, inputs: number, outputs: number): number {
  const widest = Math.max(inputs, outputs) / groups
  for (let merged = groups; merged > 1; merged--) {
    if (groups % merged === 0 && merged * widest <= BLOCK_CHANNELS) return groups / merged
  }
  return groups
}

/**
 * One of `blocks` dense filters of a grouped convolution.
 * @param shape of all weights, [outputs, inputs / groups, h, w]
 * @param groups groups of the convolution; a multiple of `blocks`
 */
export function denseFilter(
  weights: Numbers,
  shape: readonly number[],
  dilations: readonly [number, number],
  groups: number,
  block: number,
  blocks: number,
): Filter {
  const [outputs, perGroup, height, width] = shape as [number, number, number, number]
  const [down, across] = dilations
  const [tall, wide] = [(height - 1) * down + 1, (width - 1) * across + 1]
  const outputsOfGroup = outputs / groups
  const groupsOfBlock = groups / blocks
  const [ins, outs] = [perGroup * groupsOfBlock, outputsOfGroup * groupsOfBlock]
  const values = new Float32Array(tall * wide * ins * outs)
  for (let o = 0; o < outs; o++) {
    const from = Math.floor(o / outputsOfGroup) * perGroup
    const source = (block * outs + o) * perGroup * height * width
    for (let i = 0; i < perGroup; i++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          values[((y * down * wide + x * across) * ins + from + i) * outs + o] =
            weights[source + (i * height + y) * width + x]!
        }
      }
    }
  }
  return { shape: [tall, wide, ins, outs], values }
}

/** A depthwise filter [h, w, channels, outputs per channel], taps spread for dilation. */
export function depthwiseFilter(
  weights: Numbers,
  shape: readonly number[],
  dilations: readonly [number, number],
): Filter {
  const [outputs, , height, width] = shape as [number, number, number, number]
  const [down, across] = dilations
  const [tall, wide] = [(height - 1) * down + 1, (width - 1) * across + 1]
  const values = new Float32Array(tall * wide * outputs)
  for (let o = 0; o < outputs; o++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++)
        values[(y * down * wide + x * across) * outputs + o] = weights[(o * height + y) * width + x]!
    }
  }
  return { shape: [tall, wide, outputs, 1], values }
}
