/** `halfpower dataset add|list|hash|relink`. */
import type { Command } from 'commander'
import {
  classOrderSchema,
  dataFormatSchema,
  folderRoleSchema,
  labelSetSchema,
} from '../../../contract/data-set'
import { changedWords, contentState, isSample } from '../../../contract/images/contents'
import { UserError } from '../../../contract/errors'
import { print, printJson, say } from '../output'
import { table } from '../../../studies/document/text'
import { withProject } from '../session'
import { count, oneOf } from '../../../studies/command/values'
import { addDeleting } from './bin'
import { CONTENT_CELLS, addHashCommand, contentLines } from './hash-data-sets'
import type { ClassOrder, DataFormat, DataSetInfo, FolderRole, LabelSet } from '../../../contract/data-set'
import type { DataSetPreview } from '../../../contract/data-set'
import type { MethodInput } from '../../../contract/methods'
import type { CommandContext } from '../context'

interface AddOptions {
  name?: string
  split?: string
  gray?: boolean
  size?: number
  fit?: 'pad' | 'resize'
  resize?: number
  format?: DataFormat
  classOrder?: ClassOrder
  firstLabel?: '0' | '1'
  labelSet?: LabelSet
  member?: string
  sixteenBit?: 'scale' | 'clip'
  labelFile?: string
  classFile?: string
  order?: string
  folder?: Record<string, FolderRole>
  look?: boolean
  json?: boolean
}

export function addDataSetCommands(program: Command, context: CommandContext): void {
  const group = program.command('dataset').description('data sets of a project')
  group
    .command('add')
    .description(
      'add a data set as it is unpacked: IDX, CIFAR, STL-10, Tiny-ImageNet, ImageNet val, .npy, .npz, a folder of class folders, or of images with a table of their classes',
    )
    .argument('<dir>', 'the project')
    .argument('<path>', 'the data set')
    .option('--name <name>', 'how to call it')
    .option('--split <part>', 'only this part, e.g. test')
    .option('--gray', 'reduce colour to one channel')
    .option('--size <pixels>', 'side length to bring the images to', count('size', 4096))
    .option(
      '--fit <how>',
      'how to reach the size: pad (with zeros) or resize',
      oneOf('fit', ['pad', 'resize']),
    )
    .option(
      '--resize <pixels>',
      'resize the shorter side to this, then keep the middle --size, as ImageNet has it: --resize 256 --size 224',
      count('size', 4096),
    )
    .option(
      '--format <format>',
      `one of ${dataFormatSchema.options.join(', ')} (found out by itself)`,
      oneOf('format', dataFormatSchema.options),
    )
    .option(
      '--class-order <order>',
      'of class folders with numbers: numeric (0, 1, 2, 10; the default where they are nothing else) or text (s1, s10, s2, as ImageFolder has them); of Tiny-ImageNet: text (the default) or listed (as in wnids.txt)',
      oneOf('class order', classOrderSchema.options),
    )
    .option(
      '--first-label <label>',
      'where the labels in the files start: 0 or 1 (found out by itself)',
      oneOf('first label', ['0', '1']),
    )
    .option(
      '--label-set <set>',
      'of CIFAR-100: fine (100 classes, the default) or coarse (20)',
      oneOf('label set', labelSetSchema.options),
    )
    .option(
      '--sixteen-bit <how>',
      'of gray images of 16 bits: scale (the upper 8 bits; the default) or clip (all above 255 is 255, as Pillow)',
      oneOf('sixteen bit', ['scale', 'clip']),
    )
    .option('--member <name>', 'which of several data sets in one folder, e.g. emnist-letters')
    .option(
      '--label-file <file>',
      "which file says the classes: a table of image and class; of ImageNet's validation images LOC_val_solution.csv, val.txt or ILSVRC2012_validation_ground_truth.txt",
    )
    .option(
      '--class-file <file>',
      'what the numbers in it mean: meta.mat, map_clsloc.txt or a list of WordNet ids',
    )
    .option(
      '--order <file>',
      'a fixed order of the images: which image stands first, second, …, counted from 0 or 1 (.npy, .txt, .csv, .json, .mat, a pickled list)',
    )
    .option(
      '--folder <name=role>',
      'what a folder is whose name leaves it open: train, val or test (a part), keep (a class, or images of one) or aside; may be given several times',
      folderRole,
    )
    .option('--look', 'add nothing, say what would be added: sizes, parts, images of each class')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, path: string, options: AddOptions) => {
      const { name, split, format, gray, size, fit, resize, classOrder, firstLabel } = options
      const { labelSet, member, labelFile, classFile, order, sixteenBit } = options
      const transforms = {
        gray: gray ?? false,
        ...(size === undefined ? {} : { size, fit: fit ?? 'resize' }),
        ...(resize === undefined ? {} : { shorterSide: resize }),
        ...(sixteenBit === undefined ? {} : { sixteenBit }),
      }
      const question: MethodInput<'dataSet.add'> = {
        ...{ path, name, split, format, transforms, classOrder, labelSet, member, labelFile, classFile },
        ...(order === undefined ? {} : { order }),
        ...(options.folder === undefined ? {} : { folders: options.folder }),
        ...(firstLabel === undefined ? {} : { firstLabel: firstLabel === '1' ? 1 : 0 }),
      }
      if (options.look) {
        const { sample: _sample, ...found } = await withProject(context, {}, dir, 'read', (workbench) =>
          workbench.invoke('dataSet.preview', question),
        )
        for (const notice of found.notices) say(`halfpower: ${notice}`)
        if (options.json) printJson(found)
        else print(previewText(found))
        return
      }
      const info = await withProject(context, {}, dir, 'write', (workbench) =>
        workbench.invoke('dataSet.add', question),
      )
      for (const notice of info.notices ?? []) say(`halfpower: ${notice}`)
      if (options.json) printJson({ ...summary(info), notices: info.notices ?? [] })
      else print(`Added "${info.id}": ${describe(info)}.`)
    })
  group
    .command('list')
    .description('list the data sets')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const all = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('dataSet.list', {}),
      )
      if (options.json) printJson({ dataSets: all.map(summary) })
      else {
        const rows = all.map((info) => [
          info.id,
          info.dataFormat,
          ...numbersOf(info),
          CONTENT_CELLS[contentState(info)],
          info.available ? info.absolutePath : (info.reason ?? ''),
        ])
        print(table(['data set', 'format', 'images', 'classes', 'size', 'content', 'path'], rows))
        for (const line of all.flatMap(contentLines)) print(line)
      }
    })
  addHashCommand(group, context)
  group
    .command('relink')
    .description('say where a data set is now')
    .argument('<dir>', 'the project')
    .argument('<dataset>', 'the data set')
    .argument('<path>', 'its new place')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, dataSet: string, path: string, options: { json?: boolean }) => {
      const info = await withProject(context, {}, dir, 'write', (workbench) =>
        workbench.invoke('dataSet.relink', { dataSet, path }),
      )
      if (options.json) printJson(summary(info))
      else print(`"${info.id}" is now at ${info.absolutePath}.`)
    })
  addDeleting(group, context, 'data set', 'dataset')
}

/** `Holdout=test`, beside those that were given before. */
function folderRole(text: string, before: Record<string, FolderRole> = {}): Record<string, FolderRole> {
  const at = text.lastIndexOf('=')
  const role = oneOf('role of a folder', folderRoleSchema.options)(at < 0 ? text : text.slice(at + 1))
  if (at < 1)
    throw new UserError('usage', `"${text}" names no folder: give NAME=ROLE, e.g. --folder Holdout=test.`)
  return { ...before, [text.slice(0, at)]: role }
}

function imagesOf(info: DataSetInfo): number {
  return info.parts.reduce((sum, part) => sum + part.images, 0)
}

function numbersOf(info: DataSetInfo): string[] {
  return [`${imagesOf(info)}`, `${info.classNames.length}`, `${info.width}×${info.height}×${info.channels}`]
}

function describe(info: DataSetInfo): string {
  const parts = info.parts.map((part) => `${part.images} ${part.split ?? 'images'}`).join(' + ')
  return `${parts}, ${info.classNames.length} class${info.classNames.length === 1 ? '' : 'es'}${readAs(info)}, ${info.width}×${info.height}, ${info.channels === 1 ? 'gray' : 'colour'}`
}

/** How classes were read, where there is a choice. */
function readAs({ classOrder, firstLabel, labelSet }: DataSetInfo): string {
  const words = [
    ...(labelSet === 'coarse' ? ['coarse labels'] : []),
    ...(classOrder === 'numeric' ? ['in the order of their numbers'] : []),
    ...(classOrder === 'listed' ? ['in the order of wnids.txt'] : []),
    ...(firstLabel === 1 ? ['labels from 1'] : []),
  ]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

function summary(info: DataSetInfo): Record<string, unknown> {
  return {
    id: info.id,
    images: imagesOf(info),
    classes: info.classNames.length,
    classNames: info.classNames,
    parts: info.parts.map((part) => ({
      ...{ split: part.split, images: part.images, hash: part.hash },
      content: part.content ?? null,
      sample: isSample(info, part),
      changed: changedWords(info, part),
    })),
    height: info.height,
    width: info.width,
    channels: info.channels,
    format: info.dataFormat,
    classOrder: info.classOrder ?? 'text',
    firstLabel: info.firstLabel ?? 0,
    sixteenBit: info.transforms.sixteenBit ?? null,
    labelSet: info.labelSet ?? null,
    member: info.member ?? null,
    labelFile: info.labelFile ?? null,
    classFile: info.classFile ?? null,
    order: info.order ?? null,
    folders: info.folders ?? {},
    path: info.absolutePath,
    available: info.available,
    reason: info.reason,
  }
}

function previewText(found: Omit<DataSetPreview, 'sample'>): string {
  const { parts, classNames, height, width, channels } = found
  const kind = channels === 1 ? 'gray' : 'colour'
  const heading = `${width}×${height} pixels, ${kind}, ${classNames.length} classes; nothing was added`
  const columns = parts.map(({ split, images }) => `${split ?? 'images'} (${images})`)
  const rows = classNames.map((name, label) => [
    name,
    ...parts.map(({ perClass }) => String(perClass[label] ?? 0)),
  ])
  return `${heading}\n${table(['class', ...columns], rows)}`
}
