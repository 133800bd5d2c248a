/** A blur family of which σ = 2 is the highest, σ = 1 cannot be told apart and σ = 3 is lower. */
import type { Goldilocks, GoldilocksCandidate } from '../../src-main/contract/comparisons/goldilocks'

type Mean = Pick<GoldilocksCandidate, 'sigma' | 'value' | 'low' | 'high'>

const MEANS: Mean[] = [
  { sigma: 1, value: 0.61, low: 0.59, high: 0.63 },
  { sigma: 2, value: 0.62, low: 0.6, high: 0.64 },
  { sigma: 3, value: 0.5, low: 0.48, high: 0.52 },
]

/** The second of several is the highest; what ends below its beginning is lower. */
export function goldilocksFamily(means: readonly Mean[] = MEANS): Goldilocks {
  const best = means[Math.min(1, means.length - 1)]!
  return {
    ...{ series: 's', name: 'ResNet-18, width 8', sigma: best.sigma, model: `m${best.sigma}` },
    candidates: means.map((mean): GoldilocksCandidate => {
      const by = best.value - mean.value
      return {
        ...mean,
        models: [0, 1].map((seed) => ({
          id: `m${mean.sigma}-${seed}`,
          name: `σ = ${mean.sigma}, training seed ${seed}`,
          weights: `${seed}`.repeat(64),
          value: mean.value + (seed - 0.5) / 50,
        })),
        highest: mean === best ? 0.8 : 0.1,
        behind: mean === best ? null : { value: by, low: by - 0.02, high: by + 0.02 },
        apart: mean !== best && by - 0.02 > 0,
      }
    }),
    ...{
      origin: 'made here',
      work: 'the same images',
      dataSet: 'd',
      split: 'test',
      studies: ['corruption-1'],
    },
    ...{ images: 300, cells: 75, resamples: 2000, seed: 0, level: 0.95 },
    sentence: 'σ = 2 px has the highest mean accuracy.',
  }
}
