/**
 * Turns results into models of the project: the weights as soon as they are there, the clean accuracy when
 * it has been measured. Doing it again changes nothing, so a run killed in between is made good.
 *
 * Invariant: a model that is whole keeps its weights, and only what was measured of them stands beside them; results
 * of another computer in the same folder may be of other weights under the same keys.
 */
import { unitFault } from '../studies/unit-fault'
import type { EpochLine, ModelFile } from '../contract/model'
import type { ResultFile } from '../contract/studies'
import type { Project } from '../project/project'
import type { Publication } from '../studies/study'

/**
 * Publishes what can be published, and removes the copy of the weights among the results.
 * @returns what its user should know, in one sentence; else null
 */
export async function publish(
  project: Project,
  study: string,
  publication: Publication,
): Promise<string | null> {
  const { weights: unit, accuracy: measured } = publication
  const weights = await project.results.read(unit.key)
  if (!weights?.arrays) return null
  // A damaged one is measured again, and then published.
  const found = await project.results.inspect(measured.key, null)
  const accuracy = found.state === 'whole' && unitFault(found.result, measured) === null ? found.result : null
  const known = await project.models.read(publication.id)
  const arrays = project.results.arraysPath(unit.key, 'safetensors')
  const isThere = await project.results.hasFile(arrays)
  if (known && (!isThere || (known.weights !== weights.arrays.sha256 && (await isWhole(project, known))))) {
    const model = publication.model(ofWeights(weights, known.weights), accuracy)
    if (model.accuracy && JSON.stringify(known.accuracy) !== JSON.stringify(model.accuracy))
      await project.models.update({ ...known, accuracy: model.accuracy })
    if (known.weights === weights.arrays.sha256)
      await mendTraining(project, known, publication.training(weights, await project.studies.log(study)))
    if (!isThere) return null
    await project.results.dropArrays(unit.key, 'safetensors')
    return `${unit.label}: the model "${known.id}" stays what it is (weights ${known.weights.slice(0, 8)}); those that lay among the results are others (${weights.arrays.sha256.slice(0, 8)}, of another computer) and are removed.`
  }
  if (!isThere) return null
  await project.models.publish(
    publication.model(weights, accuracy),
    arrays,
    publication.training(weights, await project.studies.log(study)),
  )
  await project.results.dropArrays(unit.key, 'safetensors')
  return null
}

/** Lines of its training that are lost are made again; those that are whole stay, with the seconds that only they know. */
async function mendTraining(project: Project, model: ModelFile, made: readonly EpochLine[]): Promise<void> {
  if ((await project.models.trainingLeftOut(model)) === 0) return
  const { lines } = await project.models.training(model.id)
  const whole = new Map(lines.map((line) => [line.epoch, line]))
  await project.models.writeTraining(
    model.id,
    made.map((line) => whole.get(line.epoch) ?? line),
  )
}

async function isWhole(project: Project, model: ModelFile): Promise<boolean> {
  return (await project.results.hashOf(project.models.weightsPath(model))) === model.weights
}

/** The result as if it had made these weights. */
function ofWeights(result: ResultFile, sha256: string): ResultFile {
  return { ...result, arrays: result.arrays && { ...result.arrays, sha256 } }
}
