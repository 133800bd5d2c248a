/** What a training step reads of the images whose neural similarities or responses an earlier unit has found. */
import { readResponses, readSimilarities } from './similarities-file'
import type { DataSet } from '../../datasets/data-set'
import type { AnsweredImages, SimilarImages } from '../../training/known-images'
import type { StoredImages } from './similarities-file'

/** @param data the training images of the run, as the unit had them */
export async function readSimilarImages(path: string, data: DataSet): Promise<SimilarImages> {
  const { similarities, ...stored } = await readSimilarities(path)
  return { count: stored.count, similarities, read: reader(stored, data) }
}

/** @param data the training images of the run, as the unit had them */
export async function readAnsweredImages(path: string, data: DataSet): Promise<AnsweredImages> {
  const { responses, neurons, ...stored } = await readResponses(path)
  return { count: stored.count, neurons, responses, read: reader(stored, data) }
}

function reader(
  { count, indices, pixels }: StoredImages,
  data: DataSet,
): (chosen: Int32Array) => Promise<Float32Array> {
  return async (chosen) =>
    indices ? await data.read(chosen.map((place) => indices[place]!)) : rowsOf(pixels!, count, chosen)
}

/** Some rows of [count, …], in the order asked. */
export function rowsOf(values: Float32Array, count: number, chosen: Int32Array): Float32Array {
  const row = values.length / count
  const result = new Float32Array(chosen.length * row)
  chosen.forEach((place, i) => result.set(values.subarray(place * row, (place + 1) * row), i * row))
  return result
}
