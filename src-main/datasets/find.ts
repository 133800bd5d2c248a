/**
 * Looking at a path before it is added: what it holds, or the one data set inside it; what is to be asked or said.
 * open.ts opens what is in a project already, and asks nothing.
 */
import { dirname, join, sep } from 'node:path'
import { UserError } from '../contract/errors'
import { CORRUPTION_TYPES } from '../contract/kinds/corruption/corruptions'
import { shownExactly } from '../contract/shown'
import type { FolderRole, FoundDataSet } from '../contract/data-set'
import { refuseUnreadDownloads } from './downloads'
import { rememberingFolders } from '../files/listings'
import { look } from '../files/look'
import type { Found } from '../files/look'
import { classFolders, folderLayout, holdsImages, refuseSeveral } from './folder-layout'
import type { FolderLayout, FolderPart } from './folder-layout'
import { spelledOtherwise } from './image-folder'
import { findLeftovers } from './leftovers'
import { asText } from '../files/names'
import {
  areWholeNumbers,
  asNumbers,
  haveTwoOrders,
  lookAlikes,
  orderShown,
  partOfName,
  roleOf,
} from './names'
import type { FolderRoles } from './names'
import { detectFormat, matchingReader, questionsOf } from './detect'
import { isOfAll, whyNoTable } from './image-table'
import { imageNetRoot } from './imagenet-root'
import { imagesWithLabels } from './npy'
import { refuseUnreadFolders, refuseUnreadImages } from './unread-images'

/** Torchvision's root folder holds `MNIST/raw`: two folders down. */
const DEPTH = 2

/**
 * @param asked the user says that it is this format: class folders are then not asked about.
 * @param roles what folders were said to be.
 * @throws UserError('input') when there is no data set, or there are several: says what there is.
 */
export async function findDataSet(
  path: string,
  asked?: FoundDataSet['format'],
  roles: FolderRoles = {},
): Promise<FoundDataSet> {
  return await rememberingFolders(() => find(path, asked, roles))
}

async function find(
  path: string,
  asked: FoundDataSet['format'] | undefined,
  roles: FolderRoles,
): Promise<FoundDataSet> {
  const found = await look(path)
  const here = await matchingReader(found, roles, asked)
  if (here === undefined || here.format === 'image-folder') await refuseUnreadDownloads(found)
  const layout = await folderLayout(found, roles)
  if (found.kind === 'folder' && (here === undefined || here.format === 'image-folder')) {
    const inside = await dataSetsInside(path, layout === undefined, roles)
    // A layout that was found by going down into the one data set is not another one.
    const own =
      layout !== undefined &&
      !inside.some((set) => layout.parts[0]!.root.startsWith(set + sep)) &&
      !(await isOnly(layout, inside, roles))
    const sets = own ? [...inside, path] : inside
    if (inside.length > 0 && sets.length > 1 && asked === undefined)
      throw new UserError(
        'input',
        `"${path}" holds several data sets (${sets.map((each) => `"${each}"`).join(', ')}): add one of them.`,
      )
    if (inside.length === 1 && !own) return await findDataSet(inside[0]!, asked, roles)
  }
  if (found.kind === 'folder' && here === undefined && layout === undefined) {
    const array = theOneArray(path, found.files)
    if (array !== undefined) return await findDataSet(array, asked, roles)
    await refuseUnreadFolders(found)
  }
  const deeper =
    asked === undefined && here?.format === 'image-folder' ? await imageNetBelow(path, layout) : null
  if (deeper !== null) return await findDataSet(deeper, asked, roles)
  const { format, splits } = here ?? (await detectFormat(path))
  const plain: FoundDataSet = { path, format, splits, ...(await questionsOf(found, asked ?? format)) }
  if (format !== 'image-folder' || layout === undefined) return plain
  if (asked === undefined) {
    const holder = await onlyHolder(layout, roles)
    if (holder !== null) {
      const inside = await findDataSet(holder.path, asked, roles)
      return { ...inside, notices: [...inside.notices, holder.notice] }
    }
    await refuseSeveral(path, layout, roles)
    await refusePartsOfParts(layout, roles)
    await refuseUnreadImages(layout, roles)
    await refuseImagesOfAll(found, layout, roles)
    await refusePartsWithoutClasses(found, layout, roles)
  }
  return { ...plain, ...(await classesOf(path, layout, roles)) }
}

/** Kaggle's ImageNet lies in `ILSVRC/Data/CLS-LOC`, where class folders alone would leave `val` aside. */
async function imageNetBelow(path: string, layout: FolderLayout | undefined): Promise<string | null> {
  const [part] = layout?.parts ?? []
  if (part?.split === undefined) return null
  const holder = dirname(part.root)
  return holder !== path && (await imageNetRoot(await look(holder))) ? holder : null
}

/** Of a folder of NumPy files the one that is a data set: an archive, or images with labels beside them. */
function theOneArray(path: string, files: readonly string[]): string | undefined {
  const arrays = [...files.filter((file) => file.endsWith('.npz')), ...imagesWithLabels(files)]
  if (arrays.length <= 1) return arrays[0] === undefined ? undefined : join(path, arrays[0])
  const corruptions = new Set<string>(CORRUPTION_TYPES)
  if (arrays.every((name) => corruptions.has(name.replace(/\.npy$/, ''))))
    throw new UserError(
      'input',
      `"${path}" holds a data set under corruptions (${arrays.length} types, each of five severities), as CIFAR-10-C is: add the clean data set, and give this folder where accuracy under corruptions is measured (on the command line: corruptions --from).`,
    )
  const some = arrays.slice(0, FEW).map((name) => `"${name}"`)
  throw new UserError(
    'input',
    `"${path}" holds several data sets (${some.join(', ')}${arrays.length > FEW ? ` and ${arrays.length - FEW} more` : ''}): add one of these files.`,
  )
}

/** Of a list in a sentence. */
const FEW = 6

/** A folder with `train` and `test` in it is a data set, and no part of another one, whatever was said of it. */
async function refusePartsOfParts({ parts }: FolderLayout, roles: FolderRoles): Promise<void> {
  for (const { split, root } of parts) {
    if (split === undefined) continue
    const own = (await classFolders(root, roles)).filter((name) => partOfName(name) !== undefined)
    if (new Set(own.map(partOfName)).size < 2) continue
    throw new UserError(
      'input',
      `"${root}" has parts of its own (${own.join(', ')}), so it is not the part ${split} of another data set: add it by itself.`,
    )
  }
}

/**
 * Of a download that keeps its lists in folders beside `images/` (Food-101's `meta`, CUB's `attributes`): where its class
 * folders are.
 */
async function onlyHolder(
  { parts }: FolderLayout,
  roles: FolderRoles,
): Promise<{ path: string; notice: string } | null> {
  const [part] = parts
  if (!part || part.split !== undefined) return null
  const { holding, empty } = await byImages(part.root, roles)
  const [only, ...more] = holding
  if (only === undefined || more.length > 0 || empty.length === 0 || !isOfAll(only)) return null
  const path = join(part.root, only)
  if ((await look(path)).kind !== 'folder' || (await classFolders(path, roles)).length < 2) return null
  return {
    path,
    notice: `The class folders are those in "${only}"; what lies beside it (${empty.slice(0, FEW).join(', ')}) is not read: if it says which images are for training and which for testing, sort them into train and test by it.`,
  }
}

/** Which class folders have images in them, and which have none. */
async function byImages(root: string, roles: FolderRoles): Promise<{ holding: string[]; empty: string[] }> {
  const names = await classFolders(root, roles)
  if (names.length > MOST_BESIDE) return { holding: names, empty: [] }
  const hold = await Promise.all(names.map((name) => holdsImages(join(root, name))))
  return { holding: names.filter((_, i) => hold[i]), empty: names.filter((_, i) => !hold[i]) }
}

/** More folders than that are classes. */
const MOST_BESIDE = 20

/** One folder called `images` or `train` with images right in it is all of them, and no class; so are its pieces. */
async function refuseImagesOfAll(found: Found, { parts }: FolderLayout, roles: FolderRoles): Promise<void> {
  const names = await Promise.all(parts.map(async ({ root }) => (await byImages(root, roles)).holding))
  const areAll = (each: readonly string[]): boolean =>
    each.length > 0 &&
    each.every((name) => isOfAll(name) && (each.length === 1 || partOfName(name) === undefined))
  const [first] = names[0] ?? []
  if (first === undefined || !names.every(areAll)) return
  if (names[0]!.length > 1)
    throw new UserError(
      'input',
      `"${parts[0]!.root}" has folders of images altogether (${names[0]!.slice(0, FEW).join(', ')}), whose names are those of no class.${await whyNoTable(found)} Put a table with the columns filename,label beside them, or say --format image-folder if they are classes.`,
    )
  throw new UserError(
    'input',
    `"${parts[0]!.root}" has all its images in one folder, "${first}", which is the name of no class.${await whyNoTable(found)} Put the images of each class into a folder of its own (CLASS/image.png), or a table labels.csv with the columns filename,label beside "${first}"; or say --format image-folder if they are all of one class.`,
  )
}

/**
 * Folders called `train` and `test` with images right in them are parts whose classes are somewhere else (in the names
 * of the files, in a list), never two classes.
 */
async function refusePartsWithoutClasses(
  found: Found,
  layout: FolderLayout,
  roles: FolderRoles,
): Promise<void> {
  const [part] = layout.parts
  if (!part || part.split !== undefined) return
  const named = (await classFolders(part.root, roles)).filter((name) => partOfName(name) !== undefined)
  if (new Set(named.map(partOfName)).size < 2) return
  const folders = named.map((name) => `"${name}"`).join(' and ')
  throw new UserError(
    'input',
    `"${part.root}" has ${folders} with images right in them, which are parts and no classes.${await whyNoTable(found)} Sort the images of each into one folder for each class (${named[0]!}/CLASS/image.png), put a table with the columns filename,label beside them (train.csv, test.csv), or say --format image-folder if they are classes.`,
  )
}

/** Whether the class folders of a layout are all data sets themselves, as `val` with ImageNet's validation images. */
async function isOnly(
  { parts }: FolderLayout,
  sets: readonly string[],
  roles: FolderRoles,
): Promise<boolean> {
  const [part] = parts
  if (!part || part.split !== undefined) return false
  const folders = await classFolders(part.root, roles)
  return folders.every((name) => sets.includes(join(part.root, name)))
}

/** Data sets in the folders of a folder; those of class folders only where it is not one itself. */
async function dataSetsInside(
  path: string,
  classes: boolean,
  roles: FolderRoles,
  depth = 1,
): Promise<string[]> {
  const found = await look(path)
  if (found.kind !== 'folder') return []
  const sets: string[] = []
  // A thousand class folders are no place to look for others.
  if (found.folders.length > 50) return []
  for (const name of found.folders) {
    // What somebody said of it is no question any more.
    if (roleOf(roles, name) !== undefined) continue
    const inner = join(path, name)
    const match = await matchingReader(await look(inner))
    if (match !== undefined && (classes || match.format !== 'image-folder')) sets.push(inner)
    else if (match === undefined && depth < DEPTH)
      sets.push(...(await dataSetsInside(inner, classes, roles, depth + 1)))
  }
  return sets
}

/** What the names of class folders leave open, and what is left aside. */
async function classesOf(
  path: string,
  layout: FolderLayout,
  roles: FolderRoles,
): Promise<Pick<FoundDataSet, 'doubts' | 'classOrders' | 'orderExamples' | 'notices'>> {
  const part = layout.parts.find(({ split }) => split === 'train') ?? layout.parts[0]!
  const names = await classFolders(part.root, roles)
  const notices: string[] = []
  const { behind, doubtful } = await findLeftovers(path, layout, roles)
  const flat = layout.aside.filter(
    (name) => partOfName(name) !== undefined && !layout.likeParts.includes(name),
  )
  const aside = layout.aside.filter((name) => !layout.likeParts.includes(name) && !flat.includes(name))
  if (layout.unlabelled.length > 0)
    notices.push(
      `The images of ${listOfParts(layout.unlabelled)} have no labels (they lie in one folder, not in folders of the classes) and are left aside: sort them into class folders to measure on them.`,
    )
  for (const name of flat)
    notices.push(
      `"${name}" is left aside, because its images do not lie in class folders: sort them, or add that folder by itself where a list says their classes.`,
    )
  if (aside.length > 0)
    notices.push(`Left aside, because they are neither parts nor classes: ${aside.join(', ')}.`)
  if (behind.length > 0)
    notices.push(
      `Left out with the images in them, because systems leave such folders behind: ${behind.join(', ')}.`,
    )
  const doubts = [
    ...layout.likeParts.map((folder) => ({ folder, roles: rolesFree(layout), usual: null })),
    ...doubtful.map(({ folder, isClass }) => ({
      folder,
      roles: ['keep' as const, 'aside' as const],
      usual: isClass ? ('keep' as const) : null,
    })),
  ]
  const lists = part.split === undefined ? await partLists(path) : []
  if (lists.length > 0)
    notices.push(
      `What ${listed(lists)} ${lists.length === 1 ? 'says' : 'say'} is not read: all images are one part. Where it says which are for training and which for testing, sort them into folders train and test by it before something is trained on them.`,
    )
  if (names.length === 1)
    notices.push(
      `All images are of one class, "${names[0]}": if the folder was meant to hold class folders, choose the one above or below it.`,
    )
  notices.push(...(await spelledOtherwise(layout, roles)), ...(await partsInClasses(part, names)))
  for (const group of lookAlikes(names))
    notices.push(
      `The class folders ${group.map((name) => `"${shownExactly(name)}"`).join(' and ')} differ in case, Unicode form, blanks or hyphens only and are taken for different classes: if they are one, put their images into one folder.`,
    )
  return { notices, ...ordersOf(names), ...(doubts.length === 0 ? {} : { doubts }) }
}

/** Folders `train` and `test` within a class, whose images were said to be classes all the same. */
async function partsInClasses({ split, root }: FolderPart, names: readonly string[]): Promise<string[]> {
  if (split !== undefined || names.length > MOST_BESIDE) return []
  const parts = new Set<string>()
  for (const name of names)
    for (const inner of await classFolders(join(root, name)))
      if (partOfName(inner) !== undefined) parts.add(inner)
  return parts.size < 2
    ? []
    : [
        `The images in ${listed(asText([...parts]))} of each class are one part together: what is trained on it has seen those that are for testing.`,
      ]
}

/** Texts beside class folders by whose names they say which images are of which part. */
async function partLists(path: string): Promise<string[]> {
  return (await look(path).then((found) => (found.kind === 'folder' ? found.files : []))).filter(
    (file) => /\.(?:txt|csv|json|lst|mat)$/i.test(file) && /(?:^|[_.-])(?:split|train|test|val)/i.test(file),
  )
}

function listed(names: readonly string[]): string {
  return names
    .slice(0, FEW)
    .map((name) => `"${name}"`)
    .join(', ')
}

function listOfParts(parts: readonly string[]): string {
  return parts.length === 1 ? `the part ${parts[0]!}` : `the parts ${parts.join(' and ')}`
}

/** What a folder beside parts can be: a part that is not there yet, or nothing. */
function rolesFree({ parts }: FolderLayout): FolderRole[] {
  const taken = parts.map(({ split }) => (split === 'valid' || split === 'validation' ? 'val' : split))
  return [...(['train', 'val', 'test'] as const).filter((part) => !taken.includes(part)), 'aside']
}

/** Names that are numbers are labels, and so in the order of numbers; all others as ImageFolder takes them. */
function ordersOf(names: readonly string[]): Pick<FoundDataSet, 'classOrders' | 'orderExamples'> {
  if (!haveTwoOrders(names)) return { classOrders: null }
  const [numeric, text] = [asNumbers(names), asText(names)]
  return {
    classOrders: areWholeNumbers(names) ? ['numeric', 'text'] : ['text', 'numeric'],
    orderExamples: { numeric: orderShown(numeric, text), text: orderShown(text, numeric) },
  }
}
