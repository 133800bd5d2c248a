/** The models of the project, and the map that puts them beside each other. */
import { compareModels } from '../comparison/compare-models'
import { findGoldilocks } from '../goldilocks/find'
import { seedSummary } from '../families/seed-summary'
import { mapDataSets } from '../map/data-sets'
import { mapPoints } from '../map/points'
import { exportModel } from '../models/export'
import { importFile, inspectFile, tryFile } from '../models/import'
import { checkedModelName } from '../models/names'
import type { Desk, Handlers } from '../desk'

export function modelHandlers(
  desk: Desk,
): Handlers<
  | 'model.list'
  | 'model.get'
  | 'model.inspect'
  | 'model.try'
  | 'model.import'
  | 'model.describe'
  | 'model.export'
  | 'map.points'
  | 'map.dataSets'
  | 'seeds.summary'
  | 'models.compare'
  | 'goldilocks.find'
> {
  return {
    'model.list': () => desk.open.project.models.list(),
    'model.get': async ({ model }) => {
      const { models } = desk.open.project
      const file = await models.find(model)
      const { lines } = await models.training(file.id)
      return { ...file, training: lines, trainingLeftOut: await models.trainingLeftOut(file) }
    },
    'model.inspect': ({ file }) => inspectFile(desk, file),
    'model.try': (input) => tryFile(desk, input),
    'model.import': (input) => importFile(desk, input),
    'model.describe': async ({ model, name, group, note }) => {
      const { models } = desk.open.project
      const found = await models.find(model)
      const others = (await models.list()).filter(({ id }) => id !== found.id)
      const { note: before, ...kept } = found
      const written = (note ?? before ?? '').trim()
      const described = {
        ...kept,
        ...(written !== '' && { note: written }),
        name: name === undefined ? found.name : checkedModelName(name, others),
        group: group ?? found.group,
      }
      await models.update(described)
      desk.emit('models.changed', null)
      return described
    },
    'model.export': ({ model, file, overwrite }) => exportModel(desk, model, file, overwrite),
    'map.points': (input) => mapPoints(desk.open.project, input),
    'map.dataSets': () => mapDataSets(desk.open.project),
    'seeds.summary': () => seedSummary(desk.open.project),
    'goldilocks.find': () => findGoldilocks(desk),
    'models.compare': ({ models }) => compareModels(desk, models),
  }
}
