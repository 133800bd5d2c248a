/** Where the trials and the images of a recording come from while it is added, whatever the file was. */
import { freemem } from 'node:os'
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { allocateValues, countValues } from '../../checkpoints/values'
import { slabs } from '../arrays/array-file'
import { stridesOf } from './axes'
import type { NumberArray } from '../arrays/array-file'
import type { ImageAxis, ResponseAxis } from './axes'

/** Responses, row by row: a row is an image, or a trial. */
export interface TrialSource {
  readonly rows: number
  /** Of every row; 1 where the array has no such axis. */
  readonly repeats: number
  readonly neurons: number
  /** [count, repeats, neurons]; may hold NaN. */
  read(from: number, count: number): Promise<Float32Array>
}

/** Gray images as they were stored (0 … 255, or another scale). */
export interface ImageSource {
  readonly images: number
  readonly height: number
  readonly width: number
  /** Whole numbers from 0 to 255. */
  readonly isUint8: boolean
  /** [count, height, width]. */
  read(from: number, count: number): Promise<Float32Array>
}

/** The part of the free memory that one array may take where it has to be turned around as a whole. */
const OF_FREE_MEMORY = 0.6

/** Red, green, blue → gray, as everywhere here. */
export const GRAY = [0.2989, 0.587, 0.114] as const

/** @param axes what each axis of the array is */
export function trialsOf(array: NumberArray, axes: readonly ResponseAxis[]): TrialSource {
  const side = (axis: ResponseAxis): number => (axes.includes(axis) ? array.shape[axes.indexOf(axis)]! : 1)
  const [rows, repeats, neurons] = [side('images'), side('repeats'), side('neurons')]
  const read = permuted(array, axes, ['images', 'repeats', 'neurons'])
  return { rows, repeats, neurons, read }
}

/** @param axes what each axis of the array is */
export function picturesOf(array: NumberArray, axes: readonly ImageAxis[]): ImageSource {
  const side = (axis: ImageAxis): number => (axes.includes(axis) ? array.shape[axes.indexOf(axis)]! : 1)
  const [images, height, width, channels] = [side('images'), side('height'), side('width'), side('channels')]
  if (channels !== 1 && channels !== 3)
    throw new UserError(
      'input',
      `'${printable(array.name)}' has images of ${channels} channels, and images are gray (1) or red, green, blue (3).`,
    )
  const read = permuted(array, axes, ['images', 'height', 'width', 'channels'])
  return {
    images,
    height,
    width,
    isUint8: array.dtype === 'uint8' && channels === 1,
    read: async (from, count) => {
      const values = await read(from, count)
      return channels === 1 ? values : grayOf(values)
    },
  }
}

function grayOf(values: Float32Array): Float32Array {
  return Float32Array.from(
    { length: values.length / 3 },
    (_, i) => GRAY[0] * values[3 * i]! + GRAY[1] * values[3 * i + 1]! + GRAY[2] * values[3 * i + 2]!,
  )
}

/**
 * Reads steps along `wanted[0]`, with the other axes in the wanted order. Where slabs of the file lie along that axis,
 * they are read as they are wanted; else the whole array is, once.
 */
function permuted<Axis extends string>(
  array: NumberArray,
  axes: readonly Axis[],
  wanted: readonly Axis[],
): (from: number, count: number) => Promise<Float32Array> {
  const { shape, order } = array
  const strides = stridesOf(shape, order)
  const present = wanted.filter((axis) => axes.includes(axis))
  const sides = present.map((axis) => shape[axes.indexOf(axis)]!)
  const steps = present.map((axis) => strides[axes.indexOf(axis)]!)
  const slowest = order === 'C' ? 0 : shape.length - 1
  let whole: Promise<Float32Array> | undefined
  return async (from, count) => {
    if (axes[slowest] === wanted[0])
      return gather(await array.readSlab(from, count), 0, [count, ...sides.slice(1)], steps)
    whole ??= readWhole(array)
    return gather(await whole, from * steps[0]!, [count, ...sides.slice(1)], steps)
  }
}

async function readWhole(array: NumberArray): Promise<Float32Array> {
  const values = countValues(array.shape)
  const most = OF_FREE_MEMORY * freemem()
  if (4 * values > most)
    throw new UserError(
      'input',
      `'${printable(array.name)}' has to be turned around as a whole and would take ${4 * values} bytes of memory, of which ${Math.floor(most)} may be used: save it with the images as the first axis${array.order === 'F' ? ' in NumPy or HDF5 order' : ''}.`,
    )
  return await array.readSlab(0, slabs(array))
}

function gather(
  values: Float32Array,
  start: number,
  sides: readonly number[],
  steps: readonly number[],
): Float32Array {
  const isPlain =
    start === 0 && steps.every((step, axis) => step === sides.slice(axis + 1).reduce((a, b) => a * b, 1))
  if (isPlain && values.length === sides.reduce((a, b) => a * b, 1)) return values
  const result = allocateValues(
    sides.reduce((a, b) => a * b, 1),
    'The array',
  )
  let target = 0
  const walk = (axis: number, offset: number): void => {
    const side = sides[axis]!
    const step = steps[axis]!
    if (axis === sides.length - 1)
      for (let i = 0; i < side; i++) result[target++] = values[offset + i * step]!
    else for (let i = 0; i < side; i++) walk(axis + 1, offset + i * step)
  }
  walk(0, start)
  return result
}
