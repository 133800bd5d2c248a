/**
 * Pillow's resize with the BOX filter on bytes: the columns first, then the rows, each with weights of 22 bits
 * and results rounded to bytes.
 */

const PRECISION = 22

interface Axis {
  first: Int32Array
  count: Int32Array
  /** [to, most], whole numbers that sum to about 2^22. */
  weights: Int32Array
  most: number
}

/** Resizes bytes [height, width, channels] to [toHeight, toWidth, channels]. */
export function boxResize(
  pixels: Uint8Array,
  height: number,
  width: number,
  channels: number,
  toHeight: number,
  toWidth: number,
): Uint8Array {
  const columns = axis(width, toWidth)
  const between = new Uint8Array(height * toWidth * channels)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++)
      for (let c = 0; c < channels; c++)
        between[(y * toWidth + x) * channels + c] = weighted(
          pixels,
          y * width * channels + c,
          channels,
          columns,
          x,
        )
  }
  const rows = axis(height, toHeight)
  const line = toWidth * channels
  const result = new Uint8Array(toHeight * line)
  for (let y = 0; y < toHeight; y++)
    for (let i = 0; i < line; i++) result[y * line + i] = weighted(between, i, line, rows, y)
  return result
}

function weighted(
  pixels: Uint8Array,
  offset: number,
  step: number,
  { first, count, weights, most }: Axis,
  i: number,
) {
  // Up to 2^30 and exact: the weights sum to 2^22, the pixels are below 2^8.
  let sum = 1 << (PRECISION - 1)
  let at = offset + first[i]! * step
  for (let k = 0; k < count[i]!; k++, at += step) sum += pixels[at]! * weights[i * most + k]!
  const value = sum >> PRECISION
  return value < 0 ? 0 : value > 255 ? 255 : value
}

function axis(from: number, to: number): Axis {
  const scale = from / to
  const support = 0.5 * Math.max(1, scale)
  const most = 2 * Math.ceil(support) + 1
  const result = {
    first: new Int32Array(to),
    count: new Int32Array(to),
    weights: new Int32Array(to * most),
    most,
  }
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - support + 0.5))
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - first
    let inside = 0
    const within: boolean[] = []
    for (let k = 0; k < count; k++) {
      const distance = (k + first - centre + 0.5) / Math.max(1, scale)
      within.push(distance > -0.5 && distance <= 0.5)
      if (within[k]) inside++
    }
    result.first[i] = first
    result.count[i] = count
    within.forEach((is, k) => {
      result.weights[i * most + k] = is ? Math.trunc(0.5 + (1 / inside) * (1 << PRECISION)) : 0
    })
  }
  return result
}
