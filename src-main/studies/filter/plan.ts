/** From a request for low- and high-passed images to a plan that says everything. */
import { mixingFrequency } from '../../contract/units'
import { USUAL_IMAGES } from '../../contract/kinds/filter/study'
import { MIXING_GRIDS, defaultGridName } from '../../contract/studies/mixing-grids'
import { chooseImages } from '../planning/choose-images'
import { modelChoices } from '../planning/class-matching'
import { measured } from '../planning/measured'
import { inWords } from '../planning/planning'
import { imageCount } from '../study'
import type { FilterPlan, FilterRequest } from '../../contract/kinds/filter/study'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

/** Of the pairs of hybrids whose histograms and spectra are shown. */
const HYBRID_SEED = 0

/** Fractions of Nyquist when nothing is said: those at which hybrids are mixed. @param side of the images in pixels */
export function usualCutOffs(side: number): number[] {
  return MIXING_GRIDS[defaultGridName(side)].fMix.filter((value) => value > 0)
}

export async function planFilter(
  project: Project,
  request: FilterRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, models } = found
  const data = await chooseImages(project, found, request, USUAL_IMAGES, help, {
    saysAll: request.naturalness && request.naturalnessImages < found.part.images,
  })
  const plan: FilterPlan = {
    kind: 'filter',
    models: modelChoices(models, file),
    data,
    filters: (['low-pass', 'high-pass'] as const).filter((filter) => request.filters.includes(filter)),
    cutOffs: {
      values: [...new Set(request.cutOffs ?? usualCutOffs(file.height))]
        .sort((a, b) => a - b)
        .map(mixingFrequency),
      unit: 'fraction of Nyquist',
    },
    naturalness: request.naturalness
      ? { images: Math.min(request.naturalnessImages, imageCount(data)), seed: HYBRID_SEED }
      : null,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return { plan, title: `Filtered images of ${file.name}, ${inWords(models)}` }
}
