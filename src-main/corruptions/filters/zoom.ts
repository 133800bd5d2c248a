/**
 * Enlarging about the centre: the middle of an image, enlarged bilinearly (`scipy.ndimage.zoom`, order 1: the
 * first and the last samples stay where they are) and cut back to the image's size.
 */

/** Where one axis of the enlarged image looks: between samples `first` and `first + step`. */
export interface ZoomAxis {
  first: Int32Array
  /** 0 where the last sample is met exactly. */
  step: Int32Array
  /** Weight of the second sample, in [0,1). */
  second: Float64Array
}

/**
 * @param size in pixels
 * @param factor 1 or more
 */
export function zoomAxis(size: number, factor: number): ZoomAxis {
  const kept = Math.ceil(size / factor)
  const start = Math.floor((size - kept) / 2)
  const enlarged = roundHalfToEven(kept * factor)
  const scale = enlarged > 1 ? (kept - 1) / (enlarged - 1) : 0
  const skipped = Math.floor((enlarged - size) / 2)
  const axis = {
    first: new Int32Array(size),
    step: new Int32Array(size),
    second: new Float64Array(size),
  }
  for (let i = 0; i < size; i++) {
    const at = Math.min((i + skipped) * scale, kept - 1)
    const first = Math.floor(at)
    axis.first[i] = start + first
    axis.step[i] = first < kept - 1 ? 1 : 0
    axis.second[i] = at - first
  }
  return axis
}

/**
 * Enlarges [height, width, channels].
 * @param result of the same shape; overwritten.
 */
export function zoom<Values extends Float32Array | Float64Array>(
  values: Values,
  width: number,
  channels: number,
  rows: ZoomAxis,
  columns: ZoomAxis,
  result: Values,
): void {
  const line = width * channels
  const row = new Float64Array(line)
  let to = 0
  for (let y = 0; y < rows.first.length; y++) {
    const above = rows.first[y]! * line
    const below = above + rows.step[y]! * line
    const lower = rows.second[y]!
    const upper = 1 - lower
    for (let i = 0; i < line; i++) row[i] = upper * values[above + i]! + lower * values[below + i]!
    for (let x = 0; x < width; x++) {
      const left = columns.first[x]! * channels
      const right = left + columns.step[x]! * channels
      const second = columns.second[x]!
      const first = 1 - second
      for (let c = 0; c < channels; c++) result[to++] = first * row[left + c]! + second * row[right + c]!
    }
  }
}

/** Python's round. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}
