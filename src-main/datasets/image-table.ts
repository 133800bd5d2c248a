/**
 * Images in one folder with a table beside them that says their classes: `images/` and `labels.csv`, or Kaggle's `train/`
 * and `trainLabels.csv`. Several tables named like parts (`train.csv`, `test.csv`) are the parts, and so are the images that
 * a column (`split`) of the one table tells apart. Which columns and which images is decided in label-table.ts.
 */
import { basename, extname, join, resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import type { DataSetSpecification } from './specification'
import { listFolder, MAX_TEXT_BYTES, readSmallFile } from '../files/look'
import type { Found } from '../files/look'
import { holdsImages } from './folder-layout'
import { imageListOf, isImageName } from './image-list'
import { validationNumber } from './imagenet-names'
import { labelTable } from './label-table'
import type { FlatFolder, LabelTable } from './label-table'
import { checkLabels, readClassNames } from './labels'
import { asText } from '../files/names'
import { partOfName, partRank } from './names'
import type { ImageReader, LabelledFiles } from './reader'
import { jsonLines, jsonRows, tableRows, textOf } from './table-text'
import { checkTransforms } from './transforms'
import { fromTexts, nameOrderWords, numberLabels } from './written-labels'
import type { WrittenLabels } from './written-labels'

type Folder = Extract<Found, { kind: 'folder' }>

interface PlacedTable extends LabelTable {
  /** Relative to the data set, with `/`. */
  file: string
  part: string | undefined
}

interface Tables {
  readable: PlacedTable[]
  /** Why the others are not, one clause each. */
  others: { file: string; why: string }[]
}

export const imageTable: ImageReader = {
  format: 'image-table',

  async match(found, _folders, labelFile) {
    const { readable } = await tablesOf(found)
    if (readable.length === 0) return undefined
    // A table that was named is read whole.
    return { splits: labelFile === undefined ? (partsOf(readable) ?? []) : [] }
  },

  async questions(found) {
    const { readable } = await tablesOf(found)
    if (partsOf(readable)) return { labels: null }
    const [only, ...more] = readable
    if (only !== undefined && more.length === 0)
      return { labels: { labelFile: only.file, classFile: null, problem: null } }
    const names = readable.map(({ file }) => `"${file}"`).join(', ')
    const problem = `"${found.path}" has several tables of classes (${names}): say which one holds.`
    return { labels: { labelFile: null, classFile: null, problem } }
  },

  async notices(specification, found) {
    const table = await tableOf(specification, found)
    const named = await readClassNames(found.path)
    const where = `"${join(found.path, table.file)}"`
    const written = fromTexts([...table.images.values()], where)
    const from =
      table.columns !== null
        ? `by its columns, of which each image has a 1 in one`
        : table.column === null
          ? 'by its two columns'
          : `by its column "${shown(table.column)}"`
    const rest =
      table.unnamed === 0
        ? ''
        : ` ${table.unnamed} ${table.unnamed === 1 ? 'image' : 'images'} beside them that it does not name ${table.unnamed === 1 ? 'is' : 'are'} left aside.`
    return [
      `${where} says the classes of ${table.images.size} images${table.parts === null || specification.split === undefined ? '' : ` of "${specification.split}"`}, ${from}.${rest}`,
      ...partWords(specification, table),
      ...((named ?? table.columns) ? [] : nameOrderWords(written, where)),
      ...(specification.split === undefined ? await besideWords(found, table) : []),
    ]
  },

  async files(specification, found): Promise<LabelledFiles> {
    checkTransforms(specification.transforms)
    const table = await tableOf(specification, found)
    const where = `"${join(found.path, table.file)}"`
    const paths = asText([...table.images.keys()])
    const written = fromTexts(
      paths.map((path) => table.images.get(path)!),
      where,
    )
    const { values, classNames } = numberLabels(
      written,
      where,
      (await readClassNames(found.path)) ?? table.columns ?? undefined,
      await ofAllParts(specification, found, written),
    )
    const checked = checkLabels(values, paths.length, where, classNames)
    return {
      root: found.path,
      classNames: checked.classNames,
      list: imageListOf(paths, checked.labels),
      labelsInPaths: false,
    }
  },
}

/**
 * Why a folder of images has no classes that can be read, as sentences; '' where nothing lies beside the images that
 * looks as if it said them.
 */
export async function whyNoTable(found: Found): Promise<string> {
  const { others } = await tablesOf(found)
  return others.map(({ file, why }) => ` "${file}" beside them does not say them: ${why}.`).join('')
}

/** Images in other folders than those that a table names: what it does not say, somebody may miss. */
async function besideWords(found: Found, { images }: PlacedTable): Promise<string[]> {
  if (found.kind !== 'folder') return []
  const used = new Set([...images.keys()].map((path) => (path.includes('/') ? path.split('/')[0] : '')))
  const words: string[] = []
  for (const name of used.has('') ? [] : found.folders.slice(0, MOST_TABLES)) {
    if (used.has(name) || !(await holdsImages(join(found.path, name)))) continue
    words.push(
      `The images in "${shown(name)}" are left aside, because the table does not name them: add that folder by itself where class folders or a table in it say their classes.`,
    )
  }
  return words
}

function partWords({ split }: DataSetSpecification, { parts, unreadParts }: PlacedTable): string[] {
  if (unreadParts !== null)
    return [
      `Its column "${shown(unreadParts)}" may say of which part each image is and is not read, because it holds other words than train, validation and test: what is trained on these images may have seen those that are for testing. Write these words there, or one table for each part.`,
    ]
  if (parts === null) return []
  const column = `"${shown(parts.title)}"`
  return [
    split !== undefined
      ? `Its column ${column} says of which part each image is.`
      : `Its column ${column} says of which part each image is and is not read, because this is not the only table or it was named: what is trained on these images has seen those that are for testing.`,
  ]
}

/** The labels of every part, whose names together are the classes. */
async function ofAllParts(
  { split }: DataSetSpecification,
  found: Found,
  own: WrittenLabels,
): Promise<WrittenLabels[]> {
  if (split === undefined) return [own]
  const { readable } = await tablesOf(found)
  return readable.map(({ images, file }) => fromTexts([...images.values()], `"${file}"`))
}

async function tableOf(
  { split, labelFile, classFile }: DataSetSpecification,
  found: Found,
): Promise<PlacedTable> {
  if (classFile !== undefined)
    throw new UserError(
      'usage',
      `"${found.path}" has its classes in a table, which needs no other file: leave out --class-file.`,
    )
  if (found.kind !== 'folder')
    throw new UserError('input', `"${found.path}" is no folder of images with a table.`)
  if (labelFile !== undefined) {
    const table = await readTable(found, labelFile, await flatFolders(found))
    if (!('why' in table)) return table
    throw new UserError(
      'input',
      `"${resolve(found.path, labelFile)}" does not say the classes of the images: ${table.why}.`,
    )
  }
  const { readable } = await tablesOf(found)
  const table = split === undefined ? readable[0] : readable.find(({ part }) => part === split)
  if (table) return table
  throw new UserError(
    'input',
    `"${found.path}" has no table of the classes${split === undefined ? '' : ` of the part "${split}"`}.`,
  )
}

/** The parts that several tables are, in the order in which parts are shown; undefined where they are none. */
function partsOf(tables: readonly PlacedTable[]): string[] | undefined {
  const parts = tables.flatMap(({ part }) => part ?? [])
  if (tables.length < 2 || new Set(parts).size < tables.length) return undefined
  return parts.sort((a, b) => partRank(a) - partRank(b))
}

async function tablesOf(found: Found): Promise<Tables> {
  const tables: Tables = { readable: [], others: [] }
  if (found.kind !== 'folder') return tables
  const folders = await flatFolders(found)
  if (folders.length === 0) return tables
  for (const file of await tableFiles(found, folders)) {
    const table = await readTable(found, file, folders)
    if ('why' in table) tables.others.push(table)
    else tables.readable.push(table)
  }
  const [only, ...more] = tables.readable
  if (only !== undefined && more.length === 0) tables.readable = piecesOf(only)
  return tables
}

/** The table once for each part that its column names. */
function piecesOf(table: PlacedTable): PlacedTable[] {
  const { parts, images } = table
  if (parts === null) return [table]
  return [...new Set(parts.of.values())].map((part) => ({
    ...table,
    part,
    images: new Map([...images].filter(([path]) => parts.of.get(path) === part)),
  }))
}

async function readTable(
  found: Folder,
  file: string,
  folders: readonly FlatFolder[],
): Promise<PlacedTable | { file: string; why: string }> {
  const path = resolve(found.path, ...file.split('/'))
  const part = partOfTable(file)
  const text = textOf(await readSmallFile(path, MAX_TEXT_BYTES))
  const ending = extname(file).toLowerCase()
  const rows = ending === '.json' ? jsonRows(text) : ending === '.jsonl' ? jsonLines(text) : tableRows(text)
  const table = rows === null ? 'it is no table of images and classes' : labelTable(rows, folders, part)
  return typeof table === 'string' ? { file, why: table } : { file, part, ...table }
}

/** What has words for a table and is none: answers to be handed in, lists of packages, names of classes. */
const NO_TABLE = /submission|readme|licen[cs]e|requirements|^classes\b/i
const ENDINGS = ['.csv', '.tsv', '.txt', '.json', '.jsonl']
/** A text for each image is of boxes, not of classes. */
const MOST_TABLES = 20

/** Tables beside the images or in the folder with them. */
async function tableFiles(found: Folder, folders: readonly FlatFolder[]): Promise<string[]> {
  const files = found.files.map((file) => file)
  for (const { name } of folders)
    if (name !== '')
      for (const file of (await listFolder(join(found.path, name))).files) files.push(`${name}/${file}`)
  const tables = files.filter((file) => {
    const name = basename(file)
    return ENDINGS.includes(extname(name).toLowerCase()) && !NO_TABLE.test(name)
  })
  return tables.length > MOST_TABLES ? [] : tables
}

/** `trainLabels.csv`, `test_metadata.csv`: the part that the name of a table stands for. */
function partOfTable(file: string): string | undefined {
  const name = basename(file, extname(file))
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(
      /(?:^|[\s_.-])(?:labels?|annotations?|metadata|meta|list|info|classes|ground_?truth|solution)(?=$|[\s_.-])/gi,
      '',
    )
  return (
    partOfName(name.replace(/^[\s_.-]+/, '')) ??
    (file.includes('/') ? partOfName(file.split('/')[0]!) : undefined)
  )
}

/** Folders whose names say nothing of a class. */
const OF_ALL =
  /^(?:jpe?g[ _-]?)?(?:images?|imgs?|photos?|pictures?|pics?|data|all|unlabell?ed)\d*(?:[ _-].*)?$/i
/** One of the pieces of a large download: `HAM10000_images_part_1`. */
const PIECE = /(?:^|[\s_.-])(?:part|batch|shard|chunk)[\s_.-]?\d+$/i

/** Whether a folder's name is that of a part or of images altogether, never of a class. */
export function isOfAll(name: string): boolean {
  return OF_ALL.test(name) || PIECE.test(name) || partOfName(name) !== undefined
}

/** Those have a reader of their own, which knows what their numbers mean. */
const isOfImageNet = (name: string): boolean => validationNumber(name) !== undefined

/**
 * Folders with images of all classes together: the folder itself, or those in it where there is one only or none is
 * called like a class.
 */
async function flatFolders(found: Folder): Promise<FlatFolder[]> {
  const folders: FlatFolder[] = []
  for (const name of found.folders.slice(0, MOST_TABLES)) {
    const { files, folders: deeper } = await listFolder(join(found.path, name))
    const images = files.filter(isImageName)
    if (images.some(isOfImageNet)) return []
    if (images.length > 0) folders.push({ name, files: images })
    // Class folders in it, or parts: not of all.
    else if (deeper.length > 0 && !isOfAll(name)) return []
  }
  const own = found.files.filter(isImageName)
  if (own.some(isOfImageNet)) return []
  if (folders.length === 0) return own.length === 0 ? [] : [{ name: '', files: own }]
  if (own.length > 0 || found.folders.length > MOST_TABLES) return []
  return folders.length === 1 || folders.every(({ name }) => isOfAll(name)) ? folders : []
}
