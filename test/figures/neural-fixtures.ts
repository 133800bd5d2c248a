/** What studies of populations found, for tests of their figures. */
import type { ComponentFound, ManifoldFound, TuningFound } from '../../src-main/contract/kinds/neural/results'
import type { NeuralResult } from '../../src-main/contract/kinds/neural/study'

export const population: NeuralResult['population'] = {
  ...{ id: 'mouse-1', name: 'mouse <1>', kind: 'simulated', species: 'mouse', area: 'V1' },
  ...{ fieldOfView: 67.5, side: 36 },
}
const bin = (frequency: number, neurons: number, unmodulated = 0, aliased = false) => ({
  ...{ frequency, neurons, unmodulated, aliased },
})
export const tuning: TuningFound = {
  ...{ unit: 'cycles/degree', cyclesPerImage: 67.5, cyclesPerPixel: 1.875, rule: 'peak', carried: 0.2 },
  ...{ neurons: 50, unmodulated: 2, aliased: 5 },
  histogram: [bin(0.02, 10), bin(0.04, 20, 2), bin(0.08, 15), bin(0.25, 5, 0, true)],
  preferred: { value: 0.04, low: 0.04, high: 0.08 },
  interpolated: { value: 0.045, low: 0.041, high: 0.05 },
  halfWidth: null,
  lowPass: 0.2,
  mean: [1, 2, 1, 1],
  meanResponse: [1, 1, 1, 1],
}

const component = (index: number, halfPower: number | null): ComponentFound => ({
  ...{ index, explained: 0.5 / index, linear: 0.8, chance: 0.01, gratings: null, reliability: null },
  profile: halfPower === null ? null : { proportions: [0, 1], halfPower },
  left: halfPower === null ? 'not linear' : null,
})
export const manifold: ManifoldFound = {
  components: [component(1, 0.1), component(2, null)],
  spectrum: { proportions: [0, 1], halfPower: 0.1 },
  ...{ images: 40, neurons: 50, silent: 0, scaling: 'none', participation: 3, reliable: null },
  ...{ weights: { height: 28, width: 28 }, thresholds: [0, 0.7], cyclesPerImage: 28, cyclesPerDegree: 0.41 },
  gratings: null,
  control: [
    { kind: 'images', components: [component(1, 0.05), component(2, 0.06)], spectrum: null },
    { kind: 'rotation', components: [component(1, 0.3), component(2, 0.3)], spectrum: null },
  ],
}

const layer = (name: string, rsa: number) => ({
  ...{ name, features: 10, rsa, low: rsa - 0.1, high: rsa + 0.2, cka: 0.5, unbiased: 0.4 },
})
export const similarity = {
  population,
  models: [
    {
      id: 'a',
      layers: [layer('section1', 0.3), layer('section2', 0.5)],
      chosen: {
        ...{ rsa: 0.45, low: 0.3, high: 0.6, layers: ['section2', 'section1'], of: 2 },
      } as NeuralResult['models'][number]['chosen'],
    },
  ],
  similarity: {
    ...{ images: 40, neurons: 50, scaling: 'none' as const, weighted: true },
    ceiling: { value: 0.8, low: 0.7, high: 0.9, correlation: 2 / 3, images: 30, splits: 10 },
  },
}
