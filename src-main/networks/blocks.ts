/** The two residual blocks (methods A.2): basic (two 3×3) and bottleneck (1×1, 3×3, 1×1 with four times the width). */
import type { Block, ConvolutionUnit } from './structure'

const EXPANSION = 4

function unit(
  convolution: string,
  normalisation: string,
  inputs: number,
  outputs: number,
  kernel: number,
  stride: 1 | 2,
): ConvolutionUnit {
  return { convolution, normalisation, inputs, outputs, kernel, stride }
}

function layer(name: string, index: number, inputs: number, outputs: number, kernel: number, stride: 1 | 2) {
  return unit(`${name}.layer${index}.0`, `${name}.layer${index}.1`, inputs, outputs, kernel, stride)
}

function shortcut(name: string, inputs: number, outputs: number, stride: 1 | 2): ConvolutionUnit | null {
  if (stride === 1 && inputs === outputs) return null
  return unit(`${name}.shortcut.0`, `${name}.shortcut.1`, inputs, outputs, 1, stride)
}

export function basicBlock(name: string, inputs: number, base: number, stride: 1 | 2): Block {
  return {
    layers: [layer(name, 0, inputs, base, 3, stride), layer(name, 1, base, base, 3, 1)],
    shortcut: shortcut(name, inputs, base, stride),
  }
}

/** The 3×3 convolution carries the stride (torchvision's "v1.5"), not the first 1×1. */
export function bottleneckBlock(name: string, inputs: number, base: number, stride: 1 | 2): Block {
  const outputs = EXPANSION * base
  return {
    layers: [
      layer(name, 0, inputs, base, 1, 1),
      layer(name, 1, base, base, 3, stride),
      layer(name, 2, base, outputs, 1, 1),
    ],
    shortcut: shortcut(name, inputs, outputs, stride),
  }
}
