/**
 * Common downloads that are not read as they are unpacked: named for what they are, with what to do. Without this some
 * would be taken for something else (the validation part of Tiny-ImageNet for one class called "images").
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { listFolder } from './files'
import type { Found } from './files'

interface Download {
  /** Whether a folder with these files is it. */
  is: (files: ReadonlySet<string>) => boolean
  /** What it is and what to do; `path` is the folder. */
  sentence: (path: string) => string
}

const DOWNLOADS: readonly Download[] = [
  {
    is: (files) => files.has('val_annotations.txt'),
    sentence: (path) =>
      `"${path}" is the validation part of Tiny-ImageNet as downloaded: the classes of its images are in val_annotations.txt. Move each image into a folder named after its class (the second column of that file), remove the empty folder "images", and add the data set again.`,
  },
  {
    is: (files) => files.has('batches.meta') && files.has('data_batch_1'),
    sentence: (path) =>
      `"${path}" is the Python version of CIFAR-10: download the "binary version (suitable for C programs)" from the same page, unpack it, and add the folder cifar-10-batches-bin.`,
  },
  {
    is: (files) => files.has('meta') && files.has('train') && files.has('test'),
    sentence: (path) =>
      `"${path}" is the Python version of CIFAR-100: download the "binary version (suitable for C programs)" from the same page, unpack it, and add the folder cifar-100-binary.`,
  },
  {
    is: (files) => files.has('train_X.bin') || files.has('test_X.bin'),
    sentence: (path) =>
      `"${path}" is the binary version of STL-10, which Halfpower does not read: write its images (96×96, column by column, one channel after the other) with their labels, which count from 1, into an .npz file, and add that.`,
  },
  {
    is: (files) => files.has('train_32x32.mat') || files.has('test_32x32.mat'),
    sentence: (path) =>
      `"${path}" is SVHN in MATLAB's format, which Halfpower does not read: write images and labels (10 stands for the digit 0) into an .npz file, and add that.`,
  },
  {
    is: (files) => [...files].some((file) => file.endsWith('.parquet')),
    sentence: (path) =>
      `"${path}" holds Parquet files, as data sets of Hugging Face do, which Halfpower does not read: save the images into class folders (datasets: image.save), and add that folder.`,
  },
]

/** How far down it is looked for: torchvision and unpacked archives put one or two folders around it. */
const DEPTH = 2
/** A thousand class folders are no place to look. */
const MOST_FOLDERS = 50

/** @throws UserError('input') when a folder, or one a little further down, is such a download */
export async function refuseUnreadDownloads(found: Found): Promise<void> {
  if (found.kind === 'folder') await refuseAt(found.path, found, 0)
}

async function refuseAt(
  path: string,
  { files, folders }: { files: readonly string[]; folders: readonly string[] },
  depth: number,
): Promise<void> {
  const names = new Set(files)
  const download = DOWNLOADS.find(({ is }) => is(names))
  if (download) throw new UserError('input', download.sentence(path))
  if (depth >= DEPTH || folders.length > MOST_FOLDERS) return
  for (const folder of folders) {
    const inner = join(path, folder)
    await refuseAt(inner, await listFolder(inner), depth + 1)
  }
}
