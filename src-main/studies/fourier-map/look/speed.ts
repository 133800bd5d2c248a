/** How fast this machine measures a Fourier map: steps of its first row with the real model and images, then stopped. */
import { subset } from '../../../datasets/subset'
import { measureRow } from '../measure'
import { chosenIndices } from '../../context'
import { measuredRows } from '../directions'
import type { JobMessage, JobRequest } from '../../../contract/tasks'
import type { OpenThings } from '../../context'

/** Milliseconds after which a measurement ends with the step that it is in. */
const LONGEST = 4_000

/** What ends the measuring; not an error that anybody sees. */
class Enough extends Error {}

export async function measureFourierSpeed(
  request: Extract<JobRequest, { request: 'fourier speed' }>,
  open: OpenThings,
): Promise<Extract<JobMessage, { message: 'fourier speed' }>> {
  const began = performance.now()
  const whole = await open.data(request.images)
  const model = await open.model(request.model)
  // One batch: the shape of all steps but the last.
  const indices = chosenIndices(whole, request.images).slice(0, request.batchSize)
  const data = subset(whole, indices)
  const [first] = measuredRows(whole.height, null).slice(-1)
  const marks: { time: number; images: number }[] = []
  let images = 0
  try {
    await measureRow(model, data, {
      norm: request.norm,
      row: first!.row,
      columns: first!.columns,
      seed: 0,
      batchSize: request.batchSize,
      indices,
      onStep: (count) => {
        images += count
        marks.push({ time: performance.now(), images })
        if (marks.length > 2 && performance.now() - marks[0]!.time > LONGEST) throw new Enough()
      },
    })
  } catch (error) {
    if (!(error instanceof Enough)) throw error
  }
  const [start, end] = [marks[0]!, marks.at(-1)!]
  const seconds = Math.max(1e-3, (end.time - start.time) / 1000)
  return {
    message: 'fourier speed',
    startSeconds: (start.time - began) / 1000,
    imagesPerSecond: Math.max(1e-3, (end.images - start.images) / seconds),
  }
}
