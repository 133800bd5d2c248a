/**
 * Looking at a path before it is added: what it holds, or the one data set inside it; what is to be asked or said.
 * open.ts opens what is in a project already, and asks nothing.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import type { FoundDataSet } from '../contract/data-set'
import { refuseUnreadDownloads } from './downloads'
import { look } from './files'
import { classFolders, folderLayout, refuseSeveral } from './folder-layout'
import type { FolderLayout } from './folder-layout'
import { refuseSeveralIdx } from './idx'
import { haveTwoOrders, lookAlikes } from './names'
import { detectFormat, matchingReader } from './open'

/** Torchvision's root folder holds `MNIST/raw`: two folders down. */
const DEPTH = 2

/**
 * @param asked the user says that it is this format: class folders are then not asked about.
 * @throws UserError('input') when there is no data set, or there are several: says what there is.
 */
export async function findDataSet(path: string, asked?: FoundDataSet['format']): Promise<FoundDataSet> {
  const found = await look(path)
  const here = await matchingReader(found)
  if (here === undefined || here.format === 'image-folder') await refuseUnreadDownloads(found)
  const layout = await folderLayout(found)
  if (found.kind === 'folder' && (here === undefined || here.format === 'image-folder')) {
    const inside = await dataSetsInside(path, layout === undefined, 1)
    const sets = layout === undefined ? inside : [...inside, path]
    if (inside.length > 0 && sets.length > 1 && asked === undefined)
      throw new UserError(
        'input',
        `"${path}" holds several data sets (${sets.map((each) => `"${each}"`).join(', ')}): add one of them.`,
      )
    if (inside.length === 1 && here === undefined) return await findDataSet(inside[0]!, asked)
  }
  const { format, splits } = here ?? (await detectFormat(path))
  if (format === 'idx' && found.kind === 'folder') refuseSeveralIdx(path, found.files)
  const plain: FoundDataSet = { path, format, splits, notices: [], classOrders: null }
  if (format !== 'image-folder' || layout === undefined) return plain
  if (asked === undefined) await refuseSeveral(path, layout)
  return { ...plain, ...(await classesOf(layout)) }
}

/** Data sets in the folders of a folder; those of class folders only where it is not one itself. */
async function dataSetsInside(path: string, classes: boolean, depth: number): Promise<string[]> {
  const found = await look(path)
  if (found.kind !== 'folder') return []
  const sets: string[] = []
  // A thousand class folders are no place to look for others.
  if (found.folders.length > 50) return []
  for (const name of found.folders) {
    const inner = join(path, name)
    const match = await matchingReader(await look(inner))
    if (match !== undefined && (classes || match.format !== 'image-folder')) sets.push(inner)
    else if (match === undefined && depth < DEPTH)
      sets.push(...(await dataSetsInside(inner, classes, depth + 1)))
  }
  return sets
}

/** What the names of class folders leave open, and what is left aside. */
async function classesOf(layout: FolderLayout): Promise<Pick<FoundDataSet, 'classOrders' | 'notices'>> {
  const part = layout.parts.find(({ split }) => split === 'train') ?? layout.parts[0]!
  const names = await classFolders(part.root)
  const notices: string[] = []
  if (layout.aside.length > 0)
    notices.push(`Left aside, because they are neither parts nor classes: ${layout.aside.join(', ')}.`)
  for (const group of lookAlikes(names))
    notices.push(
      `The class folders ${group.map((name) => `"${name}"`).join(' and ')} differ in case or Unicode form only and are taken for different classes: if they are one, put their images into one folder.`,
    )
  return { notices, classOrders: haveTwoOrders(names) ? ['numeric', 'text'] : null }
}
