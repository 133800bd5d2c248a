/**
 * Turns results into models of the project: the weights as soon as they are there, the clean accuracy when
 * it has been measured. Doing it again changes nothing, so a run killed in between is made good.
 */
import type { Project } from '../project/project'
import type { Publication } from '../studies/study'

/** Publishes what can be published, and removes the copy of the weights among the results. */
export async function publish(project: Project, study: string, publication: Publication): Promise<void> {
  const { weights: unit, accuracy: measured } = publication
  const weights = await project.results.read(unit.key)
  if (!weights?.arrays) return
  // A damaged one is measured again, and then published.
  const found = await project.results.inspect(measured.key, null)
  const accuracy = found.state === 'whole' ? found.result : null
  const model = publication.model(weights, accuracy)
  const known = await project.models.read(publication.id)
  const arrays = project.results.arraysPath(unit.key, 'safetensors')
  if (await project.results.hasFile(arrays)) {
    await project.models.publish(
      model,
      arrays,
      publication.training(weights, await project.studies.log(study)),
    )
    await project.results.dropArrays(unit.key, 'safetensors')
  } else if (known && JSON.stringify(known.accuracy) !== JSON.stringify(model.accuracy) && model.accuracy) {
    await project.models.update({ ...known, accuracy: model.accuracy })
  }
}
