/**
 * Common downloads that are not read as they are unpacked: named for what they are, with what to do.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { listFolder } from '../files/look'
import type { Found } from '../files/look'
import { isImageName } from './image-list'

const isImageOrArray = (file: string): boolean => isImageName(file) || /\.(?:npy|npz)$/.test(file)

interface Download {
  /** Whether a folder with these files is it. */
  is: (files: ReadonlySet<string>) => boolean
  /** What it is and what to do; `path` is the folder. */
  sentence: (path: string) => string
}

const DOWNLOADS: readonly Download[] = [
  {
    is: (files) => files.has('unlabeled_X.bin') && !files.has('train_X.bin') && !files.has('test_X.bin'),
    sentence: (path) =>
      `"${path}" holds the unlabelled images of STL-10 only, of which no class is known: put train_X.bin, train_y.bin, test_X.bin and test_y.bin beside them.`,
  },
  {
    is: (files) => [...files].some((file) => /^ILSVRC2012_test_\d{8}\.JPEG$/i.test(file)),
    sentence: (path) =>
      `"${path}" holds ImageNet's test images, whose classes were never published: use the validation images.`,
  },
  {
    is: (files) => files.has('train_32x32.mat') || files.has('test_32x32.mat'),
    sentence: (path) =>
      `"${path}" is SVHN in MATLAB's format, which Halfpower does not read: write images and labels (10 stands for the digit 0) into an .npz file, and add that.`,
  },
  {
    is: (files) => files.has('train_data_batch_1') || files.has('val_data'),
    sentence: (path) =>
      `"${path}" holds downsampled ImageNet as pickles, which Halfpower does not read: write images (data.reshape(-1, 3, SIZE, SIZE)) and labels less 1 into an .npz file with numpy.savez, and add that.`,
  },
  {
    is: (files) => [...files].some((file) => /\.cls$/i.test(file)),
    sentence: (path) =>
      `"${path}" is an unpacked WebDataset: the class of each image is in the file .cls beside it. Write them into one table labels.csv with the columns filename,label in the same folder, and add the folder again.`,
  },
  {
    is: (files) => [...files].some((file) => /\.tfrecords?(?:-\d+-of-\d+)?$/.test(file)),
    sentence: (path) =>
      `"${path}" holds TFRecord files of TensorFlow, which Halfpower does not read: save the images into class folders, or images and labels into an .npz file (tensorflow_datasets.as_numpy), and add that.`,
  },
  {
    is: (files) => [...files].some((file) => /\.(?:parquet|arrow)$/.test(file)),
    sentence: (path) =>
      `"${path}" holds Parquet or Arrow files, as data sets of Hugging Face do, which Halfpower does not read: save the images into class folders (datasets: image.save), and add that folder.`,
  },
  {
    is: (files) => [...files].some((file) => /\.(?:h5|hdf5)$/.test(file)) && ![...files].some(isImageOrArray),
    sentence: (path) =>
      `"${path}" holds HDF5 files, which Halfpower does not read as images: write images and labels into an .npz file with h5py and numpy.savez(FILE, images=…, labels=…), and add that.`,
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
