/**
 * Which axis of an array is what (methods N.2: asked, never guessed silently). The usual order of two axes is taken where the
 * number of images proves it; a transposed matrix and a square one have to be said, and so has, of three axes, which are the
 * repeats, unless the file says elsewhere how many neurons there are. Pure.
 */
import { UserError } from '../../contract/errors'

export type ResponseAxis = 'images' | 'repeats' | 'neurons'
export type ImageAxis = 'images' | 'height' | 'width' | 'channels'

const dimensions = (shape: readonly number[]): string => shape.join(' × ')

/**
 * Axes of an array of responses.
 * @param rows how many images (or trials, where each names its image) there are
 * @param asked what was said, outermost first as the array's own program shows it; null: nothing
 * @param what how sentences call the array
 * @param counted how they call the rows, e.g. `images` or `trials`
 * @param neuronCounts how many neurons other arrays of the file are about (`neuronCounts`)
 * @throws UserError('input') where nothing fits, UserError('usage') where it has to be said
 */
export function responseAxes(
  shape: readonly number[],
  rows: number,
  asked: readonly ResponseAxis[] | null,
  what: string,
  counted = 'images',
  neuronCounts: readonly number[] = [],
): ResponseAxis[] {
  if (shape.length !== 2 && shape.length !== 3)
    throw new UserError(
      'input',
      `${what} has ${shape.length} axes (${dimensions(shape) || 'one number'}), and responses have two (images × neurons) or three (images × repeats × neurons): choose another array.`,
    )
  if (asked !== null) return askedAxes(shape, rows, asked, what, counted)
  const fitting = shape.flatMap((side, axis) => (side === rows ? [axis] : []))
  if (fitting.length === 0)
    throw new UserError(
      'input',
      `${what} is ${dimensions(shape)}, and there are ${rows} ${counted}: none of its axes has that length, so these are not the responses to these images.`,
    )
  const order: ResponseAxis[] = shape.length === 2 ? ['images', 'neurons'] : ['images', 'repeats', 'neurons']
  if (fitting.length > 1)
    throw new UserError(
      'usage',
      `${what} is ${dimensions(shape)}, and more than one of its axes could be the ${rows} ${counted}: say which is which with --axes ${order.join(',')} (outermost first).`,
    )
  if (shape.length === 3) return threeAxes(shape, fitting[0]!, rows, what, counted, neuronCounts)
  if (fitting[0] !== 0) {
    const meant = shape.map((_, axis): ResponseAxis => (axis === fitting[0] ? 'images' : 'neurons'))
    throw new UserError(
      'usage',
      `${what} is ${dimensions(shape)}, and there are ${rows} ${counted}: it looks transposed, neurons × images. Say --axes ${meant.join(',')} if it is.`,
    )
  }
  return order
}

/** Which of the other two axes are the repeats is proved by the number of neurons, or has to be said: both are possible. */
function threeAxes(
  shape: readonly number[],
  images: number,
  rows: number,
  what: string,
  counted: string,
  neuronCounts: readonly number[],
): ResponseAxis[] {
  const others = [0, 1, 2].filter((axis) => axis !== images)
  const withNeurons = (neurons: number): ResponseAxis[] =>
    shape.map((_, axis) => (axis === images ? 'images' : axis === neurons ? 'neurons' : 'repeats'))
  const proved = others.filter((axis) => neuronCounts.includes(shape[axis]!))
  if (proved.length === 1) return withNeurons(proved[0]!)
  const [first, second] = others as [number, number]
  const reading = (neurons: number, repeats: number): string =>
    `--axes ${withNeurons(neurons).join(',')} (${shape[repeats]} repeats of ${shape[neurons]} neurons)`
  throw new UserError(
    'usage',
    `${what} is ${dimensions(shape)}, and its axis ${images + 1} has the ${rows} ${counted}, but nothing proves which of the other two are the repeats: say ${reading(second, first)} or ${reading(first, second)}.`,
  )
}

function askedAxes(
  shape: readonly number[],
  rows: number,
  asked: readonly ResponseAxis[],
  what: string,
  counted: string,
): ResponseAxis[] {
  const wanted: ResponseAxis[] = shape.length === 2 ? ['images', 'neurons'] : ['images', 'repeats', 'neurons']
  if (asked.length !== shape.length || !wanted.every((axis) => asked.includes(axis)))
    throw new UserError(
      'usage',
      `'${asked.join(',')}' does not name the ${shape.length} axes of ${what} (${dimensions(shape)}): --axes takes ${wanted.join(', ')}, each once, outermost first.`,
    )
  const found = shape[asked.indexOf('images')]!
  if (found !== rows)
    throw new UserError(
      'input',
      `${what} is ${dimensions(shape)}, so by --axes ${asked.join(',')} it has responses to ${found} ${counted}, and there are ${rows}.`,
    )
  return [...asked]
}

/**
 * Axes of an array of images.
 * @param order `F` for arrays of MATLAB, whose images lie along the last axis as often as along the first
 * @param lengths of the axes of the responses: the number of images is one of them
 */
export function imageAxes(
  shape: readonly number[],
  order: 'C' | 'F',
  lengths: readonly number[],
  asked: readonly ImageAxis[] | null,
  what: string,
): ImageAxis[] {
  if (shape.length !== 3 && shape.length !== 4)
    throw new UserError(
      'input',
      `${what} has ${shape.length} axes (${dimensions(shape) || 'one number'}), and images have three (images × height × width) or four (with 1 or 3 channels): choose another array.`,
    )
  const orders = ordersOf(shape, order)
  if (asked !== null) {
    const named = shape.length === 3 ? 3 : 4
    const all: ImageAxis[] = ['images', 'height', 'width', 'channels']
    if (asked.length !== named || !all.slice(0, named).every((axis) => asked.includes(axis)))
      throw new UserError(
        'usage',
        `'${asked.join(',')}' does not name the ${shape.length} axes of ${what} (${dimensions(shape)}): --image-axes takes ${all.slice(0, named).join(', ')}, each once, outermost first.`,
      )
    return [...asked]
  }
  const fitting = orders.filter((axes) => lengths.includes(shape[axes.indexOf('images')]!))
  if (fitting.length === 1) return fitting[0]!
  const example = (orders[0] ?? ['images', 'height', 'width']).join(',')
  throw new UserError(
    'usage',
    fitting.length === 0
      ? `${what} is ${dimensions(shape)}, and no order of axes that is usual has as many images as there are responses (${dimensions(lengths)}): choose another array, or say what its axes are with --image-axes, e.g. ${example}.`
      : `${what} is ${dimensions(shape)} and can be read in ${fitting.length} ways (${fitting.map((axes) => axes.join(',')).join('; ')}): say which with --image-axes.`,
  )
}

function ordersOf(shape: readonly number[], order: 'C' | 'F'): ImageAxis[][] {
  const isColour = (axis: number): boolean => shape[axis] === 1 || shape[axis] === 3
  const three: ImageAxis[][] =
    order === 'C'
      ? [['images', 'height', 'width']]
      : [
          ['height', 'width', 'images'],
          ['images', 'height', 'width'],
        ]
  if (shape.length === 3) return three
  const four: [ImageAxis[], number][] = [
    [['images', 'height', 'width', 'channels'], 3],
    [['images', 'channels', 'height', 'width'], 1],
    ...(order === 'F' ? ([[['height', 'width', 'channels', 'images'], 2]] as [ImageAxis[], number][]) : []),
  ]
  return four.filter(([, channels]) => isColour(channels)).map(([axes]) => axes)
}

/** Steps in memory between neighbours along each axis, in elements. */
export function stridesOf(shape: readonly number[], order: 'C' | 'F'): number[] {
  return shape.map((_, axis) =>
    (order === 'C' ? shape.slice(axis + 1) : shape.slice(0, axis)).reduce(
      (product, side) => product * side,
      1,
    ),
  )
}
