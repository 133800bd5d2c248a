/**
 * What was chosen of a file of responses, as the parts of a recording (assemble.ts): which array is which, how its axes
 * lie, and which image each trial shows. Whatever is open is refused with the options that answer it.
 */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { openArrayFile } from '../arrays/array-file'
import { arrayNamed, arrayWords, neuronCounts } from './array-named'
import { imageAxes, responseAxes } from './axes'
import { chooseTimes, columnWords, indexNamed, refuseTimes } from './choose-times'
import { picturesOf, trialsOf } from './sources'
import { windowedTrials } from './trial-windows'
import type { DataSet } from '../../datasets/data-set'
import type { ArrayFile, NumberArray } from '../arrays/array-file'
import type { ImageAxis, ResponseAxis } from './axes'
import { GRAY } from './sources'
import type { ImageSource, TrialSource } from './sources'
import type { Window } from './trial-windows'

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
  /** The number in `imageIndex` of trials that show no image; null: none does. */
  blank: number | null
  /** Table of trials after whose beginnings responses are measured, and the window in ms; null: responses are no times. */
  trials: string | null
  window: Window | null
  dropNaN: boolean
}

export interface ReadRecording {
  trials: TrialSource
  imageOfRow: Int32Array | null
  pictures: ImageSource
  remarks: string[]
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
  const imagesFile = choice.imagesFile === null ? null : await openArrayFile(choice.imagesFile)
  const close = async (): Promise<void> => await imagesFile?.close()
  try {
    const images = { file: imagesFile ?? file, name: imagesFile === null ? name : `"${choice.imagesFile}"` }
    const read =
      choice.trials === null && choice.window === null
        ? await fromArrays(file, name, choice, images, dataSet)
        : await fromTimes(file, name, choice, images, dataSet)
    return { ...read, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Images {
  file: ArrayFile
  name: string
}

async function fromArrays(
  file: ArrayFile,
  name: string,
  choice: ArrayChoice,
  images: Images,
  dataSet: DataSet | null,
): Promise<ReadRecording> {
  refuseTimes(file, name, choice)
  const responses = arrayNamed(file, choice.responses, name, '--responses', 'the responses')
  const what = `${arrayWords(responses)} in ${name}`
  const counts = neuronCounts(file, responses)
  const index = choice.imageIndex === null ? null : indexNamed(file, choice.imageIndex, name, null)
  const lengths = index === null ? responses.shape : null
  const pictures =
    dataSet === null ? picturesFrom(images, responses, choice, lengths) : picturesOfDataSet(dataSet)
  if (index === null) {
    refuseBlank(choice)
    const axes = responseAxes(responses.shape, pictures.images, choice.axes, what, 'images', counts)
    return { trials: trialsOf(responses, axes), imageOfRow: null, pictures, remarks: [axesWords(what, axes)] }
  }
  const numbers = await numbersOf(index)
  const axes = responseAxes(responses.shape, numbers.length, choice.axes, what, 'trials', counts)
  const { imageOfRow, remarks } = imagesOfRows(numbers, pictures.images, choice, arrayWords(index))
  return {
    trials: trialsOf(responses, axes),
    imageOfRow,
    pictures,
    remarks: [axesWords(what, axes), ...remarks],
  }
}

/** Responses that are times: measured in a window after the beginning of each trial. */
async function fromTimes(
  file: ArrayFile,
  name: string,
  choice: ArrayChoice,
  images: Images,
  dataSet: DataSet | null,
): Promise<ReadRecording> {
  const { table, responses, window } = chooseTimes(file, name, choice)
  const index = choice.imageIndex === null ? null : indexNamed(file, choice.imageIndex, name, table)
  const data = responses.kind === 'spikes' ? responses.times : responses.data
  const pictures = dataSet === null ? picturesFrom(images, data, choice, null) : picturesOfDataSet(dataSet)
  let shown: Pick<ReadRecording, 'imageOfRow' | 'remarks'> = { imageOfRow: null, remarks: [] }
  if (index === null) {
    refuseBlank(choice)
    if (table.trials !== pictures.images)
      throw new UserError(
        'usage',
        `'${printable(table.name)}' in ${name} has ${table.trials} trials, and there are ${pictures.images} images: say with --image-index which column says what each trial shows (${columnWords(table)}).`,
      )
  } else shown = imagesOfRows(await numbersOf(index), pictures.images, choice, arrayWords(index))
  const { trials, remarks } = await windowedTrials(responses, table, window, choice.dropNaN, name)
  return { trials, imageOfRow: shown.imageOfRow, pictures, remarks: [...remarks, ...shown.remarks] }
}

async function numbersOf(index: NumberArray): Promise<Float32Array> {
  return await index.readSlab(0, (index.order === 'C' ? index.shape[0] : index.shape.at(-1)) ?? 1)
}

function refuseBlank({ blank }: ArrayChoice): void {
  if (blank !== null)
    throw new UserError(
      'usage',
      `--blank ${blank} is a number of --image-index, and no array says which image each trial shows: say which with --image-index, or leave --blank out.`,
    )
}

function axesWords(what: string, axes: readonly ResponseAxis[]): string {
  return `The responses are ${what}, read as ${axes.join(' × ')}.`
}

/** @param lengths what the number of images may be; null: any */
function picturesFrom(
  { file, name }: Images,
  responses: NumberArray,
  choice: ArrayChoice,
  lengths: readonly number[] | null,
): ImageSource {
  if (choice.images === null && choice.imagesFile === null) {
    const able = file.arrays.filter((array) => array !== responses && array.shape.length >= 3).map(arrayWords)
    throw new UserError(
      'usage',
      `Responses need the images that were shown: say which array has them with --images${able.length > 0 ? ` (${able.slice(0, 10).join(', ')})` : ''}, or which data set of the project with --dataset.`,
    )
  }
  const array =
    choice.images === null && file.arrays.length === 1
      ? file.arrays[0]!
      : arrayNamed(file, choice.images, name, '--images', 'the images')
  return picturesOf(
    array,
    imageAxes(
      array.shape,
      array.order,
      lengths ?? array.shape,
      choice.imageAxes,
      `${arrayWords(array)} in ${name}`,
    ),
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

/** Index of the image that each trial shows, counted from 0; −1: none. */
export function imagesOfRows(
  numbers: Float32Array,
  images: number,
  { firstIndex: first, blank }: Pick<ArrayChoice, 'firstIndex' | 'blank'>,
  what: string,
): { imageOfRow: Int32Array; remarks: string[] } {
  const isBlank = (value: number): boolean => blank !== null && Object.is(value, blank)
  let [low, high, blanks] = [Infinity, -Infinity, 0]
  for (const [row, value] of numbers.entries()) {
    if (isBlank(value)) {
      blanks++
      continue
    }
    if (Number.isNaN(value))
      throw new UserError(
        'usage',
        `${what} should say which image each trial shows, and has no number (NaN) for trial ${row}: say --blank nan if these trials show none.`,
      )
    if (!Number.isInteger(value))
      throw new UserError(
        'input',
        `${what} should say which image each trial shows, and says ${value} for trial ${row}: it is another array.`,
      )
    if (value < low) low = value
    if (value > high) high = value
  }
  if (blank !== null && blanks === 0)
    throw new UserError(
      'usage',
      `${what} has no trial with ${blank}, which --blank says shows no image: it has numbers from ${low} to ${high}.`,
    )
  const certain = low === 0 ? 0 : high === images ? 1 : null
  const begin = first ?? certain
  if (begin === null && low >= 0)
    throw new UserError(
      'usage',
      `${what} has numbers from ${low} to ${high}, and there are ${images} images: say with --first-index whether the first image is 0 or 1.`,
    )
  if (begin === null || low < begin || high >= images + begin) {
    const least = begin ?? 0
    throw new UserError(
      'input',
      `${what} has numbers from ${low} to ${high}, and the ${images} images are ${least} … ${images + least - 1}: it does not belong to these images${low < least ? `, or ${low} stands for no image (then say --blank ${low})` : ''}.`,
    )
  }
  return {
    imageOfRow: Int32Array.from(numbers, (value) => (isBlank(value) ? -1 : value - begin)),
    remarks:
      blanks === 0
        ? []
        : [`${blanks} of ${numbers.length} trials show no image (${blank}, as was said) and are left out.`],
  }
}
