/**
 * Writes a study for a cluster: a folder with batch jobs for all that is unfinished of it, and what they read.
 * Invariant: manifest.json is written last, so a folder without it is nothing that a node would compute.
 */
import { dirname, join, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { shown } from '../../contract/shown'
import { settledUnits, threadsOfResults } from '../../jobs/finished'
import { packProject } from '../../jobs/cluster/packed-project'
import { scriptName, scriptsOf } from '../../jobs/cluster/scripts'
import { stagesOf } from '../../jobs/cluster/stages'
import { quoted } from '../../project/quoted'
import { WriteDoor, makeNamedFolder, namesIn } from '../../project/write-atomically'
import { estimateUnits } from '../../studies/estimate/estimate'
import { workOf } from '../studies/facts'
import type { ExportedJobs, JobsManifest, SlurmOptions } from '../../contract/studies/cluster'
import type { PlanFile } from '../../contract/plans'
import type { Project } from '../../project/project'

export interface ExportRequest {
  stored: PlanFile
  folder: string
  slurm: SlurmOptions
  /** Threads where nobody has said a number; null leaves it to this machine. */
  usualThreads: number | null
  /** Version of Halfpower. */
  version: string
  /** The words that start Halfpower on a node. */
  program: readonly string[]
}

/** @throws UserError where nothing is left to compute, the folder is not empty, or the options do not fit the study */
export async function exportJobs(
  project: Project,
  { stored, folder: path, slurm, usualThreads, version, program }: ExportRequest,
): Promise<ExportedJobs> {
  const folder = resolve(path)
  const { id: study, plan, title } = stored
  const work = await workOf(project, study, { threads: slurm.threads ?? usualThreads, jobs: 1 })
  const { units, publications, device } = work
  const settled = await settledUnits(project, units, publications)
  const todo = units.filter(({ key }) => !settled.has(key))
  if (todo.length === 0)
    throw new UserError('usage', `The study "${study}" is done: there is nothing to compute on a cluster.`)
  const { threads: said } = await project.studies.lastStatus(study)
  const kept = await threadsOfResults(project, settled, said)
  if (kept !== null && slurm.threads !== undefined && slurm.threads !== kept)
    throw new UserError(
      'usage',
      `The study "${study}" has results that were computed with ${kept} threads, and ${slurm.threads} would give the others other last bits: leave --threads out, or give ${kept}.`,
    )
  const threads = kept ?? work.threads
  const data = await dataPlaces(project, slurm.data ?? [])
  const staged = stagesOf(todo, slurm.perTask ?? null)
  await assertEmpty(folder, project.folder)
  const notices = noticesOf(device, slurm)
  const described = {
    ...{ study, title, plan, device, threads, program: version },
    units: staged.units.map(({ unit: { key, label, needs }, stage, task }) => ({
      key,
      label,
      stage,
      task,
      needs,
    })),
    tasks: [...staged.tasks],
  }
  await makeNamedFolder(folder, 'a folder of jobs')
  const door = new WriteDoor(folder)
  try {
    const packed = { stored, units, publications, settled, threads }
    const files = await packProject(project, join(folder, 'project'), packed)
    for (const name of ['bundles', 'done', 'logs']) await door.makeFolder(join(folder, name))
    const { memoryBytes } = estimateUnits(study, units, settled)
    for (const { name, text } of scriptsOf(described, {
      program,
      slurm: { ...slurm, data },
      memoryBytes,
      notices,
    }))
      await door.write(join(folder, name), text)
    const manifest: JobsManifest = { format: 'halfpower jobs', version: 1, ...described, files }
    await door.writeStored(join(folder, 'manifest.json'), manifest)
  } catch (error) {
    await new WriteDoor(dirname(folder)).removeFolder(folder).catch(() => undefined)
    throw error
  }
  return {
    ...{ study, folder, threads, notices, units: todo.length, finished: settled.size },
    stages: stagesSaid(described.tasks),
    submit: `bash ${quoted(join(folder, 'submit.sh'))}`,
  }
}

function stagesSaid(tasks: JobsManifest['tasks']): ExportedJobs['stages'] {
  const stages: ExportedJobs['stages'] = []
  for (const { stage, first, last } of tasks) {
    const known = stages[stage - 1] ?? { script: scriptName(stage), tasks: 0, units: 0 }
    stages[stage - 1] = { ...known, tasks: known.tasks + 1, units: known.units + last - first + 1 }
  }
  return stages
}

type DataPlaces = NonNullable<SlurmOptions['data']>

/** Data sets by id, whichever way they were named. */
async function dataPlaces(project: Project, places: DataPlaces): Promise<DataPlaces> {
  const found: DataPlaces = []
  for (const { name, path } of places) found.push({ name: (await project.dataSets.find(name)).id, path })
  return found
}

async function assertEmpty(folder: string, project: string): Promise<void> {
  if (`${folder}/`.startsWith(`${project}/`))
    throw new UserError(
      'usage',
      `"${shown(folder)}" lies in the project: choose a folder outside of it, which the nodes of the cluster can see.`,
    )
  const names = await namesIn(folder)
  if (names.includes('manifest.json'))
    throw new UserError(
      'usage',
      `"${shown(folder)}" holds jobs already: bring back their results with "halfpower study import-results", and choose a new folder for what is missing then.`,
    )
  if (names.length > 0)
    throw new UserError('usage', `"${shown(folder)}" is not empty: choose a folder that does not exist yet.`)
}

function noticesOf(device: string, { gpus }: SlurmOptions): string[] {
  const onProcessor = device === 'onnxruntime-cpu'
  if (gpus !== undefined && onProcessor)
    return [
      `This study is computed on the processor (${device}): the cards that are asked for would stand idle. Start it with --device of a card to use one.`,
    ]
  if (gpus === undefined && !onProcessor)
    return [`This study is computed on ${device}: the nodes need it, and no card is asked for (--gpus 1).`]
  return []
}
