/**
 * A data set as the rest of Halfpower sees it: labelled images that can be read in any order, as
 * float32 in [0,1]. How they lie on disk is the business of the readers beside this file.
 */

import type { DataFormat } from '../contract/data-set'
import type { ImageList } from './image-list'
import type { FolderRoles } from './names'
import type { RandomCrop } from './random-crop'

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

export interface DataSet {
  readonly specification: DataSetSpecification
  /** SHA-256 (hex) over the content and everything that changes what `read` returns. */
  readonly hash: string
  readonly count: number
  /** Index of each image in the whole part, where this is a view of some of them. */
  readonly indices?: Int32Array
  readonly classNames: readonly string[]
  /** Class index of each image, length `count`. */
  readonly labels: Int32Array
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** Gray images of 16 bits are among those looked at. */
  readonly sixteenBitGray?: boolean
  /** The files themselves, one for each image, where they are. */
  readonly files?: {
    root: string
    list: ImageList
    /** Which file of the list each image is; absent: they are in its order. */
    order?: Int32Array
  }
  /**
   * Reads images. Returns float32 [indices.length, height, width, channels] in [0,1], row-major.
   * A single unreadable image is a UserError('input') that names the file.
   */
  read(indices: ArrayLike<number>): Promise<Float32Array>
  /**
   * As `read`, but of each image a random part of the whole stored picture (random-crop.ts). The image's index in the
   * whole data set decides which, also where this is a view of some of them. Absent: its images are computed (corrupted,
   * filtered), and nothing is trained on those.
   */
  readParts?: ((indices: ArrayLike<number>, crop: RandomCrop) => Promise<Float32Array>) | undefined
  close(): Promise<void>
}
