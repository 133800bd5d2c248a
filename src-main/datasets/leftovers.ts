/**
 * Folders with images in and beside class folders that may be no images of the data set: what systems leave behind
 * (left out, and said), and those whose names are words as well (`trash`, `thumbs`), which are asked about.
 */
import { join } from 'node:path'
import { listFolder } from '../files/look'
import { holdsImages } from './folder-layout'
import type { FolderLayout } from './folder-layout'
import { FolderWalk } from './folder-walk'
import { isImageName } from './image-list'
import { isDoubtful, isUsualClass, roleOf } from './names'
import type { FolderRoles } from './names'

export interface Leftovers {
  /** Names of folders of systems that hold images, sorted. */
  behind: string[]
  /** Names that were not said to be one or the other, and whether they are taken for classes if nobody says more. */
  doubtful: { folder: string; isClass: boolean }[]
}

const MAX_DEPTH = 8

/** Looks through the parts of a folder of class folders, at names only. */
export async function findLeftovers(
  path: string,
  layout: FolderLayout,
  roles: FolderRoles,
): Promise<Leftovers> {
  const behind = new Set<string>()
  const doubtful = new Map<string, boolean>()
  const walk = new FolderWalk(path)
  const visit = async (at: string, depth: number): Promise<void> => {
    const { files, folders, leftBehind } = await listFolder(at)
    // What links lead to by more ways than one is refused where the images are listed.
    if (depth > 0 && (await walk.enter(at, files.some(isImageName))) !== null) return
    for (const name of leftBehind) if (await holdsImages(join(at, name))) behind.add(name)
    for (const name of depth < 0 ? [] : folders) {
      if (roleOf(roles, name) === 'aside') continue
      if (roleOf(roles, name) === undefined && isDoubtful(name) && (await holdsImages(join(at, name)))) {
        const isClass = depth === 0 && isUsualClass(name)
        doubtful.set(name, isClass && (doubtful.get(name) ?? true))
      }
      if (depth < MAX_DEPTH) await visit(join(at, name), depth + 1)
    }
  }
  await visit(path, -1)
  for (const { root } of layout.parts) await visit(root, 0)
  return {
    behind: [...behind].sort(),
    doubtful: [...doubtful].map(([folder, isClass]) => ({ folder, isClass })),
  }
}
