/**
 * The main job on the shipped images: a sweep over σ, then hybrid images for every model of it. Each step
 * finds what earlier runs have finished, so calling it again on the same folder goes on where it was.
 */
import { join, resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { isProject } from '../project/project'
import { DEMO } from './demo-plan'
import type { StudyRequestInput } from '../contract/plans'
import type { HybridResult, SweepResult } from '../contract/results'
import type { StudyInfo } from '../contract/studies'
import type { Workbench } from './workbench'

/** What may be made smaller (or larger) than the demo's own numbers. */
export interface DemoSize {
  sigmas?: (number | null)[] | undefined
  seeds?: number[] | undefined
  epochs?: number | undefined
  trainLimit?: number | undefined
  testLimit?: number | undefined
  /** Pairs per seed. */
  limit?: number | undefined
}

/** Runs a study to its end, in whatever way the way in shows it. */
export type RunStudy = (request: StudyRequestInput, step: string) => Promise<StudyInfo>

export interface DemoOutcome {
  project: string
  sweep: SweepResult
  /** Null when the sweep did not get so far. */
  hybrid: HybridResult | null
  /** The studies as they ended: done, or why not. */
  studies: StudyInfo[]
}

/** @param resources folder of the shipped data @param folder the demo's project, made when it is not there */
export async function runDemo(
  workbench: Workbench,
  resources: string,
  folder: string,
  size: DemoSize,
  run: RunStudy,
): Promise<DemoOutcome> {
  const project = await openDemo(workbench, folder)
  const dataSet = await addImages(workbench, join(resources, 'fashion-mnist'))
  const swept = await run(sweepRequest(dataSet, size), 'Training')
  const sweep = await sweepResult(workbench, swept.id)
  const models = sweep.runs.flatMap(({ model }) => model ?? [])
  if (models.length === 0 || swept.state !== 'done') return { project, sweep, hybrid: null, studies: [swept] }
  const measured = await run(hybridRequest(dataSet, models, size), 'Hybrid images')
  const hybrid = await workbench.invoke('study.result', { study: measured.id })
  if (hybrid.kind !== 'hybrid') throw new Error(`The study "${measured.id}" is not a hybrid study.`)
  return { project, sweep, hybrid, studies: [swept, measured] }
}

async function openDemo(workbench: Workbench, folder: string): Promise<string> {
  const info = (await isProject(resolve(folder)))
    ? await workbench.invoke('project.open', { folder, mode: 'write' })
    : await workbench.invoke('project.create', { folder, title: DEMO.title })
  return info.folder
}

/** Adds the shipped images; those that are there already are not read again. */
async function addImages(workbench: Workbench, path: string): Promise<string> {
  const known = (await workbench.invoke('dataSet.list', {})).find((file) => file.name === DEMO.dataSet.name)
  if (known?.available) return known.id
  if (known) return (await workbench.invoke('dataSet.relink', { dataSet: known.id, path })).id
  return (
    await workbench.invoke('dataSet.add', {
      path,
      name: DEMO.dataSet.name,
      transforms: { ...DEMO.dataSet.transforms },
    })
  ).id
}

function sweepRequest(dataSet: string, size: DemoSize): StudyRequestInput {
  const { sigmas, seeds, ...rest } = DEMO.sweep
  return {
    kind: 'sweep',
    dataSet,
    ...rest,
    sigmas: size.sigmas ?? [...sigmas],
    seeds: size.seeds ?? [...seeds],
    epochs: size.epochs,
    trainLimit: size.trainLimit ?? rest.trainLimit,
    testLimit: size.testLimit,
  }
}

function hybridRequest(dataSet: string, models: string[], size: DemoSize): StudyRequestInput {
  const { fMix, seeds, batchSize } = DEMO.hybrid
  return { kind: 'hybrid', dataSet, models, fMix: [...fMix], seeds: [...seeds], batchSize, limit: size.limit }
}

async function sweepResult(workbench: Workbench, study: string): Promise<SweepResult> {
  const result = await workbench.invoke('study.result', { study })
  if (result.kind !== 'sweep') throw new UserError('internal', `The study "${study}" is not a sweep.`)
  return result
}
