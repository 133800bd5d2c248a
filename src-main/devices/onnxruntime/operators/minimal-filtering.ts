/**
 * Convolutions of 3×3 taps and many channels by minimal filtering, F(2×2, 3×3) (Winograd 1980; Lavin and Gray, CVPR 2016,
 * section 4.1): tiles of 4×4 pixels and the filter are transformed, multiplied number by number, and each tile gives 2×2
 * pixels of output, with 16 products where a direct convolution needs 36. Direct convolutions already run near the
 * peak of the processor that they were measured on, so that fewer products are what is left to gain. Over 256 and more channels its rounding errors are 1.3 to 1.7
 * times those of a direct convolution; the larger tiles, F(4×4, 3×3), have five to eleven times as much, and are not used.
 *
 * With Y, X and W as tiles of output, input and filter: Y = Aᵀ[(Σ over inputs (G W Gᵀ) ⊙ (Bᵀ X B))]A. A transform of a
 * tile in both directions is one matrix (the Kronecker product of the two), so all of it is matrix products:
 * over [16, tiles, channels] one for each of the 16 places. The gradient with respect to the input is the same
 * convolution with the filter turned by 180°, which exchanges places 0 and 3 of a transformed filter; the one with respect to
 * the filter is the transposed of both transforms. All three share what they transform.
 */
import type { Operand } from '../operand'
import { Lowered, plain } from '../lowered'
import type { Lowering } from '../lowering'
import type { ConvolutionInformation } from './convolution-geometry'
import { imageOf } from './image'

/** Pixels of output that a tile gives, and that it sees, in each direction. */
const [GIVEN, SEEN] = [2, 4]
/** Measured on ResNet-18 of width 64: with 128 channels moving the tiles costs what the products save. */
const FEWEST_CHANNELS = 256
/** Larger images would need a gigabyte for their tiles. */
const MOST_PIXELS = 56 * 56

const INPUT: readonly (readonly number[])[] = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
]
const FILTER: readonly (readonly number[])[] = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
]
const OUTPUT: readonly (readonly number[])[] = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
]
/** Where a place of a transformed filter lies when the filter is turned by 180°. */
const TURNED = [3, 1, 2, 0] as const

/** The rule depends on one image only, so that a batch of another size takes the same way. */
export function isByTiles(lowering: Lowering, information: ConvolutionInformation): boolean {
  const { layouts } = lowering
  const { inChannels, outChannels, inHeight, inWidth, outHeight, outWidth, padInfo } = information
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = information
  return (
    filterHeight === 3 &&
    filterWidth === 3 &&
    strideHeight * strideWidth * dilationHeight * dilationWidth === 1 &&
    [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right].every((pad) => pad === 1) &&
    inHeight === outHeight &&
    inWidth === outWidth &&
    outHeight % GIVEN === 0 &&
    outWidth % GIVEN === 0 &&
    outHeight * outWidth <= MOST_PIXELS &&
    Math.min(inChannels, outChannels) >= FEWEST_CHANNELS &&
    layouts.canBlock(inChannels) &&
    layouts.canBlock(outChannels)
  )
}

/** The convolution, [N, H, W, O] in blocks. */
export function convolveByTiles(
  lowering: Lowering,
  x: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): Lowered {
  return new Lowered('float32', information.outShape, information.outShape, 'blocked', () =>
    products(lowering, x, filter, information.inChannels, information.outChannels, false),
  )
}

/** The gradient with respect to the input, [N, H, W, I] in blocks. */
export function inputGradientByTiles(
  lowering: Lowering,
  dy: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): Lowered {
  return new Lowered('float32', information.inShape, information.inShape, 'blocked', () =>
    products(lowering, dy, filter, information.outChannels, information.inChannels, true),
  )
}

/** The gradient with respect to the filter, [3, 3, I, O]. */
export function filterGradientByTiles(
  lowering: Lowering,
  x: Operand,
  dy: Operand,
  information: ConvolutionInformation,
): Lowered {
  const { inChannels, outChannels, filterShape } = information
  return plain('float32', filterShape, () => {
    const { layouts } = lowering
    const tiles = countOf(x.shape)
    const seen = seenTiles(lowering, x)
    const given = layouts.reshape(givenTiles(lowering, dy), [GIVEN ** 2, tiles * outChannels])
    const spread = transformed(lowering, 'output, transposed', transposed(OUTPUT), given)
    const each = lowering.op(
      'FusedMatMul',
      [
        layouts.reshape(seen, [SEEN ** 2, tiles, inChannels]),
        layouts.reshape(spread, [SEEN ** 2, tiles, outChannels]),
      ],
      { transA: 1 },
      'com.microsoft',
    )
    const flat = layouts.reshape(each, [SEEN ** 2, inChannels * outChannels])
    return layouts.reshape(transformed(lowering, 'filter, transposed', transposed(FILTER), flat), filterShape)
  })
}

function products(
  lowering: Lowering,
  image: Operand,
  filter: Operand,
  from: number,
  to: number,
  turned: boolean,
): string {
  const { layouts } = lowering
  const [n, h, w] = image.shape as [number, number, number]
  const tiles = countOf(image.shape)
  const order = turned ? placesTurned() : null
  const seen = layouts.reshape(seenTiles(lowering, image, order), [SEEN ** 2, tiles, from])
  const weights = transformedFilter(lowering, filter)
  const each = turned
    ? lowering.op('FusedMatMul', [seen, weights], { transB: 1 }, 'com.microsoft')
    : lowering.op('MatMul', [seen, weights])
  const flat = layouts.reshape(each, [SEEN ** 2, tiles * to])
  const given = transformed(
    lowering,
    `output${order ? ', turned' : ''}`,
    columnsIn(inBoth(OUTPUT), order),
    flat,
  )
  const block = layouts.block!
  const parts = layouts.reshape(given, [GIVEN, GIVEN, n, h / GIVEN, w / GIVEN, to / block, block])
  const placed = lowering.op('Transpose', [parts], { perm: [2, 5, 3, 0, 4, 1, 6] })
  return layouts.reshape(placed, [n, to, h, w])
}

/** [16, tiles · channels]: the tiles that the filter sees, transformed. */
function seenTiles(lowering: Lowering, image: Operand, order: readonly number[] | null = null): string {
  const tiles = tilesOf(lowering, image, SEEN, -1)
  return transformed(lowering, `input${order ? ', turned' : ''}`, rowsIn(inBoth(INPUT), order), tiles)
}

/** [4, tiles · channels]: an image of the output's size in tiles. */
function givenTiles(lowering: Lowering, image: Operand): string {
  return tilesOf(lowering, image, GIVEN, 0)
}

/** [side², tiles · channels]: a tile of `side` pixels in each direction at every second pixel, from `start` on; zeros around the image. */
function tilesOf(lowering: Lowering, operand: Operand, side: number, start: number): string {
  const { builder, layouts } = lowering
  const [n, h, w, c] = operand.shape as [number, number, number, number]
  const block = layouts.block!
  const [down, across, blocks] = [h / GIVEN, w / GIVEN, c / block]
  const pixels = n * blocks * h * w
  const image = layouts.to(imageOf(lowering, operand), 'blocked').name
  const rows = layouts.reshape(image, [pixels, block])
  const zeros = builder.constant(
    `${block} zeros in a row`,
    'float32',
    [1, block],
    () => new Float32Array(block),
  )
  const source = start < 0 ? lowering.op('Concat', [rows, zeros], { axis: 0 }) : rows
  const tiles = n * down * across
  const table = builder.constant(
    `tiles of ${side} from ${start} in ${[n, h, w, c].join()}`,
    'int32',
    [side * side, tiles, blocks],
    () => {
      const found = new Int32Array(side * side * tiles * blocks)
      let at = 0
      for (let place = 0; place < side * side; place++)
        for (let image = 0; image < n; image++)
          for (let i = 0; i < down; i++)
            for (let j = 0; j < across; j++) {
              const y = i * GIVEN + Math.floor(place / side) + start
              const x = j * GIVEN + (place % side) + start
              const isInside = y >= 0 && y < h && x >= 0 && x < w
              for (let k = 0; k < blocks; k++)
                found[at++] = isInside ? ((image * blocks + k) * h + y) * w + x : pixels
            }
      return found
    },
  )
  return layouts.reshape(lowering.op('Gather', [source, table], { axis: 0 }), [side * side, tiles * c])
}

/** [16, I, O] of a filter [3, 3, I, O]; of a frozen one once, in 64 bits. */
function transformedFilter(lowering: Lowering, filter: Operand): string {
  const { builder, layouts } = lowering
  const [, , inputs, outputs] = filter.shape as [number, number, number, number]
  const matrix = inBoth(FILTER)
  const shape = [SEEN ** 2, inputs, outputs]
  const data = filter.constant
  if (data === null) {
    const taps = layouts.reshape(layouts.whole(filter), [9, inputs * outputs])
    return layouts.reshape(transformed(lowering, 'filter', matrix, taps), shape)
  }
  return builder.constant(`filter ${filter.key} for tiles`, 'float32', shape, () => {
    const size = inputs * outputs
    const result = new Float32Array(SEEN ** 2 * size)
    for (let place = 0; place < SEEN ** 2; place++)
      for (let i = 0; i < size; i++) {
        let sum = 0
        for (let tap = 0; tap < 9; tap++) sum += matrix[place]![tap]! * data[tap * size + i]!
        result[place * size + i] = sum
      }
    return result
  })
}

function transformed(
  lowering: Lowering,
  name: string,
  matrix: readonly (readonly number[])[],
  values: string,
): string {
  const shape = [matrix.length, matrix[0]!.length]
  const constant = lowering.builder.constant(`minimal filtering: ${name}`, 'float32', shape, () =>
    Float32Array.from(matrix.flat()),
  )
  return lowering.op('MatMul', [constant, values])
}

/** A transform of columns as one of columns and rows of a tile. */
function inBoth(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.flatMap((down) =>
    matrix.map((across) => down.flatMap((first) => across.map((second) => first * second))),
  )
}

function transposed(matrix: readonly (readonly number[])[]): number[][] {
  const both = inBoth(matrix)
  return both[0]!.map((_, column) => both.map((row) => row[column]!))
}

function placesTurned(): number[] {
  return TURNED.flatMap((down) => TURNED.map((across) => down * SEEN + across))
}

function rowsIn(matrix: number[][], order: readonly number[] | null): number[][] {
  return order ? order.map((row) => matrix[row]!) : matrix
}

function columnsIn(matrix: number[][], order: readonly number[] | null): number[][] {
  return order ? matrix.map((row) => order.map((column) => row[column]!)) : matrix
}

function countOf(shape: readonly number[]): number {
  const [n, h, w] = shape as [number, number, number]
  return (n * h * w) / GIVEN ** 2
}
