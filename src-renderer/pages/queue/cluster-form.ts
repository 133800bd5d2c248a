/**
 * What is typed to run a study on a cluster, and what is wrong with it. Pure; whether the folder can be written is found
 * out by the workbench.
 */
import { slurmOptionsSchema } from '../../../src-main/contract/studies/cluster'
import type { SlurmOptions } from '../../../src-main/contract/studies/cluster'

export interface ClusterForm {
  folder: string
  perTask: string
  partition: string
  time: string
  gpus: string
  memory: string
  threads: string
}

export type ClusterField = keyof ClusterForm

/** Beside the project's folder, with the system's own separator. */
export function defaultJobsFolder(projectFolder: string, study: string): string {
  const end = Math.max(projectFolder.lastIndexOf('/'), projectFolder.lastIndexOf('\\'))
  return `${projectFolder.slice(0, end + 1)}${study}-jobs`
}

/** Null when it may be tried. */
export function folderIssue(folder: string): string | null {
  const text = folder.trim()
  if (text === '') return 'Give the folder of the jobs.'
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(text) ? null : 'Give the whole path, from the root of the disk.'
}

/** What is asked of Slurm, empty fields left out; and one sentence for each field that is wrong. */
export function slurmOf(form: ClusterForm): {
  slurm: SlurmOptions
  issues: Partial<Record<ClusterField, string>>
} {
  const issues: Partial<Record<ClusterField, string>> = {}
  const folder = folderIssue(form.folder)
  if (folder !== null) issues.folder = folder
  const typed: Record<string, unknown> = {}
  for (const name of ['perTask', 'gpus', 'threads'] as const) {
    const text = form[name].trim()
    if (/^[1-9]\d*$/.test(text)) typed[name] = Number(text)
    else if (text !== '') issues[name] = 'Give a whole number from 1, or leave it empty.'
  }
  for (const name of ['partition', 'time', 'memory'] as const) {
    const text = form[name].trim()
    if (text !== '') typed[name] = text
  }
  const checked = slurmOptionsSchema.safeParse(typed)
  if (checked.success) return { slurm: checked.data, issues }
  for (const issue of checked.error.issues) {
    const name = issue.path[0]
    if (typeof name === 'string' && name in form) issues[name as ClusterField] ??= asSentence(issue.message)
  }
  return { slurm: {}, issues }
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
