/** What every measurement begins with: the images and the models that were named, which must fit each other. */
import { UserError } from '../../contract/errors'
import { MEASURED_PARTS } from '../../contract/images/measured-parts'
import { choosePart } from '../../project/data-sets'
import { modelChoices } from './class-matching'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type { ModelFile } from '../../contract/model'
import type { DataChoice } from '../../contract/studies/choices'
import type { Project } from '../../project/project'

/** The images and models of a measurement, which must fit each other. */
export async function measured(
  project: Project,
  request: { models: string[]; dataSet: string; split?: string | undefined },
): Promise<{ file: DataSetFile; part: DataSetPart; models: ModelFile[] }> {
  const file = await project.dataSets.find(request.dataSet)
  await project.dataSets.assertAvailable(file)
  const part = choosePart(file, request.split ?? null, MEASURED_PARTS)
  const models = await findModels(project, request.models)
  const size = sideOf(file)
  for (const { id, configuration } of models) {
    if (configuration.size !== size || configuration.channels !== file.channels) {
      throw new UserError(
        'input',
        `The model "${id}" takes images of ${configuration.size}×${configuration.size} pixels and ${configuration.channels} channel(s), but "${file.id}" has ${size}×${size} and ${file.channels}: add the data set again with a matching --size or --gray.`,
      )
    }
  }
  modelChoices(models, file)
  return { file, part, models }
}

export async function findModels(project: Project, names: readonly string[]): Promise<ModelFile[]> {
  const all = await project.models.list()
  if (all.length === 0)
    throw new UserError('usage', 'The project has no models yet: train some with "halfpower sweep".')
  const found = names.includes('all')
    ? all
    : await Promise.all(names.map((name) => project.models.find(name)))
  return found.filter((model, i) => found.findIndex((other) => other.id === model.id) === i)
}

/** A part, as a plan names it. */
export function choice(file: DataSetFile, part: DataSetPart, limit: number | undefined): DataChoice {
  return {
    dataSet: file.id,
    split: part.split,
    hash: part.hash,
    images: part.images,
    limit: limit === undefined || limit >= part.images ? null : limit,
  }
}

/** Side of the images in pixels. UserError('input') when they are not square. */
export function sideOf(file: DataSetFile): number {
  if (file.height !== file.width) {
    throw new UserError(
      'input',
      `The images of "${file.id}" are ${file.width}×${file.height} pixels, but must be square: add the data set again with --size.`,
    )
  }
  return file.height
}
