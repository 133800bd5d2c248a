/**
 * How far two means of a recording's repeats would agree in their similarities (neural N.5): what no model can be expected
 * to pass. From several random splits into halves, with an interval over images.
 */
import { Gram } from '../../neural/gram'
import { SPLITS, readHalves, repeatsOf, spearmanBrown, timesOfHalves } from '../../neural/noise-ceiling'
import { centreResponses } from '../../neural/response-axes'
import { resampledCorrelation, similaritiesOf } from '../../neural/similarity'
import { bcaInterval } from '../../statistics/bootstrap-interval'
import { eachRun } from './answers'
import type { PopulationSimilarity } from '../../contract/kinds/neural/results'
import type { PopulationProductsTask } from '../../contract/kinds/neural/tasks'
import type { Recording } from '../../neural/population'
import type { ResampledCorrelation } from '../../neural/similarity'

type Settings = Pick<PopulationProductsTask, 'seed' | 'batchSize'>

/** Both [neurons]. */
interface OfNeurons {
  weights: Float64Array
  scale: Float64Array
}

/**
 * Correlation of the similarities of two halves of the repeats, averaged over random splits and then corrected for their
 * being halves; its interval is over images (BCa), which are drawn alike for every split.
 * Neurons are scaled as the means over all repeats are that are compared with models: a noisy neuron divided by the SD of a
 * half would count less in it than in those, and the halves agree more than two such means can (by up to a seventh).
 * @param images of the recording, ascending
 * @param ofNeurons their reliabilities, and what the means over all repeats are multiplied by
 * @returns null where fewer than four of the images have repeats
 */
export async function ceilingOf(
  recording: Recording,
  images: Int32Array,
  settings: Settings,
  ofNeurons: OfNeurons,
): Promise<PopulationSimilarity['ceiling']> {
  let all: ResampledCorrelation | null = null
  let repeated = 0
  for (let split = 0; split < SPLITS; split++) {
    const found = await halvesAgree(recording, images, settings, ofNeurons, split)
    if (found === null) return null
    repeated = found.leftOut.length
    all = all === null ? found : sumOf(all, found)
  }
  const { value, resampled, leftOut } = all!
  const correlation = value / SPLITS
  const interval = bcaInterval(value, resampled, leftOut, 0.95)
  const times = timesOfHalves(repeatsOf(recording.firstTrial, images))
  const reliability = spearmanBrown(correlation, times)
  const end = (sum: number): number | null =>
    reliability === null ? null : (spearmanBrown(sum / SPLITS, times) ?? 0)
  return {
    value: reliability,
    low: end(interval.low),
    high: end(interval.high),
    correlation,
    images: repeated,
    splits: SPLITS,
  }
}

const sumOf = (a: ResampledCorrelation, b: ResampledCorrelation): ResampledCorrelation => ({
  value: a.value + b.value,
  resampled: a.resampled.map((value, i) => value + b.resampled[i]!),
  leftOut: a.leftOut.map((value, i) => value + b.leftOut[i]!),
})

/** How the similarities of the two halves of one split agree; null where fewer than four images have repeats. */
async function halvesAgree(
  recording: Recording,
  images: Int32Array,
  { seed, batchSize }: Settings,
  { weights, scale }: OfNeurons,
  split: number,
): Promise<ResampledCorrelation | null> {
  const halves: Float32Array[][] = [[], []]
  await eachRun(images, async (from, length) => {
    for (let start = 0; start < length; start += batchSize) {
      const count = Math.min(batchSize, length - start)
      const read = await readHalves(recording, from + start, count, seed, split)
      halves[0]!.push(read.first)
      halves[1]!.push(read.second)
    }
  })
  const { neurons } = recording
  const repeated = halves[0]!.reduce((sum, part) => sum + part.length, 0) / neurons
  if (repeated < 4) return null
  const similarities: Float64Array[] = []
  for (const parts of halves) {
    const values = new Float32Array(repeated * neurons)
    let place = 0
    for (const part of parts) {
      values.set(part, place)
      place += part.length
    }
    const gram = new Gram(repeated)
    for (let at = 0; at < values.length; at++) values[at]! *= scale[at % neurons]!
    await gram.add(centreResponses(values, repeated, neurons, 'none').values, neurons, weights)
    similarities.push(similaritiesOf(gram, 'A half of the repeats'))
  }
  return resampledCorrelation(similarities[0]!, similarities[1]!, repeated, seed, 'ceiling')
}
