/** Every model of the project with its latest results, for the Map: one call, however many studies. */
import { dataSetOf } from '../../contract/studies/asked-words'
import { toErrorData } from '../../contract/errors'
import { projectIdentities } from '../families/project-identities'
import { CorruptionPoints } from './corruptions'
import { SimilarityPoints } from './similarities'
import { PerturbationPoints } from './perturbations'
import { imagesWork, measuringWork, trainingAccuracyWork } from '../studies/measuring-work'
import { knownResultOf } from '../studies/known-results'
import { lostWords } from '../../studies/readable-result'
import { thingsOf } from '../../studies/facts'
import type { ModelFile } from '../../contract/model'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { HybridModelResult } from '../../contract/kinds/hybrid/study'
import type { StudyInfo } from '../../contract/studies'
import type { MapPoint, MapRequest, MeasuringWork } from '../../contract/map-point'
import type { FamilyIdentity } from '../families/identity'
import type { MapPerturbations } from './perturbations'
import type { Project } from '../../project/project'

interface Measured {
  study: string
  result: HybridModelResult
}

/** @param heeded which of the studies that measure count; absent: all */
export async function mapPoints(
  project: Project,
  { dataSet, reversals: only }: MapRequest = {},
  heeded: (study: string) => boolean = () => true,
): Promise<MapPoint[]> {
  const things = await thingsOf(project)
  const models = [...things.models.values()]
  const studies = await project.studies.list()
  const members = new Map<string, string[]>()
  const trained = new Map<string, string[]>()
  const measured = new Map<string, Measured>()
  const reversals = new Map<string, string[]>()
  const accuracies = new Map<string, MapPoint['accuracy']>()
  const work = new Map<string, MeasuringWork>()
  const sweeps = new Map<string, SweepPlan>()
  const perturbations = new PerturbationPoints()
  const corruptions = new CorruptionPoints()
  const unread = new Map<string, NonNullable<MapPoint['unread']>>()
  const similarities = new SimilarityPoints()
  // In queue order: what comes later replaces what was there.
  for (const info of studies) {
    if (info.kind !== 'sweep' && !heeded(info.id)) continue
    const plan = await planOf(project, info)
    if (plan?.kind === 'sweep') sweeps.set(info.id, plan)
    if (!plan || plan.kind === 'sweep') continue
    if (plan.kind !== 'neural') work.set(info.id, measuringWork(plan))
    for (const { id } of plan.models) members.set(id, [...(members.get(id) ?? []), info.id])
    if ((plan.data?.selection?.found.training ?? 0) > 0)
      for (const { id } of plan.models) trained.set(id, [...(trained.get(id) ?? []), info.id])
    const of = dataSetOf(plan)
    if (dataSet !== undefined && of !== null && of !== dataSet) continue
    if (plan.kind === 'hybrid' && only !== undefined && info.id !== only) continue
    let lost = 0
    const onLost = (): void => {
      lost++
    }
    const look = async (): Promise<void> => {
      await similarities.heed(project, info.id, plan, things, onLost)
      await perturbations.heed(project, info.id, plan, things, onLost)
      await corruptions.heed(project, info.id, plan, things, onLost)
      if (plan.kind !== 'hybrid' && plan.kind !== 'evaluation') return
      const result = await knownResultOf(project, info.id, plan, things, onLost)
      if (result.kind === 'hybrid')
        for (const model of result.models) {
          measured.set(model.id, { study: info.id, result: model })
          reversals.set(model.id, [...(reversals.get(model.id) ?? []), info.id])
        }
      if (result.kind === 'evaluation' && plan.kind === 'evaluation')
        for (const { id, accuracy } of result.models)
          accuracies.set(id, {
            ...accuracy,
            on: plan.data.split ?? plan.data.dataSet,
            choseEpoch: false,
            work: imagesWork(plan.data),
          })
    }
    // Without a word, an older number would stand where the newest should.
    const failure = await look().then(
      () => (lost === 0 ? null : lostWords(lost)),
      (error: unknown) => toErrorData(error).message,
    )
    if (failure !== null)
      for (const { id } of plan.models)
        unread.set(id, [...(unread.get(id) ?? []), { study: info.id, reason: failure }])
  }
  const identities = await projectIdentities(project, models)
  return models.map((model) =>
    withWork(work, {
      ...pick(identities.get(model.id)!),
      ...termOf(model, identities.get(model.id)!),
      ...pointOf(model, members.get(model.id) ?? [], measured.get(model.id)),
      ...perturbations.of(model.id),
      corruptions: corruptions.of(model.id),
      ...similarities.of(model.id),
      ...(reversals.has(model.id) ? { hybridStudies: reversals.get(model.id)! } : {}),
      ...(trained.has(model.id) ? { onTrainingImages: trained.get(model.id)! } : {}),
      ...(unread.has(model.id) ? { unread: unread.get(model.id)! } : {}),
      // A model from elsewhere brings no accuracy of its own: the latest that was measured counts.
      accuracy: accuracyOf(model, sweeps, dataSet) ?? accuracies.get(model.id) ?? null,
    }),
  )
}

/** The accuracy that came with the training; null for a model from elsewhere. */
function accuracyOf(
  { accuracy, provenance }: ModelFile,
  sweeps: ReadonlyMap<string, SweepPlan>,
  dataSet: string | undefined,
): MapPoint['accuracy'] {
  if (accuracy === null) return null
  const sweep = provenance.kind === 'trained' ? sweeps.get(provenance.study) : undefined
  if (dataSet !== undefined && (sweep?.test ?? sweep?.train)?.dataSet !== dataSet) return null
  return {
    ...accuracy,
    ...(sweep ? { work: trainingAccuracyWork(sweep), choseEpoch: sweep.test === null } : {}),
  }
}

function withWork(work: ReadonlyMap<string, MeasuringWork>, point: MapPoint): MapPoint {
  const shown = [
    point.hybridStudy,
    ...[point.medianEpsilon, point.f_half].flatMap(({ L2, Linf }) => [
      L2?.study ?? null,
      Linf?.study ?? null,
    ]),
    ...point.corruptions.map(({ study }) => study),
  ]
  const known = shown.flatMap((study) => {
    const found = study === null ? undefined : work.get(study)
    return study === null || !found ? [] : [[study, found] as const]
  })
  return { ...point, work: Object.fromEntries(known) }
}

function termOf({ provenance }: ModelFile, { neuralSeries }: FamilyIdentity): Pick<MapPoint, 'neuralTerm'> {
  if (provenance.kind !== 'trained' || provenance.neural === undefined) return {}
  const { population, alpha, control, method, simulated } = provenance.neural
  return {
    neuralTerm: {
      ...{ population, alpha, control },
      ...(method ? { method } : {}),
      ...(simulated ? { simulated } : {}),
      series: neuralSeries,
    },
  }
}

function pick({
  family,
  series,
  seriesReason,
  plain,
}: FamilyIdentity): Pick<MapPoint, 'family' | 'series' | 'seriesReason' | 'plain'> {
  return { family, series, seriesReason, plain }
}

async function planOf(project: Project, info: StudyInfo) {
  return (await project.studies.plan(info.id))?.plan ?? null
}

function pointOf(
  model: ModelFile,
  studies: readonly string[],
  measured: Measured | undefined,
): Omit<
  MapPoint,
  'accuracy' | 'corruptions' | 'family' | 'series' | 'seriesReason' | keyof MapPerturbations
> {
  const { id, name, group, configuration, parameters, weights, provenance } = model
  const f_rev = measured?.result.f_rev ?? null
  const crossing = f_rev?.value ?? null
  return {
    id,
    name,
    group,
    sigma: configuration.sigma,
    seed: provenance.kind === 'trained' ? provenance.seed : null,
    ...(provenance.kind === 'trained' && provenance.from !== undefined
      ? { from: provenance.from.model }
      : {}),
    parameters,
    weights,
    size: configuration.size,
    f_rev,
    ...(measured ? { pairings: measured.result.seeds } : {}),
    p_other_at_reversal: measured?.result.p_other_at_reversal ?? null,
    confidence_at_reversal:
      crossing === null || !measured ? null : confidenceAt(measured.result.curve, crossing),
    hybridStudy: measured?.study ?? null,
    studies: provenance.kind === 'trained' ? [provenance.study, ...studies] : [...studies],
  }
}

/** Mean confidence at an f_mix, linear between the measured ones. */
export function confidenceAt(
  curve: readonly { f_mix: number; confidence: number }[],
  fMix: number,
): number | null {
  for (const [i, point] of curve.entries()) {
    if (point.f_mix === fMix) return point.confidence
    const next = curve[i + 1]
    if (!next || fMix < point.f_mix || fMix > next.f_mix) continue
    const share = (fMix - point.f_mix) / (next.f_mix - point.f_mix)
    return point.confidence + share * (next.confidence - point.confidence)
  }
  return null
}
