/** How long a Fourier map takes on this machine. */
import { factsOf } from '../../facts'
import { imageCount, imagesOf, modelOf } from '../../study'
import { measuredRows } from '../directions'
import type { FourierMapRequest } from '../../../contract/kinds/fourier-map/study'
import type { FourierMapEstimate } from '../../../contract/kinds/fourier-map/window'
import type { WindowDesk } from '../../window'

/** A few steps with the first model and real images; then what all of it takes. */
export async function estimateFourierMap(
  desk: WindowDesk,
  request: FourierMapRequest,
): Promise<FourierMapEstimate> {
  const plan = await desk.plan(request)
  const facts = await factsOf(desk.project, plan)
  const { imagesPerSecond, startSeconds } = await desk.ask({
    request: 'fourier speed',
    model: modelOf(plan.models[0]!, facts).task,
    images: imagesOf(plan.data, facts),
    norm: plan.norm.value,
    batchSize: plan.batchSize,
    device: plan.device,
    threads: desk.threads,
  })
  const rows = measuredRows(plan.size, plan.extent)
  const directions = rows.reduce((sum, { columns }) => sum + columns.length, 0)
  const images = imageCount(plan.data)
  // Each row classifies the images once more without a perturbation.
  const secondsPerModel = startSeconds + (images * (directions + rows.length)) / imagesPerSecond
  return {
    models: plan.models.length,
    directions,
    images,
    norm: plan.norm,
    seconds: secondsPerModel * plan.models.length,
    secondsPerModel,
    measuredImagesPerSecond: imagesPerSecond,
    device: plan.device,
  }
}
