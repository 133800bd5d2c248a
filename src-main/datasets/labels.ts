/**
 * Labels and class names: the checks that all readers share, and the small text files that name classes.
 * Invariant: a data set's labels are whole numbers in [0, classNames.length), one per image.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { listFolder, readSmallFile } from '../files/look'

/** More classes than any data set of images has; a larger label means that the wrong file was given. */
const MAX_CLASSES = 100_000
/** ImageNet-21k has 14 million. */
const MAX_IMAGES = 2 ** 24

/** The file beside IDX and NumPy files that names the classes, one per line in the order of the labels. */
export const CLASSES_FILE = 'classes.txt'

/**
 * Checks labels against the images and the class names.
 * @param values one per image.
 * @param images how many images there are.
 * @param where how error sentences call the labels.
 * @param classNames undefined: the labels themselves name the classes ('0', '1', …).
 * @param atLeast the smallest number of classes, where another part of the data set has more.
 * @throws UserError('input') when there are too many or too few labels, or one is out of range.
 */
export function checkLabels(
  values: ArrayLike<number>,
  images: number,
  where: string,
  classNames?: readonly string[],
  atLeast = 0,
): { labels: Int32Array; classNames: readonly string[] } {
  if (values.length !== images) {
    throw new UserError(
      'input',
      `${where} holds ${values.length} labels for ${images} images: the two do not belong together.`,
    )
  }
  if (images > MAX_IMAGES)
    throw new UserError(
      'input',
      `${where} is for ${images} images, and at most ${MAX_IMAGES} are read: it is damaged, or no list of labels.`,
    )
  const limit = classNames?.length ?? MAX_CLASSES
  const labels = new Int32Array(images)
  let classes = atLeast
  for (let i = 0; i < images; i++) {
    const value = values[i]!
    if (!Number.isInteger(value) || value < 0 || value >= limit) {
      const names = classNames ? ` (there are ${limit} class names)` : ''
      throw new UserError(
        'input',
        `${where} gives image ${i} the label ${value}; allowed are whole numbers from 0 to ${limit - 1}${names}.`,
      )
    }
    labels[i] = value
    if (value >= classes) classes = value + 1
  }
  return { labels, classNames: classNames ?? Array.from({ length: classes }, (_, label) => String(label)) }
}

/** The class names in `folder/file`, one per line; undefined when there is no such file. */
export async function readClassNames(folder: string, file = CLASSES_FILE): Promise<string[] | undefined> {
  if (!(await listFolder(folder)).files.includes(file)) return undefined
  const lines = (await readSmallFile(join(folder, file)))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
  const names = lines.map((line) => line.trim()).filter((line) => line !== '')
  if (names.length === 0)
    throw new UserError('input', `"${join(folder, file)}" is empty: it should name one class per line.`)
  return names
}
