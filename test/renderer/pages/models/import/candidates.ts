/** Candidates of an import, made by hand. */
import type { ImportCandidate } from '../../../../../src-main/contract/import/import'

/** One that fits colour images of 32 × 32 pixels in ten classes, but for what is said otherwise. */
export function candidate(more: Partial<ImportCandidate>): ImportCandidate {
  return {
    number: 0,
    dictionary: [],
    prefix: '',
    architecture: 'resnet18',
    title: 'ResNet-18',
    fits: true,
    reasons: [],
    missing: [],
    unexpected: [],
    wrongShapes: [],
    leftAside: [],
    classes: 10,
    channels: 3,
    expandsGray: false,
    parameters: 11_000_000,
    size: { pixels: 32, why: '' },
    sigma: null,
    components: null,
    normaliser: null,
    blueFirst: null,
    presets: [],
    output: null,
    inTheWay: [],
    reading: {},
    grayPresets: [],
    ...more,
  }
}
