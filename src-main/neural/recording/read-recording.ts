/**
 * What was chosen of a file of responses, as the parts of a recording (assemble.ts): which array is which, how its axes
 * lie, and which image each trial shows. Whatever is open is refused with the options that answer it.
 */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { openArrayFile } from '../arrays/array-file'
import { imageAxes, responseAxes } from './axes'
import { picturesOf, trialsOf } from './sources'
import type { DataSet } from '../../datasets/data-set'
import type { ArrayFile, NumberArray } from '../arrays/array-file'
import type { ImageAxis, ResponseAxis } from './axes'
import { GRAY } from './sources'
import type { ImageSource, TrialSource } from './sources'

export interface ArrayChoice {
  /** Name of the array of responses; null: not said. */
  responses: string | null
  axes: readonly ResponseAxis[] | null
  /** Name of the array of images, or a file of its own; null: not said. */
  images: string | null
  imagesFile: string | null
  imageAxes: readonly ImageAxis[] | null
  /** Name of the array that says which image each trial shows; null: row i shows image i. */
  imageIndex: string | null
  /** What the first image is called in it; null: found out where that is certain. */
  firstIndex: 0 | 1 | null
}

export interface ReadRecording {
  trials: TrialSource
  imageOfRow: Int32Array | null
  pictures: ImageSource
  remarks: string[]
}

/** `name` of an array and its shape, e.g. `'resp' (6 × 5)`. */
export function arrayWords({ name, shape }: Pick<NumberArray, 'name' | 'shape'>): string {
  return `'${printable(name)}' (${shape.join(' × ') || 'one number'})`
}

export function arrayNamed(
  { arrays, warnings }: ArrayFile,
  asked: string | null,
  file: string,
  option: string,
  what: string,
): NumberArray {
  const list = arrays.slice(0, 20).map(arrayWords).join(', ')
  const more = arrays.length > 20 ? ` and ${arrays.length - 20} more` : ''
  if (arrays.length === 0)
    throw new UserError(
      'input',
      `${file} holds no array of numbers that can be read${warnings[0] ? `: ${warnings[0]}` : '.'}`,
    )
  if (asked === null) {
    const [only] = arrays
    if (only && arrays.length === 1 && option === '--responses') return only
    throw new UserError('usage', `${file} holds ${list}${more}: say which are ${what} with ${option}.`)
  }
  const found = arrays.find(({ name }) => name === asked) ?? arrays.find(({ name }) => name === `/${asked}`)
  if (!found)
    throw new UserError('usage', `${file} has no array '${printable(asked)}': it has ${list}${more}.`)
  return found
}

/**
 * @param dataSet the data set whose images were shown, in their order; null: the images are in a file
 * @param opened closed by the caller, together with what is returned
 */
export async function readRecording(
  file: ArrayFile,
  name: string,
  choice: ArrayChoice,
  dataSet: DataSet | null,
): Promise<ReadRecording & { close(): Promise<void> }> {
  const responses = arrayNamed(file, choice.responses, name, '--responses', 'the responses')
  const what = `${arrayWords(responses)} in ${name}`
  const index =
    choice.imageIndex === null
      ? null
      : arrayNamed(file, choice.imageIndex, name, '--image-index', 'the image of each trial')
  const imagesFile = choice.imagesFile === null ? null : await openArrayFile(choice.imagesFile)
  try {
    const pictures =
      dataSet === null
        ? picturesFrom(
            imagesFile ?? file,
            imagesFile === null ? name : `"${choice.imagesFile}"`,
            responses,
            choice,
          )
        : picturesOfDataSet(dataSet)
    const close = async (): Promise<void> => await imagesFile?.close()
    if (index === null) {
      const axes = responseAxes(responses.shape, pictures.images, choice.axes, what)
      return {
        trials: trialsOf(responses, axes),
        imageOfRow: null,
        pictures,
        remarks: [axesWords(what, axes)],
        close,
      }
    }
    const numbers = await index.readSlab(0, (index.order === 'C' ? index.shape[0] : index.shape.at(-1)) ?? 1)
    const axes = responseAxes(responses.shape, numbers.length, choice.axes, what, 'trials')
    const imageOfRow = imagesOfRows(numbers, pictures.images, choice.firstIndex, arrayWords(index))
    return {
      trials: trialsOf(responses, axes),
      imageOfRow,
      pictures,
      remarks: [axesWords(what, axes)],
      close,
    }
  } catch (error) {
    await imagesFile?.close()
    throw error
  }
}

function axesWords(what: string, axes: readonly ResponseAxis[]): string {
  return `The responses are ${what}, read as ${axes.join(' × ')}.`
}

function picturesFrom(
  file: ArrayFile,
  name: string,
  responses: NumberArray,
  choice: ArrayChoice,
): ImageSource {
  const rest = { ...file, arrays: file.arrays.filter((array) => array !== responses) }
  if (choice.images === null && choice.imagesFile === null) {
    const able = rest.arrays.filter(({ shape }) => shape.length >= 3).map(arrayWords)
    throw new UserError(
      'usage',
      `Responses need the images that were shown: say which array has them with --images${able.length > 0 ? ` (${able.slice(0, 10).join(', ')})` : ''}, or which data set of the project with --dataset.`,
    )
  }
  const array =
    choice.images === null && file.arrays.length === 1
      ? file.arrays[0]!
      : arrayNamed(file, choice.images, name, '--images', 'the images')
  // Which of them are the trials is not known yet: any length of the responses may be the number of images.
  const lengths = choice.imageIndex === null ? responses.shape : array.shape
  return picturesOf(
    array,
    imageAxes(array.shape, array.order, lengths, choice.imageAxes, `${arrayWords(array)} in ${name}`),
  )
}

export function picturesOfDataSet(data: DataSet): ImageSource {
  const { count, height, width, channels } = data
  return {
    images: count,
    height,
    width,
    isUint8: false,
    read: async (from, wanted) => {
      const values = await data.read(Array.from({ length: wanted }, (_, i) => from + i))
      return Float32Array.from({ length: values.length / channels }, (_, i) => {
        const at = i * channels
        if (channels === 1) return 255 * values[at]!
        return 255 * (GRAY[0] * values[at]! + GRAY[1] * values[at + 1]! + GRAY[2] * values[at + 2]!)
      })
    },
  }
}

/** Index of the image that each trial shows, counted from 0. */
export function imagesOfRows(
  numbers: Float32Array,
  images: number,
  first: 0 | 1 | null,
  what: string,
): Int32Array {
  let [low, high] = [Infinity, -Infinity]
  for (const [row, value] of numbers.entries()) {
    if (!Number.isInteger(value))
      throw new UserError(
        'input',
        `${what} should say which image each trial shows, and says ${value} for trial ${row}: it is another array.`,
      )
    if (value < low) low = value
    if (value > high) high = value
  }
  const certain = low === 0 ? 0 : high === images ? 1 : null
  const begin = first ?? certain
  if (begin === null)
    throw new UserError(
      'usage',
      `${what} has numbers from ${low} to ${high}, and there are ${images} images: say with --first-index whether the first image is 0 or 1.`,
    )
  if (low < begin || high >= images + begin)
    throw new UserError(
      'input',
      `${what} has numbers from ${low} to ${high}, and the ${images} images are ${begin} … ${images + begin - 1}: it does not belong to these images.`,
    )
  return Int32Array.from(numbers, (value) => value - begin)
}
