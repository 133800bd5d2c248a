/**
 * What of a project goes to another place: its description, models, studies and results, not what belongs to this
 * computer (the lock, the mark, files that are being written) nor what was deleted. Of deleted models, data sets and
 * populations the description goes along, because studies show their results with it.
 */
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { withSum } from './sum'
import type { DataSetFile } from '../contract/data-set'
import type { Project } from './project'

export interface PortableFile {
  /** Below the project, with `/`. */
  name: string
  /** Where it lies, or what it says. */
  from: { path: string } | { text: string }
  bytes: number
}

const ID = '[A-Za-z0-9][A-Za-z0-9._-]{0,99}'
/** Every file that a project may bring, by its name: nothing else is taken from an archive. */
const PLACES = [
  'project\\.json',
  `datasets/${ID}\\.(json|npy)`,
  `figures/${ID}\\.json`,
  `models/${ID}/(model\\.json|training\\.jsonl|weights\\.(safetensors|onnx))`,
  `populations/${ID}/(population\\.json|content\\.(safetensors|onnx))`,
  `studies/${ID}/((plan|status|follow-up)\\.json|log(\\.\\d{1,3})?\\.jsonl)`,
  'results/[0-9a-f]{2}/[0-9a-f]{64}\\.(json|npz|safetensors)',
  `bin/${ID}/(entry\\.json|${ID}\\.json|${ID}/(model|population)\\.json)`,
].map((pattern) => new RegExp(`^${pattern}$`))
/** Windows has devices by these names in every folder, whatever follows a dot, and forgets a dot at an end. */
const OF_WINDOWS = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)/i
/** Uploaded images lie in the project itself. */
const DATA = /^data\/[^/]/

export function isProjectFile(name: string): boolean {
  return (
    PLACES.some((pattern) => pattern.test(name)) &&
    !name.split('/').some((part) => part === '..' || part.endsWith('.') || OF_WINDOWS.test(part))
  )
}

/**
 * @param withData also images that lie in the project itself
 * @param folder where it goes, so that the data sets are found from there; null: it is not known
 */
export async function portableFiles(
  project: Project,
  withData: boolean,
  folder: string | null,
): Promise<PortableFile[]> {
  const entries = await readdir(project.folder, { recursive: true, withFileTypes: true })
  const files: PortableFile[] = []
  for (const entry of entries) {
    // Links and whatever else is no file stay where they are.
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(project.folder.length + 1).replaceAll('\\', '/')
    if (name.startsWith('bin/') || /^datasets\/[^/]+\.json$/.test(name)) continue
    if (!isProjectFile(name) && !(withData && DATA.test(name))) continue
    files.push({ name, from: { path }, bytes: (await lstat(path)).size })
  }
  for (const file of await project.dataSets.list())
    files.push(textFile(`datasets/${file.id}.json`, stored(project, file, folder)))
  const all = [...files, ...(await deletedDescriptions(project))].sort((a, b) => (a.name < b.name ? -1 : 1))
  return [...all.filter(saysHowFar), ...all.filter((file) => !saysHowFar(file))]
}

/** Of a study that runs these are taken first: what is taken later may be ahead of what they say, and never behind it. */
export function saysHowFar({ name }: PortableFile): boolean {
  return /^studies\/[^/]+\/status\.json$/.test(name)
}

/** A path that was relative to the project is one from the other place. */
function stored(project: Project, file: DataSetFile, folder: string | null): object {
  if (folder === null) return file
  const inside = !file.path.startsWith('/') && !file.path.startsWith('..') && !/^[A-Za-z]:/.test(file.path)
  return inside ? file : { ...file, path: project.dataSets.absolutePath(file) }
}

/** As if the bin had been emptied. */
async function deletedDescriptions(project: Project): Promise<PortableFile[]> {
  const files: PortableFile[] = []
  for (const { entry, name, path } of await project.bin.descriptions()) {
    files.push(textFile(`bin/${entry.id}/entry.json`, { ...entry, emptied: true }))
    files.push({ name: `bin/${entry.id}/${name}`, from: { path }, bytes: (await lstat(path)).size })
  }
  return files
}

function textFile(name: string, value: object): PortableFile {
  const text = `${JSON.stringify(withSum(value as { format: string; version: number }), null, 2)}\n`
  return { name, from: { text }, bytes: Buffer.byteLength(text) }
}
