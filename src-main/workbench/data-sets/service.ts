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
import { noticesOf } from '../../datasets/detect'
import { toldApart } from '../contents/added'
import { classOrderOf, labelsOf, orderOf } from './asked-reading'
import { checkFolders, doubtsOf } from './doubtful-folders'
import { classOrderNotice, emptyClassesWords, orderNotice, sixteenBitNotice } from './notices'
import type { CheckedInput } from '../../contract/methods'
import type { DataSetFile, DataSetInfo, HowRead, InspectedPart } from '../../contract/data-set'
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
