/**
 * On which work a study's numbers were measured: two numbers may stand on one axis where `key` is the same. The words
 * say what may differ: data set, images, grid, pairing, targets and criterion.
 */
import { canonicalJson } from '../../contract/json'
import { sha256 } from '../../project/keys'
import { imagesInWords, placeOf } from '../../contract/images/words'
import { attackInWords, startInWords } from '../../studies/attack/words'
import { imagesKey } from '../../studies/study'
import { measuringConditions } from '../families/conditions'
import type { JsonObject } from '../../contract/json'
import type { DataChoice } from '../../contract/studies/choices'
import type { MeasuringPlan } from '../../contract/plans'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { MeasuringWork } from '../../contract/map-point'

export function measuringWork(plan: MeasuringPlan): MeasuringWork {
  return { key: measuringConditions(plan), words: wordsOf(plan) }
}

/** Of a clean accuracy: its images alone, so that one that came with a training can stand beside one that was measured. */
export function imagesWork(data: DataChoice): MeasuringWork {
  return { key: keyOf(imagesKey(data)), words: `${imagesInWords(data)} of ${placeOf(data)}` }
}

/**
 * Of the clean accuracy that a training leaves. Validation images are those of the sweep's split. In older versions the
 * training seed drew them, from the same images and as many each time: taken for the same work, though not for the same
 * images.
 */
export function trainingAccuracyWork({ train, test, recipe, splitSeed }: SweepPlan): MeasuringWork {
  if (test !== null) return imagesWork(test)
  const { validationFraction } = recipe
  return {
    key: keyOf({
      validation: validationFraction,
      of: imagesKey(train),
      ...(splitSeed === undefined ? {} : { splitSeed }),
    }),
    words: `the validation images of ${placeOf(train)}, which chose the epoch`,
  }
}

function keyOf(what: JsonObject): string {
  return sha256(canonicalJson(what)).slice(0, 16)
}

function wordsOf(plan: MeasuringPlan): string {
  const place = placeOf(plan.data)
  switch (plan.kind) {
    case 'hybrid': {
      const pairs =
        plan.pairing.kind === 'listed'
          ? `${plan.pairing.pairs.low.length} listed pairs`
          : `pairing seeds ${plan.pairing.seeds.join(', ')}`
      const images = plan.pairing.kind === 'listed' ? '' : `${imagesInWords(plan.data)} of `
      const { values, refined } = plan.fMix
      const grid = refined
        ? `f_mix refined around the crossing among ${refined.among.length}, not the exhaustive protocol`
        : `${values.length} f_mix`
      return `${images}${place}, ${grid}, ${pairs}`
    }
    case 'attack':
      return `${plan.images.origin} of ${place}, ${attackInWords(plan.settings)}${startInWords(plan)}`
    case 'spectrum':
      return wordsOf(plan.attack)
    case 'corruption':
      return `${imagesInWords(plan.data)} of ${place}, ${plan.types.length} ${plan.types.length === 1 ? 'type' : 'types'} of corruption at ${plan.severities.length === 1 ? 'severity' : 'severities'} ${plan.severities.join(', ')}${plan.precision === undefined ? '' : `, each cell until ± ${plan.precision} points and not all images`}`
    default:
      return `${imagesInWords(plan.data)} of ${place}`
  }
}
