/**
 * How far the content of a data set is known. Array files are hashed whole when they are added. A folder of images is
 * known by a sample then (datasets/image-sample.ts), which keys of results are made of; all of its files are hashed
 * afterwards, and what that gives stands beside the sample and is in no key.
 */
import { z } from 'zod'
import { countSchema, hashSchema, idSchema, positiveCountSchema } from '../primitives'
import { dataSetSpecificationSchema } from '../data-set'
import type { DataSetFile, DataSetPart } from '../data-set'

/** Files of a folder of images that the sample holds, at most, and the bytes of each that are hashed. */
export const SAMPLED_FILES = 1024
export const SAMPLED_BYTES = 1 << 20

const FOLDERS_OF_IMAGES: readonly string[] = ['image-folder', 'tiny-imagenet', 'imagenet-val', 'image-table']

/** Asks a job process for the SHA-256 of every file of a part of a folder of images. */
export const contentRequest = z.object({
  request: z.literal('hash contents'),
  specification: dataSetSpecificationSchema,
  /** Folder where hashes of files are remembered by size and times. */
  cache: z.string(),
  /** A temporary file's path: uint8 [images, 32] as `.npy`, in the order of the images. */
  digestsPath: z.string(),
  /** Nobody waits for it: the process gives way to others. */
  background: z.boolean(),
})

export const contentMessage = z.object({
  message: z.literal('contents'),
  /** Of the part as it is now, by the sample. */
  sample: hashSchema,
  /** SHA-256 over names, labels and the SHA-256 of every file. */
  hash: hashSchema,
  files: positiveCountSchema,
  bytes: countSchema,
  /** Of those, how many were read and not remembered. */
  read: z.object({ files: countSchema, bytes: countSchema }),
})
export type FoundContents = z.infer<typeof contentMessage>

/** What is said while it goes on; null: nothing is being hashed. */
export const hashingSchema = z
  .object({
    dataSet: idSchema,
    split: z.string().nullable(),
    /** Files that are done, of all. */
    done: countSchema,
    files: positiveCountSchema,
  })
  .nullable()
export type Hashing = z.infer<typeof hashingSchema>

/** What hashing a part has found. */
export const hashedPartSchema = z.object({
  dataSet: idSchema,
  split: z.string().nullable(),
  hash: hashSchema,
  files: positiveCountSchema,
  bytes: countSchema,
  /** Of those, what was read and not remembered. */
  read: z.object({ files: countSchema, bytes: countSchema }),
  seconds: z.number(),
  /** One sentence where they are others than before; null: they are as they were, or were not hashed before. */
  changed: z.string().nullable(),
})
export type HashedPart = z.infer<typeof hashedPartSchema>

/** What was known of the images of a study when its first result was computed; null: the sample only. */
export const knownContentSchema = z.object({ data: hashSchema, content: hashSchema.nullable() })
export type KnownContent = z.infer<typeof knownContentSchema>

export function isFolderOfImages({ dataFormat }: Pick<DataSetFile, 'dataFormat'>): boolean {
  return FOLDERS_OF_IMAGES.includes(dataFormat)
}

/** Whether not every byte of a part is known. */
export function isSample(file: Pick<DataSetFile, 'dataFormat'>, part: DataSetPart): boolean {
  return isFolderOfImages(file) && part.content === undefined
}

/** By what a part is known, in words that follow "known by": where it is a sample, of what. */
export function sampleWords({ images }: Pick<DataSetPart, 'images'>): string {
  return images > SAMPLED_FILES
    ? `a sample: names, and the first MiB of ${SAMPLED_FILES.toLocaleString('en')} of its ${images.toLocaleString('en')} files`
    : 'names, and the first MiB of each file'
}

/** One sentence where files have changed since all were hashed first; null where none have. */
export function changedWords(file: Pick<DataSetFile, 'id'>, part: DataSetPart): string | null {
  if (part.changed === undefined) return null
  const { files } = part.changed
  const which = part.split === null ? '' : ` of the part "${part.split}"`
  const counted = files === null ? 'Images' : `${files} of the ${part.images} images`
  const then = part.content === undefined ? 'the data set was added' : 'all were hashed first'
  return `${counted}${which} of "${file.id}" ${files === 1 ? 'is' : 'are'} not what ${files === 1 ? 'it was' : 'they were'} when ${then}: put the old ones back, or add what is there now as a data set of its own, under another name.`
}

/** `sample`, `whole` or `changed` for every part together: the worst. */
export function contentState(
  file: Pick<DataSetFile, 'dataFormat' | 'parts'>,
): 'whole' | 'sample' | 'changed' {
  if (file.parts.some((part) => part.changed !== undefined)) return 'changed'
  return file.parts.some((part) => isSample(file, part)) ? 'sample' : 'whole'
}
