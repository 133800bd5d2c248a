/**
 * Targets as text, so that different models and programs are attacked alike: a CSV with the header
 * `image,target`, a data-set index and a class index per line.
 *
 * Invariant: what `targetsFromCsv` returns can be attacked: every image exists and occurs once, and no
 * target is the image's own label.
 */
import { UserError } from '../contract/errors'

const HEADER = 'image,target'

export interface ChosenTargets {
  /** Data-set indices. */
  indices: Int32Array
  /** Class indices, one for each. */
  targets: Int32Array
}

export function targetsToCsv({ indices, targets }: ChosenTargets): string {
  const lines = [HEADER]
  indices.forEach((index, i) => lines.push(`${index},${targets[i]!}`))
  return lines.join('\n') + '\n'
}

/**
 * Reads targets; spaces, a byte-order mark, Windows line ends and empty lines at the end are let through.
 * @param labels class index of every image of the data set @param classes number of classes
 * @param name how to call the file in a sentence
 * @throws UserError('input') that names the line and what is wrong with it
 */
export function targetsFromCsv(
  text: string,
  labels: Int32Array,
  classes: number,
  name = 'the targets file',
): ChosenTargets {
  const lines = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r\n|\n|\r/)
  if (fields(lines[0]!).join(',') !== HEADER)
    throw new UserError(
      'input',
      `Line 1 of ${name} is '${shortened(lines[0]!)}': it must be the header '${HEADER}'.`,
    )
  if (lines.length === 1)
    throw new UserError(
      'input',
      `There are no targets after the header of ${name}: give one 'image,target' per line.`,
    )
  const indices = new Int32Array(lines.length - 1)
  const targets = new Int32Array(lines.length - 1)
  const firstLine = new Map<number, number>()
  lines.slice(1).forEach((line, i) => {
    const where = `Line ${i + 2} of ${name}`
    const [image, target, ...more] = fields(line)
    if (image === undefined || target === undefined || more.length > 0)
      throw new UserError(
        'input',
        `${where} is '${shortened(line)}': it must hold an image index and a class index, 'image,target'.`,
      )
    const index = number(image, 'image index', labels.length, 'the data set has the images', where)
    const wanted = number(target, 'target', classes, 'the data set has the classes', where)
    if (labels[index] === wanted)
      throw new UserError(
        'input',
        `${where} gives image ${index} the target ${wanted}, which is its own class: choose another one.`,
      )
    if (firstLine.has(index))
      throw new UserError(
        'input',
        `${where} names image ${index}, which line ${firstLine.get(index)} has named already: name each image once.`,
      )
    firstLine.set(index, i + 2)
    indices[i] = index
    targets[i] = wanted
  })
  return { indices, targets }
}

function fields(line: string): string[] {
  return line.split(',').map((field) => field.trim())
}

function number(text: string, what: string, count: number, has: string, where: string): number {
  if (!/^\d+$/.test(text))
    throw new UserError('input', `${where}: the ${what} '${shortened(text)}' is not a whole number.`)
  const value = Number(text)
  if (value >= count)
    throw new UserError(
      'input',
      `${where}: the ${what} '${shortened(text)}' does not exist: ${has} 0 to ${count - 1}.`,
    )
  return value
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
