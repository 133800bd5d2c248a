/** The data sets of the project: what they are, and what is in them to look at. */
import { resolve } from 'node:path'
import { shownText } from '../../contract/shown'
import { findDataSet } from '../../datasets/find'
import { expectAnswer } from '../../jobs/job-runner'
import { assertWritable } from '../../project/place'
import { addDataSet, relinkDataSet } from '../data-set-service'
import { dataSetImages } from '../data-set-images'
import { DataSetStatisticsCache } from '../data-set-statistics'
import type { InspectedPart } from '../../contract/data-set'
import type { DataSetSpecification } from '../../datasets/data-set'
import type { Desk, Handlers } from '../desk'

export function dataSetHandlers(
  desk: Desk,
): Handlers<
  | 'dataSet.detect'
  | 'dataSet.add'
  | 'dataSet.list'
  | 'dataSet.relink'
  | 'dataSet.statistics'
  | 'dataSet.images'
> {
  const statistics = new DataSetStatisticsCache()
  const inspect = async (specifications: DataSetSpecification[]): Promise<InspectedPart[]> => {
    const answer = await desk.ask({ request: 'inspect data set', specifications })
    return expectAnswer(answer, 'inspected').parts
  }
  return {
    'dataSet.detect': async ({ path }) => {
      const found = await findDataSet(resolve(path))
      return { ...found, notices: found.notices.map(shownText) }
    },
    'dataSet.add': async (input) => {
      const { project } = desk.open
      assertWritable(project)
      const info = await addDataSet(project, inspect, input)
      desk.emit('dataSets.changed', null)
      return info
    },
    'dataSet.list': async () => {
      const { dataSets } = desk.open.project
      return await Promise.all((await dataSets.list()).map((file) => dataSets.info(file)))
    },
    'dataSet.relink': async ({ dataSet, path }) => {
      const { project, hybridViews, attackViews } = desk.open
      assertWritable(project)
      const info = await relinkDataSet(project, inspect, dataSet, path)
      hybridViews.forget()
      attackViews.forget()
      desk.emit('dataSets.changed', null)
      return info
    },
    'dataSet.statistics': (input) => statistics.of(desk, input),
    'dataSet.images': (input) => dataSetImages(desk.open, input),
  }
}
