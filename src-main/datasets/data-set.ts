/**
 * A data set as the rest of Halfpower sees it: labelled images that can be read in any order, as
 * float32 in [0,1]. How they lie on disk is the business of the readers beside this file.
 */

import type { ImageList } from './image-list'
import type { DataSetSpecification } from './specification'
import type { RandomCrop } from './random-crop'

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
  /**
   * As `read`, of images that are bytes: `read` gives v/255 for each v. Absent: its numbers need not be bytes (floats, gray
   * made of colours, images that are computed).
   */
  readBytes?: ((indices: ArrayLike<number>) => Promise<Uint8Array>) | undefined
  close(): Promise<void>
}

/** One whose images are bytes. */
export interface ByteDataSet extends DataSet {
  readBytes(indices: ArrayLike<number>): Promise<Uint8Array>
}
