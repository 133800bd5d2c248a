/**
 * Emptying the bin: what a deleted study has found is removed where no other study has it, deleted things for good; of
 * what studies still use, the description stays, so that they keep their results.
 */
import { lstat } from 'node:fs/promises'
import { UserError } from '../../contract/errors'
import { factsOf } from '../../studies/facts'
import { expand } from '../../studies/kinds'
import { studiesThatUse } from './look'
import type { BinEntryFile } from '../../contract/bin'
import type { Plan } from '../../contract/plans'
import type { Project } from '../../project/project'
import type { Unit } from '../../studies/study'

export interface Emptied {
  removed: number
  /** That are free now. */
  bytes: number
  notices: string[]
}

export async function emptyBin(project: Project, entries: readonly BinEntryFile[]): Promise<Emptied> {
  const notices: string[] = []
  const studies = entries.filter(({ kind }) => kind === 'study')
  // Before anything is removed: what a study has found follows from its plan and what that names.
  let bytes = studies.length === 0 ? 0 : await removeResults(project, studies, notices)
  for (const entry of entries) {
    const used = entry.kind !== 'study' && entry.kind !== 'figure' && (await isUsed(project, entry, entries))
    bytes += await project.bin.remove(entry, used)
  }
  return { removed: entries.length, bytes, notices }
}

/** Also by studies that stay in the bin. */
async function isUsed(
  project: Project,
  entry: BinEntryFile,
  removed: readonly BinEntryFile[],
): Promise<boolean> {
  if ((await studiesThatUse(project, entry)).length > 0) return true
  // One that cannot be read may be mended, and use it.
  if ((await unreadable(project)).length > 0) return true
  return (await project.bin.list()).some(
    ({ id, kind }) => kind === 'study' && !removed.some((each) => each.id === id),
  )
}

async function removeResults(
  project: Project,
  studies: readonly BinEntryFile[],
  notices: string[],
): Promise<number> {
  const going = new Map<string, Unit>()
  try {
    for (const entry of studies)
      for (const unit of await unitsOf(project, await project.bin.plan(entry))) going.set(unit.key, unit)
    for (const plan of await plansThatStay(project, studies))
      for (const { key, reads = [] } of await unitsOf(project, plan))
        for (const each of [key, ...reads]) going.delete(each)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    notices.push(
      `Results of deleted studies stay on the disk, because it is not known which of them other studies have: ${error.message}`,
    )
    return 0
  }
  let bytes = 0
  for (const { key, arrays } of going.values()) {
    if (arrays !== null) {
      bytes += await sizeOf(project.results.arraysPath(key, arrays))
      await project.results.dropArrays(key, arrays)
    }
    bytes += await sizeOf(project.results.jsonPath(key))
    await project.results.drop(key)
  }
  return bytes
}

async function plansThatStay(project: Project, removed: readonly BinEntryFile[]): Promise<Plan[]> {
  const plans: Plan[] = []
  for (const { id } of await project.studies.list()) {
    const stored = await project.studies.plan(id)
    if (stored) plans.push(stored.plan)
  }
  for (const entry of await project.bin.list()) {
    if (entry.kind !== 'study' || removed.some(({ id }) => id === entry.id)) continue
    const plan = await project.bin.plan(entry)
    if (plan) plans.push(plan)
  }
  // One that cannot be read may have any of the results.
  const [damage] = await unreadable(project)
  if (damage !== undefined) throw new UserError('project', damage)
  return plans
}

/** One sentence for each study, and each thing in the bin, of which it is not known what it is. */
async function unreadable(project: Project): Promise<string[]> {
  return [...(await project.studies.damages()), ...(await project.bin.unreadable())]
}

async function unitsOf(project: Project, plan: Plan | null): Promise<Unit[]> {
  return plan === null ? [] : expand(plan, await factsOf(project, plan))
}

async function sizeOf(path: string): Promise<number> {
  return await lstat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
