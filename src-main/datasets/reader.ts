/**
 * What a reader is: one per format, each in a file of its own. `match` looks only at names and first
 * bytes; `open` reads. Adding a format is adding a file and a line in detect.ts.
 *
 * Invariant: no reader decodes a picture. Those of image files only say which files (`files`), and open.ts decodes
 * them; so whoever looks at a path, a window's own process too, never loads the decoder's native library.
 */
import { UserError } from '../contract/errors'
import type { FoundDataSet } from '../contract/data-set'
import type { DataSetSpecification } from './specification'
import type { DataSet } from './data-set'
import type { Found } from '../files/look'
import type { ImageList } from './image-list'
import type { FolderRoles } from './names'

export type Questions = Pick<
  FoundDataSet,
  'notices' | 'classOrders' | 'labelSets' | 'members' | 'labels' | 'sixteenBitGray'
>

/** Which image files, and which labels. */
export interface LabelledFiles {
  /** What the listed paths are relative to. */
  root: string
  classNames: readonly string[]
  list: ImageList
  /** True where the labels are in the paths already, which are hashed. */
  labelsInPaths: boolean
}

interface Matching {
  readonly format: DataSetSpecification['format']
  /**
   * The parts of a data set of this format (`train`, `val`, `test`; none where it has only one part), or
   * undefined when it is not of this format.
   * @param folders what folders of class folders were said to be
   * @param labelFile which file was said to name the classes
   */
  match(found: Found, folders?: FolderRoles, labelFile?: string): Promise<{ splits: string[] } | undefined>
  /** What is to be asked or said before a data set is added; absent: nothing. */
  questions?(found: Found): Promise<Partial<Questions>>
  /** What is to be said of a data set as it was asked for, one sentence each; absent: nothing. */
  notices?(specification: DataSetSpecification, found: Found): Promise<string[]>
}

/** Of arrays. */
export interface ArrayReader extends Matching {
  /** Opens one part; the caller has checked that `match` agrees and that `split` is one of its parts. */
  open(specification: DataSetSpecification, found: Found): Promise<DataSet>
}

/** Of image files. */
export interface ImageReader extends Matching {
  /** The files of one part; the caller has checked as for `open`. */
  files(specification: DataSetSpecification, found: Found): Promise<LabelledFiles>
}

export type Reader = ArrayReader | ImageReader

/**
 * The part to open. Where there is exactly one, it need not be named.
 * @throws UserError('input') when none is named among several, or an unknown one is.
 */
export function chooseSplit(
  splits: readonly string[],
  wanted: string | undefined,
  path: string,
): string | undefined {
  if (wanted === undefined) {
    if (splits.length <= 1) return splits[0]
    throw new UserError('input', `"${path}" has the parts ${splits.join(', ')}: say which one with --split.`)
  }
  if (splits.includes(wanted)) return wanted
  if (splits.length === 0)
    throw new UserError(
      'input',
      `"${path}" has no parts, so --split ${wanted} is not possible: leave it out.`,
    )
  throw new UserError('input', `"${path}" has no part "${wanted}"; it has ${splits.join(', ')}.`)
}
