/**
 * Labels as their files hold them: numbers, or names of classes (an array of texts, a column of a text file). Names become
 * numbers by their order as text, which is that of NumPy's `unique` and scikit-learn's LabelEncoder, or by `classes.txt`.
 */
import { extname } from 'node:path'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { decodeNpy } from '../checkpoints/npy'
import { decodeNpyTexts } from '../checkpoints/npy-text'
import { labelsFromArray } from './array-images'
import { CLASSES_FILE } from './labels'
import { asText } from '../files/names'
import { textOf } from './table-text'

/** Numbers, or names of classes; one per image. */
export type WrittenLabels = ArrayLike<number> | readonly string[]

/** What can hold labels beside images, by its ending. */
export const LABEL_ENDINGS = ['.npy', '.csv', '.txt']

export interface NumberedLabels {
  values: ArrayLike<number>
  /** Undefined where the labels were numbers and nothing names them. */
  classNames: readonly string[] | undefined
}

/**
 * Reads the labels in an `.npy` file.
 * @throws UserError('input') when it holds neither whole numbers nor texts, one per image
 */
export function labelsOfNpy(bytes: Uint8Array, where: string): WrittenLabels {
  const texts = decodeNpyTexts(bytes, where)
  if (!texts) return labelsFromArray(decodeNpy(bytes, where), where)
  const { shape, values } = texts
  if (!(shape.length === 1 || (shape.length === 2 && shape[1] === 1)))
    throw new UserError(
      'input',
      `${where} holds texts of shape (${shape.join(', ')}); labels should be one per image, of shape (N,).`,
    )
  return fromTexts(values, where)
}

/**
 * Reads labels from a text file of one label per line, below a title or not.
 * @param images how many there should be.
 */
export function labelsOfText(text: string, images: number, where: string): WrittenLabels {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  while (lines.at(-1)?.trim() === '') lines.pop()
  if (lines.length === images + 1) lines.shift()
  const values = lines.map((line) => line.trim().replace(/^"(.*)"$/, '$1'))
  const row = values.findIndex((value) => /[,;\t]/.test(value))
  if (row >= 0)
    throw new UserError(
      'input',
      `${where} has more than one column ("${shown(values[row]!.slice(0, 60))}"): keep the column of the labels only, in the order of the images.`,
    )
  return fromTexts(values, where)
}

/** Reads what `path` holds, by its ending. */
export function writtenLabels(path: string, bytes: Uint8Array, images: number): WrittenLabels {
  const where = `"${path}"`
  if (extname(path) === '.npy') return labelsOfNpy(bytes, where)
  return labelsOfText(textOf(bytes), images, where)
}

/** Texts that are whole numbers all are these. `01` stays a name, `1.0`, as pandas writes labels with gaps, does not. */
export function fromTexts(values: readonly string[], where: string): WrittenLabels {
  const empty = values.findIndex((value) => value.trim() === '')
  if (empty >= 0) throw new UserError('input', `${where} gives image ${empty} no label: its text is empty.`)
  const plain = values.map((value) => value.replace(/\.0+$/, ''))
  return plain.every((value) => /^(0|[1-9]\d{0,9})$/.test(value)) ? plain.map(Number) : values
}

/** Whether labels are names of classes. */
export function areNames(labels: WrittenLabels): labels is readonly string[] {
  return typeof labels[0] === 'string'
}

/**
 * Names become numbers.
 * @param named the classes in their order, where a file says it; undefined: those of `all`, as text.
 * @param all labels whose names are the classes: those of every part.
 * @throws UserError('input') when a label is none of `named`
 */
export function numberLabels(
  labels: WrittenLabels,
  where: string,
  named: readonly string[] | undefined,
  all: readonly WrittenLabels[] = [labels],
): NumberedLabels {
  if (!areNames(labels)) return { values: labels, classNames: named }
  const classNames = named ?? asText([...new Set(all.filter(areNames).flat())])
  const index = new Map(classNames.map((name, label) => [name, label]))
  const values = labels.map((name, image) => {
    const label = index.get(name)
    if (label !== undefined) return label
    throw new UserError(
      'input',
      `${where} gives image ${image} the label "${shown(name.slice(0, 60))}", which is none of the ${classNames.length} names in ${CLASSES_FILE}.`,
    )
  })
  return { values, classNames }
}

const FEW = 4

/** What is to be said of names that no file orders. */
export function nameOrderWords(labels: WrittenLabels, where: string): string[] {
  if (!areNames(labels)) return []
  const names = asText([...new Set(labels)])
  const some = names
    .slice(0, FEW)
    .map((name) => shown(name.slice(0, 40)))
    .join(', ')
  return [
    `The labels in ${where} are names: ${names.length} classes in their order as text (${some}${names.length > FEW ? ', …' : ''}), as NumPy's unique and scikit-learn's LabelEncoder number them; for a model with another order put its classes into ${CLASSES_FILE} beside the file, one per line.`,
  ]
}
