/** Words and tables for a paper. */
import { bibtex } from '../../figures/writing/citations'
import { methodsText } from '../../figures/writing/methods-text'
import { modelsTable } from '../../figures/writing/models-table'
import type { Desk, Handlers } from '../desk'

export function writingHandlers(desk: Desk): Handlers<'study.methodsText' | 'models.table'> {
  return {
    'study.methodsText': async ({ study }) => {
      const [{ info, plan }, result, models, dataSets] = await Promise.all([
        desk.invoke('study.get', { study }),
        desk.invoke('study.result', { study }),
        desk.invoke('model.list', {}),
        desk.invoke('dataSet.list', {}),
      ])
      const { text, cited } = methodsText({
        study: info.id,
        note: info.note ?? null,
        plan,
        result,
        models,
        dataSets,
        threads: info.threads,
        version: desk.options.version ?? desk.options.host?.version ?? 'of unknown version',
        finished: info.units,
      })
      return { text, bibtex: bibtex(cited) }
    },
    'models.table': async ({ format }) => {
      const [points, models] = await Promise.all([
        desk.invoke('map.points', {}),
        desk.invoke('model.list', {}),
      ])
      return { table: modelsTable(points, models, format) }
    },
  }
}
