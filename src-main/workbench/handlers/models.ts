/** The models of the project, and the map that puts them beside each other. */
import { resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { copyDurably } from '../../project/models'
import { mapPoints } from '../map-points'
import type { Desk, Handlers } from '../desk'

export function modelHandlers(
  desk: Desk,
): Handlers<'model.list' | 'model.get' | 'model.export' | 'map.points'> {
  return {
    'model.list': () => desk.open.project.models.list(),
    'model.get': async ({ model }) => {
      const { models } = desk.open.project
      const file = await models.find(model)
      return { ...file, training: await models.training(file.id) }
    },
    'model.export': async ({ model, file }) => {
      if (!file.endsWith('.safetensors'))
        throw new UserError('usage', `"${file}" cannot be written: the name must end in .safetensors.`)
      const { models } = desk.open.project
      await copyDurably(models.weightsPath(await models.find(model)), resolve(file))
      return { file: resolve(file) }
    },
    'map.points': () => mapPoints(desk.open.project),
  }
}
