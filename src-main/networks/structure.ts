/**
 * A residual network as data: which convolutions, in which order, under which names. One description
 * serves the three ways of running it (training, evaluation, frozen), the state dictionary and the
 * parameter count, so they cannot disagree. Names are jarvis's (methods A.2, J.3).
 */
import type { NetworkConfiguration } from './network'

/** A convolution without bias, followed by its batch normalisation: the only convolution a ResNet has. */
export interface ConvolutionUnit {
  /** Name prefix of the convolution's state entries, e.g. `sections.0.0.layer0.0`. */
  convolution: string
  /** Name prefix of the batch normalisation's state entries, e.g. `sections.0.0.layer0.1`. */
  normalisation: string
  inputs: number
  outputs: number
  /** Side length of the square kernel; zero padding is kernel >> 1 on every side, as in PyTorch. */
  kernel: number
  stride: 1 | 2
}

/** A residual block: `layers` in sequence (ReLU between them), plus the shortcut, then ReLU. */
export interface Block {
  layers: ConvolutionUnit[]
  /** null: the block's input is added as it is. */
  shortcut: ConvolutionUnit | null
}

/** Builds one block; `base` is the section's width, before any expansion. */
export type BlockKind = (name: string, inputs: number, base: number, stride: 1 | 2) => Block

/** What tells one ResNet from another. */
export interface ResNetFamily {
  block: BlockKind
  /** Number of blocks in each of the four sections. */
  blocks: readonly [number, number, number, number]
}

export interface ResNetStructure {
  stem: ConvolutionUnit
  /** Max pooling 3×3, stride 2, padding 1 after the stem. */
  pooled: boolean
  sections: Block[][]
  linear: { name: string; inputs: number; outputs: number }
}

/** Lays out a family at the width, stem, channels and classes of a configuration (methods A.2). */
export function resNetStructure(family: ResNetFamily, configuration: NetworkConfiguration): ResNetStructure {
  const { width, channels, classes } = configuration
  const imagenet = configuration.stem === 'imagenet'
  const stem: ConvolutionUnit = {
    convolution: 'conv0.0',
    normalisation: 'conv0.1',
    inputs: channels,
    outputs: width,
    kernel: imagenet ? 7 : 3,
    stride: imagenet ? 2 : 1,
  }
  let inputs = width
  const sections = family.blocks.map((count, section) =>
    Array.from({ length: count }, (_, index) => {
      const stride = section > 0 && index === 0 ? 2 : 1
      const block = family.block(`sections.${section}.${index}`, inputs, width * 2 ** section, stride)
      inputs = block.layers.at(-1)!.outputs
      return block
    }),
  )
  return { stem, pooled: imagenet, sections, linear: { name: 'fc', inputs, outputs: classes } }
}

/** All convolution units in the order of PyTorch's state dictionary. */
export function convolutionUnits(structure: ResNetStructure): ConvolutionUnit[] {
  const blocks = structure.sections.flat()
  return [
    structure.stem,
    ...blocks.flatMap((block) => [...block.layers, ...(block.shortcut ? [block.shortcut] : [])]),
  ]
}
