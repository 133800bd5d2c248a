/**
 * How long an attack study will take on this machine and how much disk it needs: from a few measured steps with
 * the first model and the real images, and from how many steps the method takes.
 */
import { expectAnswer } from '../jobs/job-runner'
import { typicalPasses } from '../studies/attack/cost'
import { imagesOf, modelOf } from '../studies/study'
import { factsOf } from './facts'
import { planStudy } from '../studies/kinds'
import type { AttackPlan, AttackRequest } from '../contract/kinds/attack/study'
import type { AttackEstimate } from '../contract/kinds/attack/window'
import type { LookMessageOf } from '../contract/look'
import type { Desk } from './desk'

/** Bytes of the JSON about one image. */
const BYTES_PER_ROW = 450
/** Bytes of the small files of one model. */
const BYTES_OF_FILES = 20_000

export async function estimateAttack(desk: Desk, request: AttackRequest): Promise<AttackEstimate> {
  const { project } = desk.open
  const { plan } = await planStudy(project, request, desk.help)
  if (plan.kind !== 'attack') throw new Error('An attack request became another plan.')
  const facts = await factsOf(project, plan)
  const { indices, targets } = plan.images
  const { batchSize } = plan.settings
  const answer = await desk.ask({
    request: 'attack speed',
    model: modelOf(plan.models[0]!, facts).task,
    images: imagesOf(plan.data, facts),
    indices: indices.slice(0, batchSize),
    targets: targets?.slice(0, batchSize) ?? null,
    settings: plan.settings,
    device: plan.device,
    threads: desk.options.threads,
  })
  const { height, width, channels } = facts.dataSets.get(plan.data.dataSet)!.file
  return {
    ...estimate(plan, height * width * channels, expectAnswer(answer, 'attack speed')),
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
