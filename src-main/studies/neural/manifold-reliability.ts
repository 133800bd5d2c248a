/** Which components of a recording's manifold its repeats prove (neural N.4): from the trials of both halves of random splits. */
import { SPLITS, readHalves } from '../../neural/noise-ceiling'
import { axisReliability } from '../../neural/reliable-dimensions'
import { centreResponses, centredLike, responseAxes, scoresOn } from '../../neural/response-axes'
import { eachRun } from './answers'
import type { ManifoldTask } from '../../contract/kinds/neural/tasks'
import type { Recording } from '../../neural/population'
import type { AxisReliability, SplitScores } from '../../neural/reliable-dimensions'
import type { CentredResponses } from '../../neural/response-axes'

/** Axes of one half of the repeats, and how the scores of both halves on them agree over splits; null without enough repeats. */
export async function reliabilityOf(
  recording: Recording,
  images: Int32Array,
  task: ManifoldTask,
  { neurons }: CentredResponses,
  count: number,
): Promise<AxisReliability[] | null> {
  const splits: SplitScores[] = []
  for (let split = 0; split < SPLITS; split++) {
    const [a, b] = await halvesOf(recording, images, task, split)
    const repeated = a.length / neurons
    if (repeated <= Math.max(3, count)) return null
    const half = centreResponses(a, repeated, neurons, task.scaling)
    const { axes } = await responseAxes(half, count)
    splits.push({
      first: await scoresOn(axes, count, half.values, neurons),
      second: await scoresOn(axes, count, centredLike(half, b), neurons),
    })
  }
  return axisReliability(splits, count)
}

/** Means of both halves of one split, [images with repeats, neurons] each. */
async function halvesOf(
  recording: Recording,
  images: Int32Array,
  { seed, batchSize }: ManifoldTask,
  split: number,
): Promise<[Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>]> {
  const [first, second]: Float32Array[][] = [[], []]
  await eachRun(images, async (from, length) => {
    for (let start = 0; start < length; start += batchSize) {
      const halves = await readHalves(
        recording,
        from + start,
        Math.min(batchSize, length - start),
        seed,
        split,
      )
      first!.push(halves.first)
      second!.push(halves.second)
    }
  })
  return [joined(first!), joined(second!)]
}

function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let place = 0
  for (const part of parts) {
    all.set(part, place)
    place += part.length
  }
  return all
}
