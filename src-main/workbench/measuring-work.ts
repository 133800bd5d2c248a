/**
 * On which work a study's numbers were measured: two numbers may stand on one axis where `key` is the same. The words
 * say what may differ: data set, images, grid, pairing, targets and criterion.
 */
import { imagesInWords } from '../studies/measured-images'
import { attackInWords } from '../studies/attack/words'
import { measuringConditions } from './families/conditions'
import type { Plan } from '../contract/plans'
import type { MeasuringWork } from '../contract/window'

type MeasuringPlan = Exclude<Plan, { kind: 'sweep' }>

export function measuringWork(plan: MeasuringPlan): MeasuringWork {
  return { key: measuringConditions(plan), words: wordsOf(plan) }
}

function wordsOf(plan: MeasuringPlan): string {
  const { dataSet, split } = plan.data
  const place = `"${dataSet}"${split === null ? '' : ` (${split})`}`
  switch (plan.kind) {
    case 'hybrid': {
      const pairs =
        plan.pairing.kind === 'listed'
          ? `${plan.pairing.pairs.low.length} listed pairs`
          : `pairing seeds ${plan.pairing.seeds.join(', ')}`
      const images = plan.pairing.kind === 'listed' ? '' : `${imagesInWords(plan.data)} of `
      return `${images}${place}, ${plan.fMix.values.length} f_mix, ${pairs}`
    }
    case 'attack':
      return `${plan.images.origin} of ${place}, ${attackInWords(plan.settings)}`
    case 'spectrum':
      return wordsOf(plan.attack)
    default:
      return `${imagesInWords(plan.data)} of ${place}`
  }
}
