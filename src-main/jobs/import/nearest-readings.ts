/**
 * The readings of a file under which its batch normalisations see what they were trained on (statistics-distance.ts):
 * from those that are offered on to what differs from the nearest in one answer, as long as that comes nearer.
 */
import * as tf from '../../devices/tf'
import { toErrorData } from '../../contract/errors'
import { asChannels } from '../../networks/recognition/sample-pixels'
import type { ContractSample } from '../../networks/recognition/contract-sample'
import type { ImportCandidate, ImportChoice } from '../../contract/import/import'
import type { OpenedFile } from './opened-file'

/** Statistics of so many images tell networks apart. */
const IMAGES = 48
const ROUNDS = 4
/** Whose accuracy is then measured. */
const NEAREST = 4

/**
 * @param normaliser what stands in front of all of them
 * @returns the nearest first; [] where the network has no batch normalisation
 */
export async function nearestReadings(
  file: OpenedFile,
  { reading: said, ...choice }: ImportChoice,
  readings: readonly ImportCandidate[],
  normaliser: { mean: number[]; std: number[] },
  sample: ContractSample,
): Promise<ImportCandidate[]> {
  const found: { candidate: ImportCandidate; distance: number }[] = []
  const seen = new Set<number>()
  const measure = async (candidate: ImportCandidate): Promise<void> => {
    if (seen.has(candidate.number)) return
    seen.add(candidate.number)
    const distance = await distanceOf(file, { ...choice, candidate: candidate.number }, normaliser, sample)
    if (distance !== null) found.push({ candidate, distance })
  }
  for (const candidate of readings) await measure(candidate)
  for (let round = 0; round < ROUNDS; round++) {
    found.sort((one, other) => one.distance - other.distance)
    const [best] = found
    if (!best) return []
    for (const candidate of file.neighbours(best.candidate, said)) await measure(candidate)
    if (found.every(({ distance }) => distance >= best.distance)) break
  }
  return found
    .sort((one, other) => one.distance - other.distance)
    .slice(0, NEAREST)
    .map(({ candidate }) => candidate)
}

async function distanceOf(
  file: OpenedFile,
  choice: ImportChoice,
  normaliser: { mean: number[]; std: number[] },
  sample: ContractSample,
): Promise<number | null> {
  const model = (await file.read(file.choose(choice))).with(normaliser)
  const { channels, size } = model.configuration
  const count = Math.min(IMAGES, sample.count)
  if (count < 2) return null
  const pixels = asChannels(sample, channels).subarray(0, count * size * size * channels)
  const images = tf.tensor4d(pixels, [count, size, size, channels])
  try {
    return await model.distance(images)
  } catch (error) {
    if (toErrorData(error).kind === 'cancelled') throw error
    // Images of this size are too small for it.
    return null
  } finally {
    images.dispose()
  }
}
