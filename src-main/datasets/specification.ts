/** What a data set is opened with: stored in the project, and part of its identity (hash.ts). */
import type { DataFormat } from '../contract/data-set'
import type { FolderRoles } from './names'

/** What a reader needs to open a data set again: stored in the project, hashed into every result. */
export interface DataSetSpecification {
  /** Absolute path of the file or folder. */
  path: string
  format: DataFormat
  /** Which part, where the format has several (`train`, `test`); undefined where it has one. */
  split?: string | undefined
  transforms: DataSetTransforms
  /**
   * Class folders with numbers, sorted by these (0, 1, 2, 10), or classes as a list beside the images has them;
   * undefined: as text (0, 1, 10, 2).
   */
  classOrder?: 'numeric' | 'listed' | undefined
  /** The labels of the files start at 1: they are counted from 0 here. Undefined: they start at 0. */
  firstLabel?: 1 | undefined
  /** CIFAR-100's 20 superclasses instead of its 100 classes. */
  labelSet?: 'coarse' | undefined
  /** Which of several data sets in one folder (`emnist-letters`). */
  member?: string | undefined
  /** The file with the labels, relative to `path`, where neither names nor folders say them. */
  labelFile?: string | undefined
  /** The file that says what the labels mean, relative to `path`. */
  classFile?: string | undefined
  /** The file that orders the images anew, relative to `path` (order.ts); undefined: they are as they are listed. */
  order?: string | undefined
  /** What folders were said to be whose names leave it open. */
  folders?: FolderRoles | undefined
  /** Hash of the whole content of a folder of images, where its sample is that of another one; part of its own hash. */
  told?: string | undefined
}

export interface DataSetTransforms {
  /** Reduce colour to one channel: 0.2989 R + 0.587 G + 0.114 B (methods B.1). */
  gray: boolean
  /** Side length in pixels after `fit`; undefined keeps the stored size. */
  size?: number | undefined
  /** How to reach `size`: zero-pad evenly on all sides, or resize (bilinear). */
  fit?: 'pad' | 'resize' | undefined
  /** What the shorter side is resized to, in pixels, before the middle `size` × `size` is kept; undefined is `size`. */
  shorterSide?: number | undefined
  /** Of gray images of 16 bits the upper 8 (default), or all above 255 as 255, as Pillow's convert does. */
  sixteenBit?: 'scale' | 'clip' | undefined
}
