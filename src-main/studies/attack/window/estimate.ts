/**
 * How long an attack study will take on this machine and how much disk it needs: from a few measured steps with
 * the first model and the real images, and from how many steps the method takes.
 */
import { typicalPasses } from '../cost'
import { imagesOf, modelOf } from '../../study'
import { factsOf } from '../../facts'
import type { AttackPlan, AttackRequest } from '../../../contract/kinds/attack/study'
import type { AttackEstimate } from '../../../contract/kinds/attack/window'
import type { LookMessageOf } from '../../../contract/look'
import type { WindowDesk } from '../../window'

/** Bytes of the JSON about one image. */
const BYTES_PER_ROW = 450
/** Bytes of the small files of one model. */
const BYTES_OF_FILES = 20_000

export async function estimateAttack(desk: WindowDesk, request: AttackRequest): Promise<AttackEstimate> {
  const plan = await desk.plan(request)
  const facts = await factsOf(desk.project, plan)
  const { indices, targets } = plan.images
  const { batchSize } = plan.settings
  const speed = await desk.ask({
    request: 'attack speed',
    model: modelOf(plan.models[0]!, facts).task,
    images: imagesOf(plan.data, facts),
    indices: indices.slice(0, batchSize),
    targets: targets?.slice(0, batchSize) ?? null,
    settings: plan.settings,
    device: plan.device,
    threads: desk.threads,
  })
  const { height, width, channels } = facts.dataSets.get(plan.data.dataSet)!.file
  return {
    ...estimate(plan, height * width * channels, speed),
    device: plan.device,
  }
}

/** The pure part: from work and speed to time and disk. @param numbers per image */
export function estimate(
  { models, images, settings }: Pick<AttackPlan, 'models' | 'images' | 'settings'>,
  numbers: number,
  speed: Omit<LookMessageOf<'attack speed'>, 'message'>,
): Omit<AttackEstimate, 'device'> {
  const passes = typicalPasses(settings.method, settings.norm, settings.samples)
  const forwardOnly = Math.max(0, passes.forward - passes.backward)
  const secondsPerImage =
    passes.backward / speed.gradientImagesPerSecond + forwardOnly / speed.forwardImagesPerSecond
  const count = images.indices.length
  const secondsPerModel = speed.startSeconds + count * secondsPerImage
  return {
    models: models.length,
    images: count,
    seconds: secondsPerModel * models.length,
    secondsPerModel,
    bytes: Math.round((count * (numbers * 4 + BYTES_PER_ROW) + BYTES_OF_FILES) * models.length),
    measuredImagesPerSecond: speed.gradientImagesPerSecond,
  }
}
