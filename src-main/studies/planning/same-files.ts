/**
 * Whether a model may have been trained on images that are measured though their hashes differ: the hash of a part covers
 * how its files are read (size, gray, order of classes, format), so the same files added in another way are another part.
 * Their images may come in another order, so which of them were learnt from is not told, only that it is not known.
 */
import { realpath } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { lineage } from './lineage'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type { ModelFile } from '../../contract/model'
import type { Project } from '../../project/project'

interface Place {
  /** Real path of the data set. */
  path: string
  split: string | null
}

/** Identifiers of the models of which it is not known whether they were trained on images of the part. */
export async function doubtfulModels(
  project: Project,
  file: DataSetFile,
  part: DataSetPart,
  models: readonly ModelFile[],
): Promise<string[]> {
  const files = new Map((await project.dataSets.list()).map((each) => [each.id, each]))
  const here = await placeOf(project, file, part.split)
  const known = new Map((await project.models.list()).map((model) => [model.id, model]))
  const isDoubtful = async ({ provenance }: ModelFile): Promise<boolean> => {
    if (provenance.kind !== 'trained' || provenance.dataHash === part.hash) return false
    const origin = files.get(provenance.dataSet)
    const trained = origin?.parts.find(({ hash }) => hash === provenance.dataHash)
    // A data set that is gone, or another one under its name: nobody knows where the images lay.
    return !origin || !trained || mayShare(await placeOf(project, origin, trained.split), here)
  }
  const found: string[] = []
  for (const model of models) {
    const doubts = await Promise.all(lineage(model, known).models.map(isDoubtful))
    if (doubts.includes(true)) found.push(model.id)
  }
  return found
}

async function placeOf(project: Project, file: DataSetFile, split: string | null): Promise<Place> {
  const path = project.dataSets.absolutePath(file)
  return { path: await realpath(path).catch(() => path), split }
}

/** Whether two parts can have files in common: of one place, or of a folder and one inside it. */
export function mayShare(a: Place, b: Place): boolean {
  if (a.path === b.path) return a.split === null || b.split === null || a.split === b.split
  const [outer, inner] = a.path.length < b.path.length ? [a, b] : [b, a]
  if (!inner.path.startsWith(outer.path.endsWith(sep) ? outer.path : outer.path + sep)) return false
  // Parts are known by names such as train, Training and seg_train; only what is surely another one is told apart.
  const below = relative(outer.path, inner.path).toLowerCase()
  const named = ['train', 'test', 'val'].filter((name) => below.includes(name))
  return outer.split === null || named.length !== 1 || outer.split.toLowerCase().includes(named[0]!)
}
