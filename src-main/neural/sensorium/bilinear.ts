/** Bilinear sampling of a map at fixed places, as PyTorch's `grid_sample` with `align_corners` and zeros outside (N.2). */

/** One of the four pixels around each place: its index in the map, row by row, and what it weighs. */
export interface Tap {
  index: Int32Array
  weight: Float64Array
}

/**
 * @param positions [places, 2]: x then y; −1 is the centre of the first pixel of that side, 1 that of the last
 * @returns upper left, upper right, lower left, lower right; a pixel outside weighs 0 and has index 0
 */
export function bilinearTaps(positions: Float32Array, height: number, width: number): Tap[] {
  const places = positions.length / 2
  const taps = Array.from({ length: 4 }, () => ({
    index: new Int32Array(places),
    weight: new Float64Array(places),
  }))
  for (let place = 0; place < places; place++) {
    const x = ((positions[2 * place]! + 1) / 2) * (width - 1)
    const y = ((positions[2 * place + 1]! + 1) / 2) * (height - 1)
    const left = Math.floor(x)
    const top = Math.floor(y)
    for (const [corner, tap] of taps.entries()) {
      const column = left + (corner % 2)
      const row = top + (corner >> 1)
      if (column < 0 || column >= width || row < 0 || row >= height) continue
      tap.index[place] = row * width + column
      tap.weight[place] = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row))
    }
  }
  return taps
}
