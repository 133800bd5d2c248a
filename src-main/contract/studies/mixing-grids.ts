/**
 * The mixing frequencies at which the paper measured (methods C.4), as data. A study may use any other
 * grid; `checkGrid` (frequency/mixing-grids.ts) says what a grid must be.
 */
import { mixingFrequency } from '../units'
import type { FractionOfNyquist } from '../units'

export interface MixingGrid {
  title: string
  /** Strictly increasing, each from 0 to 1. */
  fMix: readonly FractionOfNyquist[]
  source: string
}

export type MixingGridName = 'cifar10' | 'imagenet' | 'tiny-imagenet' | 'confidence'

/** A percentage as in the published code: value/100 is the same double as the decimal fraction. */
const percent = (values: number[]): FractionOfNyquist[] => values.map((value) => mixingFrequency(value / 100))

export const MIXING_GRIDS: Readonly<Record<MixingGridName, MixingGrid>> = {
  cifar10: {
    title: 'CIFAR-10 (13 frequencies)',
    fMix: percent([0, 7, 12, 16, 19, 22, 25, 32, 42, 57, 70, 85, 100]),
    source:
      'methods C.4: all models of Fig 3 and 5; listed for the extra baselines in blur-net gather-and-check-results',
  },
  imagenet: {
    title: 'ImageNet (18 frequencies)',
    fMix: percent([0, 3, 4, 5, 6, 8, 9, 11, 13, 15, 17, 19, 22, 27, 33, 42, 57, 100]),
    source:
      "methods C.4: robust-arena's default; that it was used for ImageNet is inferred from f_rev of 0.04 to 0.21 there",
  },
  'tiny-imagenet': {
    title: 'TinyImageNet (10 frequencies)',
    fMix: percent([0, 6, 8, 12, 18, 33, 50, 67, 83, 100]),
    source: 'methods C.4: read off the plot, approximate',
  },
  confidence: {
    title: 'Confidence figure (5 frequencies)',
    fMix: percent([0, 25, 50, 75, 100]),
    source: 'methods C.4: appendix figure on confidence, blur-net einmon-preds',
  },
}

/** The paper's grid for images of this side in pixels. */
export function defaultGridName(side: number): MixingGridName {
  return side < 48 ? 'cifar10' : side < 128 ? 'tiny-imagenet' : 'imagenet'
}
