/**
 * Adding and relinking data sets: what is in them is found out by a job process, because reading a large
 * one takes minutes.
 */
import { basename, extname, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { areNumbers } from '../../contract/images/class-names'
import { specificationOf } from '../../contract/data-set'
import { partsWords } from '../../contract/images/measured-parts'
import { findDataSet } from '../../datasets/find'
import { besides } from '../../datasets/imagenet-names'
import { readOrder } from '../../datasets/order'
import { noticesOf } from '../../datasets/detect'
import { look } from '../../files/look'
import { toldApart } from '../contents/added'
import type { CheckedInput } from '../../contract/methods'
import type { DataSetFile, DataSetInfo, FoundDataSet, HowRead, InspectedPart } from '../../contract/data-set'
import type { Project } from '../../project/project'
import type { DataSetSpecification } from '../../datasets/specification'
import type { ContentHashing } from '../contents/contents'

/** Reads parts of data sets once. */
export type Inspect = (specifications: DataSetSpecification[]) => Promise<InspectedPart[]>

/** What finds out what files hold. */
export interface Inspection {
  inspect: Inspect
  contents: Pick<ContentHashing, 'ofFiles'>
}

/** What a path holds as it was asked to be read, before anything of it is kept. */
export interface ReadDataSet {
  path: string
  name: string
  how: HowRead
  /** The first says size, channels and classes of all. */
  parts: [InspectedPart, ...InspectedPart[]]
  /** One sentence each. */
  notices: string[]
  /** A data set of this name that the project has. */
  known: DataSetFile | undefined
}

/** Reads every part once. UserError where something has to be said, or the parts are no one data set. */
export async function readDataSet(
  project: Project,
  inspect: Inspect,
  input: CheckedInput<'dataSet.add'>,
): Promise<ReadDataSet> {
  const name = input.name ?? nameOf(resolve(input.path))
  const known = (await project.dataSets.list()).find((file) => file.name === name)
  // What is there already is read as it was.
  const folders = input.folders ?? known?.folders ?? {}
  if (input.folders) await checkFolders(input.folders, resolve(input.path), input.format)
  const found = await findDataSet(resolve(input.path), input.format, folders)
  const { path } = found
  const splits = input.split !== undefined ? [input.split] : found.splits.length > 0 ? found.splits : [null]
  const readAs = (how: HowRead): Promise<InspectedPart[]> =>
    inspect(splits.map((split) => specificationOf(how, path, split)))
  let how: HowRead = {
    dataFormat: input.format ?? found.format,
    transforms: input.transforms,
    ...classOrderOf(input, found, known),
    ...(input.firstLabel === 1 ? { firstLabel: 1 } : {}),
    ...labelsOf(input, found),
    ...orderOf(input, path, splits.length),
    ...(Object.keys(folders).length === 0 ? {} : { folders }),
  }
  const doubtNotices = doubtsOf(found)
  const notices = [
    ...found.notices,
    ...doubtNotices,
    ...(await noticesOf(specificationOf(how, path, splits[0]!))),
  ]
  if (found.classOrders !== null) notices.push(classOrderNotice(how, found))
  if (found.labelSets !== null && input.labelSet === undefined)
    notices.push(
      'The fine labels are taken, of 100 classes; those of the 20 superclasses are had with --label-set coarse.',
    )
  let parts = await readAs(how)
  // What is there already is read as it was.
  const fromOne = input.firstLabel === undefined && !(known && sameContent(known, parts)) && startAtOne(parts)
  if (fromOne) {
    how = { ...how, firstLabel: 1 }
    notices.push(
      `No image has the label 0: the labels go from 1 to ${parts[0]!.classNames.length - 1} and are taken for that many classes, so label 1 is a model's first output. Say --first-label 0 if a class 0 exists.`,
    )
    parts = await readAs(how)
  }
  if (parts.some((part) => part.sixteenBitGray)) {
    const sixteenBit = input.transforms.sixteenBit ?? known?.transforms.sixteenBit ?? 'scale'
    how = { ...how, transforms: { ...how.transforms, sixteenBit } }
    notices.push(sixteenBitNotice(sixteenBit))
    if (sixteenBit === 'clip' && input.transforms.sixteenBit === undefined) parts = await readAs(how)
  } else if (input.transforms.sixteenBit !== undefined)
    throw new UserError('usage', `"${path}" has no gray images of 16 bits: leave out --sixteen-bit.`)
  const first = parts[0]!
  for (const part of parts) checkAlike(path, first, part)
  if (how.order !== undefined) notices.push(await orderNotice(path, how, first.images))
  const roles = partsWords(parts)
  if (roles !== null) notices.push(roles)
  notices.push(...emptyClassesWords(parts))
  return { path, name, how, parts: [first, ...parts.slice(1)], notices, known }
}

export async function addDataSet(
  project: Project,
  { inspect, contents }: Inspection,
  input: CheckedInput<'dataSet.add'>,
): Promise<DataSetInfo> {
  const read = await readDataSet(project, inspect, input)
  const { path, name, notices, known } = read
  let { how } = read
  let parts: InspectedPart[] = read.parts
  if (known && sameContent(known, parts))
    return project.dataSets.info(await project.dataSets.relink(known, path))
  const told = await toldApart(project, contents, how, path, parts)
  if (told !== null) {
    const apart: HowRead = { ...how, told }
    how = apart
    parts = await inspect(parts.map(({ split }) => specificationOf(apart, path, split)))
  }
  if (known) {
    throw new UserError(
      'usage',
      `The project has another data set called "${name}" already: choose another name with --name.`,
    )
  }
  const { classNames, height, width, channels } = read.parts[0]
  const file = await project.dataSets.add(
    {
      name,
      ...how,
      ...{ classNames, height, width, channels },
      parts: parts.map(({ split, images, hash, perClass }) => ({ split, images, hash, perClass })),
    },
    path,
  )
  return { ...(await project.dataSets.info(file)), notices }
}

/** @throws UserError('usage') when something is said of a folder that is not in question, or that it cannot be */
async function checkFolders(
  said: NonNullable<HowRead['folders']>,
  given: string,
  format: FoundDataSet['format'] | undefined,
): Promise<void> {
  const open = await findDataSet(given, format).catch((error: unknown) => {
    if (error instanceof UserError) return undefined
    throw error
  })
  // Several data sets in one folder are refused until it is said what their folders are.
  if (open === undefined) {
    await checkThere(said, given)
    return
  }
  const { path, doubts = [] } = open
  for (const [folder, role] of Object.entries(said)) {
    const doubt = doubts.find((each) => each.folder === folder)
    if (!doubt)
      throw new UserError(
        'usage',
        `"${path}" has no folder "${folder}" that is in question, so --folder ${folder}=${role} is not possible: ${doubts.length === 0 ? 'leave it out' : `in question are ${doubts.map((each) => each.folder).join(', ')}`}.`,
      )
    if (!doubt.roles.includes(role))
      throw new UserError(
        'usage',
        `The folder "${folder}" cannot be "${role}": say --folder ${folder}= with one of ${doubt.roles.join(', ')}.`,
      )
  }
}

/** @throws UserError('usage') when something is said of a folder that is not there */
async function checkThere(said: NonNullable<HowRead['folders']>, path: string): Promise<void> {
  const found = await look(path)
  const there = found.kind === 'folder' ? found.folders : []
  const missing = Object.keys(said).find((folder) => !there.includes(folder))
  if (missing !== undefined)
    throw new UserError(
      'usage',
      `"${path}" has no folder "${missing}", so --folder ${missing}=${said[missing]} is not possible: leave it out.`,
    )
}

/** What doubtful folders are taken for. UserError('usage') where that has to be said. */
function doubtsOf({ path, doubts = [] }: FoundDataSet): string[] {
  return doubts.map(({ folder, roles, usual }) => {
    if (usual !== null)
      return `The folder "${folder}" holds images and is taken for a class like the others: if it is none, say --folder "${folder}=aside".`
    const question = roles.includes('keep')
      ? `keep (its images are those of a class) or aside (they are copies or rubbish)`
      : roles.length === 1
        ? 'aside (the parts that it could be are there already; it can be added as a data set of its own)'
        : `${roles.slice(0, -1).join(', ')} (which part it is) or aside`
    throw new UserError(
      'usage',
      `"${path}" has folders "${folder}" with images, of which the name does not say what they are: say --folder "${folder}=" with ${question}.`,
    )
  })
}

/** As asked; else as the data set of this name is read; else as numbers where the class folders are nothing else. */
function classOrderOf(
  input: CheckedInput<'dataSet.add'>,
  found: FoundDataSet,
  known: DataSetFile | undefined,
): Pick<HowRead, 'classOrder'> {
  if (input.classOrder === 'listed' && !found.classOrders?.includes('listed'))
    throw new UserError(
      'usage',
      `"${found.path}" has no list of its classes in another order: leave out --class-order listed.`,
    )
  if (found.classOrders === null) return {}
  const usual = known?.dataFormat === found.format ? (known.classOrder ?? 'text') : found.classOrders[0]!
  const order = input.classOrder ?? usual
  return order === 'text' ? {} : { classOrder: order }
}

/** Which labels are meant, and where they are. UserError('usage') where that is not said and has to be. */
function labelsOf(
  input: CheckedInput<'dataSet.add'>,
  { path, members, labelSets, labels, format }: FoundDataSet,
): Pick<HowRead, 'labelSet' | 'member' | 'labelFile' | 'classFile'> {
  if (members !== null && input.member === undefined)
    throw new UserError(
      'usage',
      `"${path}" holds several data sets (${members.join(', ')}): say which with --member.`,
    )
  if (members === null && input.member !== undefined)
    throw new UserError('usage', `"${path}" holds one data set only: leave out --member.`)
  if (members !== null && !members.includes(input.member!))
    throw new UserError('usage', `"${path}" has no data set "${input.member}": it has ${members.join(', ')}.`)
  if (input.labelSet === 'coarse' && labelSets === null)
    throw new UserError('usage', `"${path}" has one kind of labels only: --label-set is for CIFAR-100.`)
  const member = members === null ? {} : { member: input.member! }
  if (labels === null) {
    if (input.labelFile === undefined && input.classFile === undefined)
      return { ...member, ...(input.labelSet === 'coarse' ? { labelSet: 'coarse' } : {}) }
    throw new UserError(
      'usage',
      `The labels of "${path}" (${format}) are in it already: --label-file and --class-file are for images whose classes stand in a file beside them.`,
    )
  }
  // ImageNet's training images lie in folders of their classes.
  if (format === 'imagenet-val' && input.split === 'train') return member
  const labelFile = input.labelFile === undefined ? labels.labelFile : besides(path, input.labelFile)
  if (labelFile === null)
    throw new UserError(
      'input',
      `${labels.problem ?? `The labels of "${path}" are missing.`} (On the command line: --label-file, --class-file.)`,
    )
  // What is found beside the images explains the labels that are found there, no others.
  const found = input.labelFile === undefined ? labels.classFile : null
  const classFile = input.classFile === undefined ? found : besides(path, input.classFile)
  return { labelFile, ...(classFile === null ? {} : { classFile }) }
}

/** UserError('usage') where it is not said which part is ordered. */
function orderOf(
  { order }: CheckedInput<'dataSet.add'>,
  path: string,
  parts: number,
): Pick<HowRead, 'order'> {
  if (order === undefined) return {}
  if (parts > 1)
    throw new UserError(
      'usage',
      `"${path}" has ${parts} parts, and an order is that of one: say which with --split.`,
    )
  return { order: besides(path, order) }
}

async function orderNotice(path: string, { order, dataFormat }: HowRead, count: number): Promise<string> {
  const { from } = await readOrder(path, order!, count)
  const listed =
    dataFormat === 'imagenet-val'
      ? "by class, then name, as torchvision's ImageNet has them"
      : 'as they are listed without it'
  const some = Math.min(1000, Math.max(1, Math.floor(count / 2)))
  return `The images are in the order of "${order!}", which names each of the ${count} once, counted from ${from} among the images ${listed}: "the first ${some}" are those that it names first (--first ${some} of a study).`
}

function sixteenBitNotice(how: 'scale' | 'clip'): string {
  return how === 'scale'
    ? "There are gray images of 16 bits, of which the upper 8 are kept (value / 256). Pillow's convert, and so torchvision's ImageFolder, takes 255 for everything above 255 instead: for a model that was trained with it, or values that go to 255 only, add the data set with --sixteen-bit clip."
    : "Of gray images of 16 bits everything above 255 is taken as 255, as by Pillow's convert and so torchvision's ImageFolder; --sixteen-bit scale keeps the upper 8 bits instead."
}

function classOrderNotice({ classOrder: order }: HowRead, { orderExamples }: FoundDataSet): string {
  if (orderExamples === undefined)
    return order === 'listed'
      ? 'The classes are in the order of wnids.txt; a model that was trained with ImageFolder has them in the order of their ids as text: then add the data set with --class-order text.'
      : 'The classes are in the order of their ids as text, as ImageFolder has them; a model whose outputs follow wnids.txt, which has another order, needs --class-order listed.'
  const { numeric, text } = orderExamples
  return order === 'numeric'
    ? `The names of the class folders have numbers and are taken in their order as numbers (${numeric}); a model that was trained with torchvision's ImageFolder has them as text (${text}): then add the data set with --class-order text.`
    : `The names of the class folders have numbers and are taken in their order as text (${text}), as torchvision's ImageFolder takes them; a model whose outputs are in the order of the numbers (${numeric}) needs --class-order numeric.`
}

const FEW = 5

/** Classes without an image in a part: accuracy there is one of fewer classes, and labels with gaps may mean another set. */
export function emptyClassesWords(
  parts: readonly Pick<InspectedPart, 'split' | 'classNames' | 'perClass'>[],
): string[] {
  return parts.flatMap(({ split, classNames, perClass }) => {
    const empty = classNames.filter((_, label) => (perClass[label] ?? 0) === 0)
    if (empty.length === 0) return []
    const names = empty.slice(0, FEW).map((name) => `"${name}"`)
    const rest = empty.length > FEW ? ` and ${empty.length - FEW} more` : ''
    return [
      `No image${split === null ? '' : ` of "${split}"`} is of ${empty.length} of the ${classNames.length} classes: ${names.join(', ')}${rest}.`,
    ]
  })
}

/** Whether unnamed classes go from 1 to n in all parts together: 0 is never used, and every other one is. */
function startAtOne(parts: readonly InspectedPart[]): boolean {
  const { classNames } = parts[0]!
  if (classNames.length < 3 || !parts.every((part) => areNumbers(part.classNames))) return false
  const used = classNames.map((_, label) => parts.some(({ perClass }) => (perClass[label] ?? 0) > 0))
  return !used[0] && used.slice(1).every(Boolean)
}

export async function relinkDataSet(
  project: Project,
  inspect: Inspect,
  name: string,
  newPath: string,
): Promise<DataSetInfo> {
  const file = await project.dataSets.find(name)
  const path = resolve(newPath)
  const parts = await inspect(file.parts.map(({ split }) => specificationOf(file, path, split)))
  if (!sameContent(file, parts)) {
    throw new UserError(
      'input',
      `"${path}" does not hold the data set "${file.id}": its content is different. Look for the original, or add this one under another name.`,
    )
  }
  return project.dataSets.info(await project.dataSets.relink(file, path))
}

function sameContent(file: DataSetFile, parts: readonly InspectedPart[]): boolean {
  return file.parts.length === parts.length && file.parts.every((part, i) => part.hash === parts[i]?.hash)
}

function checkAlike(path: string, a: InspectedPart, b: InspectedPart): void {
  if (a.height !== b.height || a.width !== b.width || a.channels !== b.channels) {
    throw new UserError(
      'input',
      `The parts "${a.split}" and "${b.split}" of "${path}" have images of different sizes: add them one by one with --split, and --size to make them alike.`,
    )
  }
  if (a.classNames.join('\n') !== b.classNames.join('\n')) {
    throw new UserError(
      'input',
      `The parts "${a.split}" and "${b.split}" of "${path}" have different classes: add them one by one with --split.`,
    )
  }
}

function nameOf(path: string): string {
  const base = basename(path)
  const bare = base.replace(/\.gz$/, '')
  return bare.slice(0, bare.length - extname(bare).length) || base || 'data'
}
