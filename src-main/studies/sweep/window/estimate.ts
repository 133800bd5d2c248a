/**
 * How long a sweep, and measuring its models, will take on this machine and how much disk it needs: from a
 * few measured steps with the real network, recipe and images.
 */
import { MEASURED_PARTS } from '../../../contract/images/measured-parts'
import { requestedGrid } from '../../../frequency/mixing-grids'
import { likelyFrequencies } from '../../../frequency/refined-grid'
import { imageCount } from '../../study'
import { frontEnds } from '../expand'
import { neuralTerms, termCost } from '../neural-runs'
import { MEASURED_PASSES } from '../../../networks/front-end/noise'
import { partSource } from '../../part-source'
import type { LookMessageOf } from '../../../contract/look'
import type { SweepPlan, SweepRequest } from '../../../contract/kinds/sweep/study'
import type { FollowUpRequest, SweepEstimate } from '../../../contract/kinds/sweep/window'
import type { Project } from '../../../project/project'
import type { WindowDesk } from '../../window'

/** A training step costs about three forward passes, as in the plans of sweeps. */
const TRAINING_COST = 3
/** Bytes of disk per hybrid: class (2) and confidence (4), about halved by compression. */
const BYTES_PER_HYBRID = 3
/** Bytes per pair of images: two indices and two labels, about halved by compression. */
const BYTES_PER_PAIR = 8
/** Bytes of the small files of one model: description, training curve, results. */
const BYTES_OF_FILES = 40_000

/** How much there is to do. */
export interface SweepWork {
  models: number
  /** Of those, models with noise: each of their measurements takes several passes. */
  stochastic: number
  epochs: number
  /** Images per epoch that are learned from, and that choose the best epoch. */
  train: number
  validation: number
  /** Images that clean accuracy is measured on. */
  test: number
  /** Per model: pairs of images over all seeds, and how many f_mix each is shown at; null: not measured. */
  hybrid: { pairs: number; frequencies: number } | null
}

export async function estimateSweep(
  desk: WindowDesk,
  request: SweepRequest,
  then: FollowUpRequest | null,
): Promise<SweepEstimate> {
  const { project } = desk
  const plan = await desk.plan(request)
  const work = await workOf(project, plan, then)
  const { source } = await partSource(project, plan.train.dataSet, plan.train.split ?? 'all')
  const speed = await desk.ask({
    request: 'speed',
    // With a blur if there is one: most models of a sweep have it.
    network: { ...plan.network, sigma: plan.sigmas.find((sigma) => sigma !== null) ?? null },
    recipe: plan.recipe,
    images: source,
    hybridBatch: then ? then.batchSize : null,
    device: plan.device,
    threads: desk.threads,
  })
  return { ...estimate(work, speed), device: plan.device }
}

/** The pure part: from work and speed to time and disk. */
export function estimate(
  work: SweepWork,
  speed: Omit<LookMessageOf<'speed'>, 'message'>,
): Omit<SweepEstimate, 'device'> {
  const forward = speed.trainingImagesPerSecond * TRAINING_COST
  const training =
    speed.startSeconds +
    work.epochs * (work.train / speed.trainingImagesPerSecond + work.validation / forward)
  const hybrids = work.hybrid ? work.hybrid.pairs * work.hybrid.frequencies : 0
  const measuring = work.test / forward + (hybrids === 0 ? 0 : hybrids / (speed.hybridsPerSecond ?? forward))
  const measured = work.models - work.stochastic + work.stochastic * MEASURED_PASSES
  const seconds = training * work.models + measuring * measured
  const bytesPerModel =
    speed.stateBytes +
    BYTES_OF_FILES +
    hybrids * BYTES_PER_HYBRID +
    (work.hybrid?.pairs ?? 0) * BYTES_PER_PAIR
  return {
    models: work.models,
    seconds,
    secondsPerModel: work.models === 0 ? 0 : seconds / work.models,
    bytes: Math.round(bytesPerModel * work.models),
    measuredImagesPerSecond: speed.trainingImagesPerSecond,
    measuredHybridsPerSecond: speed.hybridsPerSecond,
  }
}

async function workOf(project: Project, plan: SweepPlan, then: FollowUpRequest | null): Promise<SweepWork> {
  const images = imageCount(plan.train)
  const terms = neuralTerms(plan)
  const drawn = terms.filter((term) => term !== null).length
  const validation = Math.round(images * plan.recipe.validationFraction)
  return {
    models: frontEnds(plan).length * terms.length * plan.seeds.length,
    stochastic: (plan.noises?.length ?? 0) * terms.length * plan.seeds.length,
    epochs: plan.recipe.epochs,
    // A step with a neural term has its images, too.
    train: ((images - validation) * (terms.length - drawn + drawn * termCost(plan))) / terms.length,
    validation,
    test: plan.test ? imageCount(plan.test) : validation,
    hybrid: then && (await hybridWork(project, plan, then)),
  }
}

async function hybridWork(
  project: Project,
  plan: SweepPlan,
  then: FollowUpRequest,
): Promise<SweepWork['hybrid']> {
  const { part } = await partSource(project, then.dataSet, then.split ?? null, MEASURED_PARTS)
  const images = Math.min(part.images, then.limit ?? part.images)
  const { values, refined } = requestedGrid(then.fMix, plan.network.size)
  const more = Array.from({ length: refined?.rounds ?? 0 }, (_, round) => likelyFrequencies(round))
  const pairings = then.pairsFile === undefined ? then.seeds.length : 1
  return { pairs: images * pairings, frequencies: more.reduce((sum, each) => sum + each, values.length) }
}
