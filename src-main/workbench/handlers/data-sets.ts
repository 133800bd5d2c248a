/** The data sets of the project: what they are, and what is in them to look at. */
import { resolve } from 'node:path'
import { shownText } from '../../contract/shown'
import { findDataSet } from '../../datasets/find'
import { expectAnswer } from '../../jobs/job-runner'
import { assertWritable } from '../../project/place'
import { hashAdded } from '../contents/added'
import { addDataSet, relinkDataSet } from '../data-sets/service'
import { previewDataSet } from '../data-sets/preview'
import { pictureFiles, spectrumOfPicture } from '../images'
import { dataSetImages } from '../data-sets/images'
import { DataSetStatisticsCache } from '../data-sets/statistics'
import type { HashedPart } from '../../contract/images/contents'
import type { DataSetInfo, InspectedPart } from '../../contract/data-set'
import type { DataSetSpecification } from '../../datasets/specification'
import type { Desk, Handlers } from '../desk'

export function dataSetHandlers(
  desk: Desk,
): Handlers<
  | 'dataSet.detect'
  | 'dataSet.preview'
  | 'dataSet.add'
  | 'dataSet.list'
  | 'dataSet.relink'
  | 'dataSet.statistics'
  | 'dataSet.images'
  | 'picture.spectrum'
  | 'picture.files'
  | 'dataSet.hash'
  | 'dataSet.stopHashing'
> {
  const statistics = new DataSetStatisticsCache()
  const inspect = async (specifications: DataSetSpecification[]): Promise<InspectedPart[]> => {
    const answer = await desk.ask({ request: 'inspect data set', specifications })
    return expectAnswer(answer, 'inspected').parts
  }
  const fresh = async (id: string): Promise<DataSetInfo> => {
    const { dataSets } = desk.open.project
    return await dataSets.info(await dataSets.find(id))
  }
  return {
    'dataSet.detect': async ({ path, format }) => {
      const found = await findDataSet(resolve(path), format)
      return { ...found, notices: found.notices.map(shownText) }
    },
    'dataSet.preview': (input) => previewDataSet(desk.open, inspect, input),
    'dataSet.add': async (input) => {
      const { project, contents, consent } = desk.open
      assertWritable(project)
      const info = await addDataSet(project, { inspect, contents }, input)
      await consent.toAdding()
      desk.emit('dataSets.changed', null)
      const notices = await hashAdded(desk, info)
      return { ...info, ...(await fresh(info.id)), notices: [...(info.notices ?? []), ...notices] }
    },
    'dataSet.hash': async ({ dataSet }) => {
      const { project, contents } = desk.open
      assertWritable(project)
      const files =
        dataSet === undefined ? await project.dataSets.list() : [await project.dataSets.find(dataSet)]
      const found: HashedPart[] = []
      for (const file of files) found.push(...(await contents.ofDataSet(file)))
      return found
    },
    'dataSet.stopHashing': async () => {
      await desk.open.contents.stop()
      return null
    },
    'dataSet.list': async () => {
      const { dataSets } = desk.open.project
      return await Promise.all((await dataSets.list()).map((file) => dataSets.info(file)))
    },
    'dataSet.relink': async ({ dataSet, path }) => {
      const { project, windows } = desk.open
      assertWritable(project)
      const info = await relinkDataSet(project, inspect, dataSet, path)
      windows.forget()
      desk.emit('dataSets.changed', null)
      if (desk.options.host) desk.open.contents.inBackground(info.id)
      return info
    },
    'dataSet.statistics': (input) => statistics.of(desk, input),
    'dataSet.images': (input) => dataSetImages(desk.open, input),
    'picture.spectrum': ({ picture }) => spectrumOfPicture(desk.open, picture),
    'picture.files': ({ pictures }) => pictureFiles(desk.open.images, pictures),
  }
}
