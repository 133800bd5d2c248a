/**
 * A data set as it is stored (`datasets/ID.json`) and as it is shown. One entry can hold several parts of
 * one data set on disk (`train`, `test`); all parts share format, transforms and classes.
 * Invariant: `path` is relative to the project's folder, with `/`, when the data lie in it or beside it.
 */
import { z } from 'zod'
import { selectionChoiceSchema } from './images/selection'
import { countSchema, hashSchema, idSchema, positiveCountSchema, wordsSchema } from './primitives'
import { shown } from './shown'

export const dataFormatSchema = z.enum([
  ...[
    'idx',
    'cifar',
    'cifar-python',
    'stl10',
    'tiny-imagenet',
    'imagenet-val',
    'image-table',
    'image-folder',
    'npy',
    'npz',
  ],
] as const)
export type DataFormat = z.infer<typeof dataFormatSchema>

export const transformsSchema = z.object({
  /** Colour reduced to one channel: 0.2989 R + 0.587 G + 0.114 B. */
  gray: z.boolean(),
  /** Side length in pixels after `fit`; absent keeps the stored size. */
  size: z.int().min(1).max(4096).optional(),
  fit: z.enum(['pad', 'resize']).optional(),
  /**
   * What the shorter side is resized to, in pixels, before the middle `size` × `size` is kept: 256 with size 224
   * is ImageNet's Resize(256), CenterCrop(224). Only with `fit` resize, at least `size`; absent is `size`.
   */
  shorterSide: z.int().min(1).max(4096).optional(),
  /**
   * Gray images of 16 bits: `scale` keeps the upper 8 bits, `clip` takes 255 for all above, as Pillow's convert does.
   * Stored where a data set has such images; absent is `scale`.
   */
  sixteenBit: z.enum(['scale', 'clip']).optional(),
})

/** How the classes are ordered where a data set leaves it open; absent in what is stored: as text. */
const storedClassOrderSchema = z.enum(['numeric', 'listed'])

/** A part; a class (or images of one) as it stands there; or left aside. */
export const folderRoleSchema = z.enum(['train', 'val', 'test', 'keep', 'aside'])
export type FolderRole = z.infer<typeof folderRoleSchema>
/** By name of the folder. Not by `z.record`, which leaves out one that is called `__proto__`. */
export const foldersSchema = z
  .unknown()
  .refine(
    (given) => {
      if (typeof given !== 'object' || given === null || Array.isArray(given)) return false
      return Object.values(given).every((role) => folderRoleSchema.safeParse(role).success)
    },
    `each folder is one of ${folderRoleSchema.options.join(', ')}`,
  )
  .meta({ type: 'object', additionalProperties: { enum: folderRoleSchema.options } }) as unknown as z.ZodType<
  Record<string, FolderRole>,
  Record<string, FolderRole>
>

/** What opens one part again; the same shape as `DataSetSpecification` of the readers. */
export const dataSetSpecificationSchema = z.object({
  path: z.string().min(1),
  format: dataFormatSchema,
  split: z.string().optional(),
  transforms: transformsSchema,
  classOrder: storedClassOrderSchema.optional(),
  firstLabel: z.literal(1).optional(),
  labelSet: z.literal('coarse').optional(),
  member: z.string().optional(),
  labelFile: z.string().optional(),
  classFile: z.string().optional(),
  order: z.string().optional(),
  folders: foldersSchema.optional(),
  told: hashSchema.optional(),
})

export const dataSetPartSchema = z.object({
  /** `train`, `test`, …; null where the format has one part only. */
  split: z.string().nullable(),
  images: positiveCountSchema,
  /** SHA-256 over the content (of a folder of images a sample of it) and everything that changes what is read. */
  hash: hashSchema,
  /** Images per class, in the order of `classNames`. */
  perClass: z.array(countSchema),
  /** Of a folder of images whose files have all been hashed: as they were then. In no key. */
  content: z
    .object({
      hash: hashSchema,
      files: positiveCountSchema,
      bytes: countSchema,
      /** SHA-256 of the file of the files' hashes. Absent in older ones. */
      digests: hashSchema.exactOptional(),
    })
    .exactOptional(),
  /** Where a later hash of all files is another one, though the sample is the same: how many files differ. */
  changed: z.object({ hash: hashSchema, files: countSchema.nullable() }).exactOptional(),
})
export type DataSetPart = z.infer<typeof dataSetPartSchema>

/** The name of a data set that is shipped: no path, so that it leads nowhere else. */
export const SHIPPED_NAME = /^[a-z0-9-]{1,60}$/

export const dataSetFileSchema = z.object({
  format: z.literal('halfpower data set'),
  version: z.literal(1),
  id: idSchema,
  name: z.string().min(1).overwrite(shown),
  path: z.string().min(1),
  /** One of the data sets that every installation of Halfpower brings, by its name there; `path` is where it was then. */
  shipped: z.string().regex(SHIPPED_NAME).exactOptional(),
  dataFormat: dataFormatSchema,
  transforms: transformsSchema,
  /**
   * Class folders with numbers, sorted by these (0, 1, 2, 10), or classes as a list beside the images has them
   * (wnids.txt); absent: as text (0, 1, 10, 2).
   */
  classOrder: storedClassOrderSchema.exactOptional(),
  /** The labels of the files start at 1; absent: at 0. */
  firstLabel: z.literal(1).exactOptional(),
  /** CIFAR-100's 20 superclasses; absent: its 100 classes. */
  labelSet: z.literal('coarse').exactOptional(),
  /** One of several data sets in one folder (EMNIST's `emnist-letters`); absent: there is one. */
  member: z.string().exactOptional(),
  /** The file with the labels of images whose names say none, relative to `path`, with `/`. */
  labelFile: z.string().exactOptional(),
  /** The file that says what the labels in it mean, relative to `path`, with `/`. */
  classFile: z.string().exactOptional(),
  /** The file of numbers that orders the images anew, relative to `path`, with `/`; absent: as they are listed. */
  order: z.string().exactOptional(),
  /** What folders were said to be whose names leave it open; absent: nothing was. */
  folders: foldersSchema.exactOptional(),
  /**
   * Hash of the whole content, where the sample alone would take these images for others that the project has:
   * part of the hashes of the parts. Absent: the sample tells them.
   */
  told: hashSchema.exactOptional(),
  classNames: z.array(wordsSchema),
  height: positiveCountSchema,
  width: positiveCountSchema,
  channels: z.union([z.literal(1), z.literal(3)]),
  parts: z.array(dataSetPartSchema).min(1),
})
export type DataSetFile = z.infer<typeof dataSetFileSchema>

/** A data set as shown: the stored entry and whether its files are there now. */
export const dataSetInfoSchema = dataSetFileSchema.extend({
  /** Where the data are on this machine. */
  absolutePath: z.string(),
  available: z.boolean(),
  /** One sentence when not available. */
  reason: z.string().nullable(),
  /** What was found out when it was added, one sentence each; absent afterwards. */
  notices: z.array(z.string()).exactOptional(),
})
export type DataSetInfo = z.infer<typeof dataSetInfoSchema>

/** What reading a data set once finds out; made in a job process. */
export const inspectedPartSchema = z.object({
  /** Whether there are gray images of 16 bits among those looked at; absent: no. */
  sixteenBitGray: z.literal(true).exactOptional(),
  split: z.string().nullable(),
  images: positiveCountSchema,
  hash: hashSchema,
  perClass: z.array(countSchema),
  classNames: z.array(wordsSchema),
  height: positiveCountSchema,
  width: positiveCountSchema,
  channels: z.union([z.literal(1), z.literal(3)]),
})
export type InspectedPart = z.infer<typeof inspectedPartSchema>

/** How the files of a data set are read. */
export type HowRead = Pick<
  DataSetFile,
  | 'dataFormat'
  | 'transforms'
  | 'classOrder'
  | 'firstLabel'
  | 'labelSet'
  | 'member'
  | 'labelFile'
  | 'classFile'
  | 'order'
  | 'folders'
  | 'told'
>

/** What opens a part of a stored data set again. */
export function specificationOf(
  {
    dataFormat,
    transforms,
    classOrder,
    firstLabel,
    labelSet,
    member,
    labelFile,
    classFile,
    order,
    folders,
    told,
  }: HowRead,
  absolutePath: string,
  split: string | null,
): z.infer<typeof dataSetSpecificationSchema> {
  return {
    path: absolutePath,
    format: dataFormat,
    ...(split === null ? {} : { split }),
    transforms,
    ...(classOrder === undefined ? {} : { classOrder }),
    ...(firstLabel === undefined ? {} : { firstLabel }),
    ...(labelSet === undefined ? {} : { labelSet }),
    ...(member === undefined ? {} : { member }),
    ...(labelFile === undefined ? {} : { labelFile }),
    ...(classFile === undefined ? {} : { classFile }),
    ...(order === undefined ? {} : { order }),
    ...(folders === undefined ? {} : { folders }),
    ...(told === undefined ? {} : { told }),
  }
}

export const classOrderSchema = z.enum(['numeric', 'text', 'listed'])
export type ClassOrder = z.infer<typeof classOrderSchema>

/** What a path was found to hold before it is added. */
export const labelSetSchema = z.enum(['fine', 'coarse'])
export type LabelSet = z.infer<typeof labelSetSchema>

/** Where the labels of images come from whose names and folders do not say them. */
export const foundLabelsSchema = z.object({
  /** Relative to the data set, with `/`; null: none was found. */
  labelFile: z.string().nullable(),
  /** What the labels in it mean; null: none was found, or it is not needed. */
  classFile: z.string().nullable(),
  /** What is missing and what to do, one sentence; null: nothing is. */
  problem: z.string().nullable(),
})
export type FoundLabels = z.infer<typeof foundLabelsSchema>

export const foundDataSetSchema = z.object({
  /** The path, or the one data set in it. */
  path: z.string(),
  format: dataFormatSchema,
  splits: z.array(z.string()),
  /** What its user should know, one sentence each. */
  notices: z.array(z.string()),
  /** Orders of classes, the usual one first; null: there is one order only. */
  classOrders: z.array(classOrderSchema).nullable(),
  /** How class folders with numbers begin in either order; absent: they are in one order, or a list orders them. */
  orderExamples: z.object({ numeric: z.string(), text: z.string() }).exactOptional(),
  /** Kinds of labels, the usual one first; null: there is one kind only. */
  labelSets: z.array(labelSetSchema).nullable(),
  /** Data sets that lie in one folder, of which one is to be named; null: there is one only. */
  members: z.array(z.string()).nullable(),
  /** Folders that hold images and may be parts, classes or neither; absent: there is none. */
  doubts: z
    .array(
      z.object({
        folder: z.string(),
        roles: z.array(folderRoleSchema),
        /** What it is taken for where nothing is said; null: it has to be said. */
        usual: folderRoleSchema.nullable(),
      }),
    )
    .exactOptional(),
  /** Gray images of 16 bits, which can be read in two ways; absent: none were seen. */
  sixteenBitGray: z.literal(true).exactOptional(),
  /** Null: the names or folders of the images say their labels. */
  labels: foundLabelsSchema.nullable(),
})
export type FoundDataSet = z.infer<typeof foundDataSetSchema>

/** Images to read: of a part of a data set what `selection` chooses, else `limit` at random, else all. */
export const imagesSchema = z.object({
  specification: dataSetSpecificationSchema,
  hash: hashSchema,
  limit: positiveCountSchema.nullable(),
  selection: selectionChoiceSchema.exactOptional(),
})
export type ImagesChoice = z.infer<typeof imagesSchema>

/** A data set before it is added, to look at. */
export const dataSetPreviewSchema = z.object({
  parts: z.array(dataSetPartSchema.pick({ split: true, images: true, perClass: true })).min(1),
  classNames: z.array(wordsSchema),
  /** Of each image, in pixels. */
  height: positiveCountSchema,
  width: positiveCountSchema,
  channels: positiveCountSchema,
  /** What adding it will say, one sentence each. */
  notices: z.array(z.string()),
  /** Images of different classes, of one part. */
  sample: z.object({
    split: z.string().nullable(),
    images: z.array(z.object({ label: z.string(), url: z.string() })),
  }),
})
export type DataSetPreview = z.infer<typeof dataSetPreviewSchema>
