/** On which data sets the models of a project were measured: one Map is of one of them. */
import { dataSetOf } from '../../contract/studies/asked-words'
import type { MapDataSet } from '../../contract/map-point'
import type { Project } from '../../project/project'

interface Found {
  models: Set<string>
  reversals: MapDataSet['reversals']
  /** Models with hybrid images. */
  reversed: Set<string>
}

/** Those with most models that were measured with hybrid images first, then those with most models. */
export async function mapDataSets(project: Project): Promise<MapDataSet[]> {
  const found = new Map<string, Found>()
  const of = (dataSet: string): Found => {
    const known = found.get(dataSet) ?? { models: new Set(), reversals: [], reversed: new Set() }
    found.set(dataSet, known)
    return known
  }
  // In queue order, so that the newest study comes last.
  for (const info of await project.studies.list()) {
    if (info.units.done === 0) continue
    const plan = (await project.studies.plan(info.id))?.plan
    const dataSet = plan && (plan.kind === 'sweep' ? (plan.test ?? plan.train).dataSet : dataSetOf(plan))
    if (plan === undefined || dataSet === null || dataSet === undefined) continue
    const entry = of(dataSet)
    if (plan.kind === 'sweep' || plan.kind === 'neural') continue
    for (const { id } of plan.models) entry.models.add(id)
    if (plan.kind !== 'hybrid') continue
    for (const { id } of plan.models) entry.reversed.add(id)
    const { id: study, title, asked } = info
    entry.reversals.unshift({ study, title, asked, models: plan.models.length })
  }
  const names = new Map((await project.dataSets.list()).map(({ id, name }) => [id, name]))
  return [...found]
    .sort(([, a], [, b]) => b.reversed.size - a.reversed.size || b.models.size - a.models.size)
    .map(([id, { models, reversals }]) => ({
      id,
      name: names.get(id) ?? id,
      models: models.size,
      reversals,
    }))
}
