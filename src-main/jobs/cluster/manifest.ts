/** Reading a folder of jobs, which may have been copied and may come from anybody: everything in it is checked. */
import { lstat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { shown } from '../../contract/shown'
import { hashOfFile } from '../../project/results'
import { JOBS_MANIFEST } from '../../project/kinds'
import { quotedWord } from '../../project/quoted'
import { readStored } from '../../project/stored-file'
import { sumOf } from '../../project/sum'
import type { JobsManifest } from '../../contract/studies/cluster'

export interface Jobs {
  /** Absolute path of the folder. */
  folder: string
  manifest: JobsManifest
  /** Sum of the manifest: what its bundles say that they are of. */
  sum: string
}

/** @throws UserError where it is no folder of jobs, or its manifest is damaged */
export async function readJobs(path: string): Promise<Jobs> {
  const folder = resolve(path)
  const manifest = await readStored(join(folder, 'manifest.json'), JOBS_MANIFEST)
  if (manifest === null)
    throw new UserError(
      'usage',
      `"${shown(folder)}" is no folder of jobs (it has no manifest.json): write one with "halfpower study export-jobs DIR STUDY --slurm --out ${quotedWord(path)}", or check the path.`,
    )
  assertRanges(folder, manifest)
  return { folder, manifest, sum: sumOf(manifest)! }
}

/** Tasks are the units one after another, and each unit stands behind those that it needs. */
function assertRanges(folder: string, { tasks, units }: JobsManifest): void {
  const behind = tasks.every(({ first, last }, i) => first === (tasks[i - 1]?.last ?? 0) + 1 && last >= first)
  const places = new Map(units.map(({ key }, i) => [key, i]))
  const ordered = units.every(({ needs }, i) => needs.every((key) => (places.get(key) ?? -1) < i))
  if (!behind || tasks.at(-1)?.last !== units.length || places.size !== units.length || !ordered)
    throw new UserError(
      'project',
      `"${join(folder, 'manifest.json')}" is damaged: its tasks are not its units one after another. Write the jobs again with "halfpower study export-jobs".`,
    )
}

/** @throws UserError for the first file of `project/` that is gone or not what was written there */
export async function assertFiles({ folder, manifest }: Jobs, at = join(folder, 'project')): Promise<void> {
  for (const { path, bytes, sha256 } of manifest.files) {
    const file = join(at, ...path.split('/'))
    const status = await lstat(file).catch(() => null)
    const complaint =
      status === null
        ? 'is gone'
        : !status.isFile() || status.size !== bytes || (await hashOfFile(file)) !== sha256
          ? 'is not what was written there'
          : null
    if (complaint !== null)
      throw new UserError(
        'project',
        `"${join(folder, 'project', path)}" ${complaint}: copy the folder of jobs once more, or write it again with "halfpower study export-jobs".`,
      )
  }
}

/** @throws UserError('usage') where another version wrote the jobs: its numbers may be others */
export function assertVersion({ folder, manifest }: Jobs, version: string): void {
  if (manifest.program === version) return
  throw new UserError(
    'usage',
    `The jobs in "${shown(folder)}" were written by Halfpower ${manifest.program}, and this is ${version}: use that version here, or write the jobs again with this one.`,
  )
}
