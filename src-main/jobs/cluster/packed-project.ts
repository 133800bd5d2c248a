/**
 * The project that the nodes compute in: what the unfinished units of a study read, and nothing else. Images stay where
 * they are. Its paths are those of a project, so that the same plan expands into the same units there.
 */
import { join } from 'node:path'
import { lstat, readdir } from 'node:fs/promises'
import { createProject } from '../../project/project'
import { hashOfFile } from '../../project/results'
import { doorOf } from '../../project/place'
import { copyResult } from './copy-result'
import type { JobsManifest } from '../../contract/studies/cluster'
import type { PlanFile } from '../../contract/plans'
import type { Project } from '../../project/project'
import type { Publication, Unit } from '../../studies/study'

export interface Packed {
  stored: PlanFile
  units: readonly Unit[]
  publications: readonly Publication[]
  settled: ReadonlySet<string>
  threads: number
}

/** Makes it in a folder that is not there yet, and says what is in it. */
export async function packProject(
  from: Project,
  folder: string,
  { stored, units, publications, settled, threads }: Packed,
): Promise<JobsManifest['files']> {
  const to = await createProject(folder, stored.title)
  try {
    await copyDescriptions(from, to, stored)
    const info = await to.studies.add(stored.plan, stored.title, units.length)
    await to.studies.writeStatus({ ...(await to.studies.lastStatus(info.id)), state: 'paused', threads })
    for (const unit of neededUnits(units, settled)) {
      const result = await from.results.read(unit.key)
      if (result === null) continue
      const arrays = unit.arrays === null ? null : from.results.arraysPath(unit.key, unit.arrays)
      await copyResult(to, result, arrays !== null && (await from.results.hasFile(arrays)) ? arrays : null)
    }
    for (const key of readUnits(units, settled)) {
      const result = await from.results.read(key)
      if (result !== null) await copyResult(to, result, from.results.arraysPath(key, 'npz'))
    }
    // Weights that are finished and wait to be measured are with their models.
    for (const { id, weights, accuracy } of publications) {
      if (!settled.has(weights.key) || settled.has(accuracy.key)) continue
      const model = await from.models.read(id)
      if (model !== null) await to.models.publish(model, from.models.weightsPath(model), [])
    }
  } finally {
    await to.close()
  }
  return await filesBelow(folder)
}

/** Data sets, models and populations that the plan names anywhere: kinds of study name them in different places. */
async function copyDescriptions(from: Project, to: Project, { plan }: PlanFile): Promise<void> {
  const words = new Set<string>()
  collectWords(plan, words)
  for (const file of await from.populations.list()) {
    if (!words.has(file.id)) continue
    collectWords(file.source, words)
    await to.populations.publish(file, from.populations.contentPath(file))
  }
  for (const file of await from.dataSets.list()) {
    if (!words.has(file.id)) continue
    // The hashes of its single files stay behind: no unit reads them.
    const path = from.dataSets.absolutePath(file)
    const parts = file.parts.map(({ content: _content, ...part }) => part)
    await doorOf(to).writeStored(join(to.folder, 'datasets', `${file.id}.json`), { ...file, path, parts })
  }
  for (const model of await from.models.list())
    if (words.has(model.id)) await to.models.publish(model, from.models.weightsPath(model), [])
}

function collectWords(value: unknown, words: Set<string>): void {
  if (typeof value === 'string') words.add(value)
  else if (Array.isArray(value)) for (const each of value) collectWords(each, words)
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collectWords(each, words)
}

/** Finished units that unfinished ones need, and those that these came from. */
function neededUnits(units: readonly Unit[], settled: ReadonlySet<string>): Unit[] {
  const needed = new Set<string>()
  for (const unit of [...units].reverse())
    if (!settled.has(unit.key) || needed.has(unit.key)) for (const key of unit.needs) needed.add(key)
  return units.filter(({ key }) => settled.has(key) && needed.has(key))
}

/** Finished units of other studies that unfinished ones read. */
function readUnits(units: readonly Unit[], settled: ReadonlySet<string>): Set<string> {
  return new Set(units.flatMap(({ key, reads = [] }) => (settled.has(key) ? [] : reads)))
}

async function filesBelow(folder: string): Promise<JobsManifest['files']> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files: JobsManifest['files'] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const path = file.slice(folder.length + 1).replaceAll('\\', '/')
    files.push({ path, bytes: (await lstat(file)).size, sha256: await hashOfFile(file) })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
