/** From a request for hybrid images to a plan that says everything. */
import { USUAL_IMAGES } from '../../contract/kinds/hybrid/study'
import { checkGrid, requestedGrid } from '../../frequency/mixing-grids'
import { chooseImages, listedImages, listedMost } from '../planning/choose-images'
import { modelChoices } from '../planning/class-matching'
import { measured } from '../planning/measured'
import { distinct } from '../planning/planning'
import type { DataChoice } from '../../contract/studies/choices'
import type { HybridPlan } from '../../contract/kinds/hybrid/study'
import type { StudyRequest } from '../../contract/plans'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

export async function planHybrid(
  project: Project,
  request: Extract<StudyRequest, { kind: 'hybrid' }>,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, part, models } = found
  const grid = requestedGrid(request.fMix, file.height)
  checkGrid(grid.values)
  let pairing: HybridPlan['pairing'] = { kind: 'seeded', seeds: distinct('pairing seed', request.seeds) }
  let data: DataChoice
  if (request.pairsFile === undefined) {
    data = await chooseImages(project, found, request, USUAL_IMAGES, help)
  } else {
    const most = listedMost(request, 'A list of pairs')
    const listed = await help.pairs(request.pairsFile, file, part.split)
    const pairs = { low: listed.low.slice(0, most), high: listed.high.slice(0, most) }
    pairing = { kind: 'listed', pairs }
    data = await listedImages(project, found, [...pairs.low, ...pairs.high], help)
  }
  const plan: HybridPlan = {
    kind: 'hybrid',
    models: modelChoices(models, file),
    data,
    fMix: { ...grid, unit: 'fraction of Nyquist' },
    pairing,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return {
    plan,
    title: `Hybrid images of ${file.name}, ${models.length} ${models.length === 1 ? 'model' : 'models'}`,
  }
}
