/** Starting a study, and putting its results together. */
import { UserError } from '../../contract/errors'
import { assertWritable } from '../../project/place'
import { trainingImages } from '../../datasets/subset'
import { MEASURED_PARTS } from '../../contract/images/measured-parts'
import { choosePart } from '../../project/data-sets'
import { expand, summarise } from '../../studies/kinds'
import { measuredImages } from '../../studies/measured-images'
import { matchedClasses } from '../../studies/planning/class-matching'
import { sweepNotices } from '../../studies/sweep/words'
import { factsOf } from '../../studies/facts'
import { lostWords, readableResult } from '../../studies/readable-result'
import type { ThingsOfProject } from '../../studies/facts'
import { planStudy } from '../../studies/kinds'
import { contentNotices } from '../contents/provenance'
import { copiesOf } from '../contents/same'
import type { DataSetFile } from '../../contract/data-set'
import type { Plan, StudyRequest } from '../../contract/plans'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { StudyResult } from '../../contract/studies/results'
import type { LogLine, StudyInfo } from '../../contract/studies'
import type { FollowUpRequest } from '../../contract/kinds/sweep/window'
import type { Project } from '../../project/project'
import type { Queue } from '../../jobs/queue'
import type { PlanningHelp } from '../../studies/planning/planning'

/** Stores a study and puts it in line, or `later` lets it wait; `then` is what follows when it is done (sweeps only). */
export async function startStudy(
  { project, queue }: { project: Project; queue: Queue },
  help: PlanningHelp,
  request: StudyRequest,
  { then, later = false }: { then: FollowUpRequest | null; later?: boolean },
  onLog: (study: string, line: LogLine) => void,
  /** Told the study before it is put in line: somebody has asked for it. */
  onAsked: (study: string) => Promise<void> = () => Promise.resolve(),
): Promise<StudyInfo> {
  assertWritable(project)
  if (then && request.kind !== 'sweep')
    throw new UserError('usage', 'Only a sweep can be followed by hybrid images of its models.')
  const { plan, title } = await planStudy(project, request, help)
  // Refused now rather than hours later, when the sweep is done.
  if (then && plan.kind === 'sweep') {
    const followed = await project.dataSets.find(then.dataSet)
    checkFollowUp(followed, plan, then)
    matchedClasses({ ...plan, id: plan.train.dataSet }, followed)
  }
  const facts = await factsOf(project, plan)
  const units = expand(plan, facts)
  const info = await project.studies.add(plan, title, units.length)
  if (then) await project.studies.writeFollowUp(info.id, then)
  const notices =
    plan.kind === 'sweep'
      ? sweepNotices(plan)
      : plan.data === null
        ? []
        : measuredImages({ ...plan, data: plan.data }, facts).notices
  if (notices.length > 0 && info.units.done === 0) {
    const lines = notices.map((message): LogLine => ({
      time: new Date().toISOString(),
      level: 'warning',
      message,
    }))
    await project.studies.appendLog(info.id, lines)
    for (const line of lines) onLog(info.id, line)
  }
  if (later) {
    // One that is there already stays as it is, unless it waits to be computed by itself.
    if (info.state === 'queued') await queue.stop(info.id, 'paused')
    return await project.studies.find(info.id)
  }
  await onAsked(info.id)
  await queue.enqueue(info.id)
  return await project.studies.find(info.id)
}

/** @throws UserError('input') when the models of the sweep will have been trained on every image that is to follow */
function checkFollowUp(
  file: DataSetFile,
  { train, seeds, splitSeed, recipe }: SweepPlan,
  then: FollowUpRequest,
): void {
  if (then.includeTrainingImages || then.pairsFile !== undefined) return
  const part = choosePart(file, then.split ?? null, MEASURED_PARTS)
  if (part.hash !== train.hash) return
  const { validationFraction } = recipe
  const splits = seeds.map((seed) => ({ limit: train.limit, validationFraction, seed: splitSeed ?? seed }))
  if (trainingImages(part.images, splits).size < part.images) return
  throw new UserError(
    'input',
    `No image of "${file.id}" is left for hybrids: together, the ${seeds.length} training seeds learn from all ${part.images} of them. Measure on a test set, train with fewer seeds at a time, or ask for training images.`,
  )
}

/**
 * What a study has found; each model with the hash of the weights that were measured. One damaged result hides only
 * itself.
 *
 * @param onLost told of each stored result that cannot be read
 * @param things the project's data sets and models, where they have been looked up
 */
export async function resultOf(
  project: Project,
  id: string,
  plan: Plan,
  onLost: () => void = () => undefined,
  things?: ThingsOfProject,
): Promise<StudyResult> {
  const facts = await factsOf(project, plan, things)
  const measured = plan.kind === 'sweep' ? null : plan
  const copies =
    measured === null || measured.data === null
      ? undefined
      : await copiesOf(project, { ...measured, data: measured.data }, facts)
  let lost = 0
  let absent = 0
  const onOneLost = (): void => {
    lost++
    onLost()
  }
  const result = await summarise(id, plan, copies ? { ...facts, copies } : facts, {
    result: async (key) => {
      const before = lost
      const found = await readableResult(project, key, onOneLost)
      if (found === null && lost === before) absent++
      return found
    },
    model: async (model) => (await project.models.read(model)) ?? (await project.bin.model(model)),
    log: () => project.studies.log(id),
  })
  if (result.kind !== 'sweep' && result.which) {
    const then = (await project.studies.status(id).catch(() => null))?.contents
    result.which.notices.push(...contentNotices(plan, facts, then))
    if (lost > 0 && result.kind !== 'neural') result.which.notices.push(lostWords(lost))
  }
  // Gratings and a recording's own images are no images of a data set, with which it could be said.
  if (result.kind === 'neural') {
    const isDone = (await project.studies.status(id).catch(() => null))?.state === 'done'
    const notices = [
      ...(lost > 0 ? [lostWords(lost)] : []),
      ...(isDone && absent > 0 ? [olderWords(absent)] : []),
    ]
    if (notices.length > 0) result.notices = notices
  }
  const hashes = await weightsOf(project, plan)
  const tell = (each: { weights?: string }, model: string | null): void => {
    const hash = hashes.get(model ?? '')
    if (hash !== undefined) each.weights = hash
  }
  if (result.kind === 'sweep') for (const run of result.runs) tell(run, run.model)
  else for (const model of result.models) tell(model, model.id)
  return result
}

/** Of a study that was finished, and some of whose results are under no key that this version asks for. */
function olderWords(absent: number): string {
  const what = absent === 1 ? '1 result is' : `${absent} results are`
  return `This study was finished, but ${what} not there as this version of Halfpower computes ${absent === 1 ? 'it' : 'them'} (the method has changed since, or something was removed), and nothing older is shown: resume it to compute ${absent === 1 ? 'it' : 'them'} anew.`
}

/** By id of the model: as the plan has it; of a sweep, which makes its models, as they are stored. */
async function weightsOf(project: Project, plan: Plan): Promise<Map<string, string>> {
  const models =
    plan.kind === 'sweep'
      ? await project.models.list()
      : plan.kind === 'spectrum'
        ? plan.attack.models
        : plan.models
  return new Map(models.map(({ id, weights }) => [id, weights]))
}
