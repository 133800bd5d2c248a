/**
 * The principal components that a network's front end projects onto: of all images that training is given,
 * those that choose the best epoch included; labels play no part (methods A.5).
 */
import { principalComponents } from '../../training/principal-components'
import { chosenImages } from '../context'
import { encodeComponents } from './weights-file'
import type { UnitOutcome } from '../../contract/tasks'
import type { ComponentsTask } from '../../contract/kinds/sweep/tasks'
import type { UnitContext } from '../context'
import type { ComponentsData } from '../../contract/kinds/sweep/units'

export async function runComponents(task: ComponentsTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await chosenImages(context, task.images)
  const began = performance.now()
  const { mean, components, variances, totalVariance } = await principalComponents({
    data,
    count: task.count,
    onProgress: (done) =>
      context.progress({
        work: done,
        imagesPerSecond: (done / (performance.now() - began)) * 1000,
        label: null,
      }),
  })
  const found: ComponentsData = {
    explained: variances.reduce((sum, value) => sum + value, 0) / totalVariance,
  }
  context.log(
    'info',
    `${task.count} principal components hold ${(100 * found.explained).toFixed(1)} % of the variance`,
  )
  const arrays = await context.writeArrays(encodeComponents(mean, components))
  return { data: { ...found }, arrays }
}
