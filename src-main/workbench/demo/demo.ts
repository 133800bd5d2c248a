/**
 * The main job on the shipped images: a sweep over σ, two σ of it trained once more with another training seed, then
 * hybrid images for every model. Each step finds what earlier runs have finished, so calling it again on the same folder goes on where it was.
 */
import { join, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { isProject } from '../../project/project'
import { DEMO } from './plan'
import type { StudyRequestInput } from '../../contract/plans'
import type { SeedSummary } from '../../contract/comparisons/families'
import type { HybridResult } from '../../contract/kinds/hybrid/study'
import type { SweepResult } from '../../contract/kinds/sweep/study'
import type { StudyInfo } from '../../contract/studies'
import type { Workbench } from '../workbench'

/** What may be made smaller (or larger) than the demo's own numbers. */
export interface DemoSize {
  /** With these or `seeds`, what is asked is trained and nothing is trained once more. */
  sigmas?: (number | null)[] | undefined
  /** Training seeds of every σ. */
  seeds?: number[] | undefined
  epochs?: number | undefined
  trainLimit?: number | undefined
  testLimit?: number | undefined
  /** Pairs per pairing seed. */
  limit?: number | undefined
}

/** Runs a study to its end, in whatever way the way in shows it. */
export type RunStudy = (request: StudyRequestInput, step: string) => Promise<StudyInfo>

export interface DemoOutcome {
  project: string
  /** Every training run of the sweeps that were begun. */
  runs: SweepResult['runs']
  /** Null when the sweeps did not get so far. */
  hybrid: HybridResult | null
  /** What training again changed; null when it did not get so far. */
  seeds: SeedSummary | null
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
  const studies: StudyInfo[] = []
  const runs: SweepResult['runs'] = []
  for (const { request, step } of sweepRequests(dataSet, size)) {
    const swept = await run(request, step)
    studies.push(swept)
    runs.push(...(await sweepResult(workbench, swept.id)).runs)
    if (swept.state !== 'done') return { project, runs, hybrid: null, seeds: null, studies }
  }
  const models = runs.flatMap(({ model }) => model ?? [])
  const measured = await run(hybridRequest(dataSet, models, size), 'Hybrid images')
  studies.push(measured)
  const hybrid = await workbench.invoke('study.result', { study: measured.id })
  if (hybrid.kind !== 'hybrid') throw new Error(`The study "${measured.id}" is not a hybrid study.`)
  return { project, runs, hybrid, seeds: await workbench.invoke('seeds.summary', {}), studies }
}

/** The project of a demo, made when it is not there. */
export async function openDemo(
  workbench: Workbench,
  folder: string,
  title: string = DEMO.title,
): Promise<string> {
  const info = (await isProject(resolve(folder)))
    ? await workbench.invoke('project.open', { folder, mode: 'write' })
    : await workbench.invoke('project.create', { folder, title })
  return info.folder
}

/** Adds the shipped images; those that are there already are not read again. */
export async function addImages(workbench: Workbench, path: string): Promise<string> {
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

function sweepRequests(dataSet: string, size: DemoSize): { request: StudyRequestInput; step: string }[] {
  const { sigmas, seeds, ...rest } = DEMO.sweep
  const request = (
    itsSigmas: readonly (number | null)[],
    itsSeeds: readonly number[],
  ): StudyRequestInput => ({
    kind: 'sweep',
    dataSet,
    ...rest,
    sigmas: [...itsSigmas],
    seeds: [...itsSeeds],
    epochs: size.epochs,
    trainLimit: size.trainLimit ?? rest.trainLimit,
    testLimit: size.testLimit,
  })
  const first = { request: request(size.sigmas ?? sigmas, size.seeds ?? seeds), step: 'Training' }
  if (size.sigmas !== undefined || size.seeds !== undefined) return [first]
  const { again } = DEMO
  return [first, { request: request(again.sigmas, again.seeds), step: 'Training again' }]
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
