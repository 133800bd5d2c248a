/**
 * Products of images by what answers them, [images, images]: all that representational similarity, kernel alignment and the
 * principal axes of responses need (neural N.4, N.5). Answers come in blocks of columns (neurons, features of a layer), so
 * that no more of them is held than one block.
 */
import * as tf from '../devices/tf'

/** Columns of one product on the device. */
const COLUMNS = 4096

/** Σ over columns of x_i x_j, with the mean over the images taken from every column. */
export class Gram {
  /** [images, images], row-major. */
  readonly values: Float64Array

  constructor(readonly images: number) {
    this.values = new Float64Array(images * images)
  }

  /**
   * Adds a block of columns.
   * @param block [images, columns], row-major; left as it is
   * @param weights what each column counts, not negative; absent: 1
   */
  async add(block: ArrayLike<number>, columns: number, weights?: ArrayLike<number>): Promise<void> {
    const { images, values } = this
    if (block.length !== images * columns)
      throw new RangeError(`${block.length} numbers are no block of ${images} × ${columns}`)
    for (let first = 0; first < columns; first += COLUMNS) {
      const width = Math.min(COLUMNS, columns - first)
      const centred = centredColumns(block, images, columns, first, width, weights)
      const product = tf.tidy(() => {
        const x = tf.tensor2d(centred, [images, width])
        return tf.matMul(x, x, false, true)
      })
      const part = await product.data()
      product.dispose()
      for (let i = 0; i < values.length; i++) values[i]! += part[i]!
    }
  }
}

function centredColumns(
  block: ArrayLike<number>,
  images: number,
  columns: number,
  first: number,
  width: number,
  weights: ArrayLike<number> | undefined,
): Float32Array {
  const centred = new Float32Array(images * width)
  for (let c = 0; c < width; c++) {
    let sum = 0
    for (let i = 0; i < images; i++) sum += block[i * columns + first + c]!
    const mean = sum / images
    const scale = weights === undefined ? 1 : Math.sqrt(weights[first + c]!)
    for (let i = 0; i < images; i++) centred[i * width + c] = (block[i * columns + first + c]! - mean) * scale
  }
  return centred
}
