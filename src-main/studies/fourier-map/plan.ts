/** From a request for a Fourier map to a plan that says everything. */
import { USUAL_IMAGES } from '../../contract/kinds/fourier-map/study'
import { PUBLISHED_NORMS } from '../../frequency/fourier-basis'
import { chooseImages } from '../planning/choose-images'
import { modelChoices } from '../planning/class-matching'
import { measured, sideOf } from '../planning/measured'
import { inWords } from '../planning/planning'
import type { FourierMapPlan, FourierMapRequest } from '../../contract/kinds/fourier-map/study'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

/** From this side on, images are treated as ImageNet's. */
const LARGE = 128

/** Cycles per image along each axis that are published for ImageNet: 63×63 places. */
const LARGE_EXTENT = 31

/** Origin of a norm that was said. */
export const AS_ASKED = 'as asked'

/** Cycles per image along each axis when nothing is said; null: the whole plane. @param size of the images in pixels */
export function usualExtent(size: number): number | null {
  return size < LARGE ? null : LARGE_EXTENT
}

export async function planFourierMap(
  project: Project,
  request: FourierMapRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, models } = found
  const size = sideOf(file)
  const extent = request.extent ?? usualExtent(size)
  const plan: FourierMapPlan = {
    kind: 'fourier-map',
    models: modelChoices(models, file),
    data: await chooseImages(project, found, request, USUAL_IMAGES, help),
    size,
    norm: perturbationNorm(size, file.channels, request.norm),
    extent: extent === null || extent >= size / 2 ? null : extent,
    seed: request.seed,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return { plan, title: `Fourier map on ${file.name}, ${inWords(models)}` }
}

/**
 * The asked norm, or the published one of the benchmark whose images are of about this side in pixels. `origin` says
 * where that number is for other images than these: nothing is published for gray ones or for other sizes.
 */
export function perturbationNorm(
  size: number,
  channels: number,
  asked: number | undefined,
): FourierMapPlan['norm'] {
  const unit = 'L2 per channel'
  if (asked !== undefined) return { value: asked, unit, origin: AS_ASKED }
  const [set, side] = size < LARGE ? (['CIFAR-10', 32] as const) : (['ImageNet', 224] as const)
  const published = `published for ${set} (colour, ${side}×${side} pixels)`
  const here = channels === 1 ? `gray images of ${size}×${size} pixels` : `${size}×${size} pixels`
  const own = channels === 3 && size === side
  return {
    value: PUBLISHED_NORMS[set],
    unit,
    origin: own ? published : `the number ${published}, as it is; none is published for ${here}`,
  }
}
