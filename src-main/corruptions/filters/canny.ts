/**
 * OpenCV's Canny edges of a gray byte image: Sobel gradients, thinning in three directions, and hysteresis.
 */

/** tan 22.5° in fixed point with 15 bits, as OpenCV rounds it. */
const TAN_22 = 13573

/**
 * @param low and high: thresholds on |gx| + |gy|
 * @returns 1 on edges, else 0; [height, width]
 */
export function canny(
  pixels: Uint8Array,
  height: number,
  width: number,
  low: number,
  high: number,
): Uint8Array {
  const { gx, gy, strength } = gradients(pixels, height, width)
  const line = width + 2
  // 0: no edge; 1: an edge if it touches one; 2: an edge.
  const marks = new Uint8Array(strength.length)
  const waiting: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y + 1) * line + x + 1
      const here = strength[at]!
      if (here <= low || !isCrest(strength, at, line, gx[y * width + x]!, gy[y * width + x]!)) continue
      marks[at] = here > high ? 2 : 1
      if (here > high) waiting.push(at)
    }
  }
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const step of [-line - 1, -line, -line + 1, -1, 1, line - 1, line, line + 1]) {
      if (marks[at + step] !== 1) continue
      marks[at + step] = 2
      waiting.push(at + step)
    }
  }
  const edges = new Uint8Array(height * width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) edges[y * width + x] = marks[(y + 1) * line + x + 1] === 2 ? 1 : 0
  return edges
}

/** Whether the gradient is largest here across the edge; of equals, the first one counts. */
function isCrest(strength: Int32Array, at: number, line: number, gx: number, gy: number): boolean {
  const here = strength[at]!
  const acrossX = Math.abs(gx)
  const acrossY = Math.abs(gy) * 32768
  const flat = acrossX * TAN_22
  if (acrossY < flat) return here > strength[at - 1]! && here >= strength[at + 1]!
  if (acrossY > flat + acrossX * 65536) return here > strength[at - line]! && here >= strength[at + line]!
  const side = gx < 0 !== gy < 0 ? -1 : 1
  return here > strength[at - line - side]! && here > strength[at + line + side]!
}

/** Sobel gradients with the border repeated, and |gx| + |gy| with a rim of zeros. */
function gradients(pixels: Uint8Array, height: number, width: number) {
  const gx = new Int32Array(height * width)
  const gy = new Int32Array(height * width)
  const strength = new Int32Array((height + 2) * (width + 2))
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width
    const here = y * width
    const below = Math.min(height - 1, y + 1) * width
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1)
      const right = Math.min(width - 1, x + 1)
      const topLeft = pixels[above + left]!
      const topRight = pixels[above + right]!
      const bottomLeft = pixels[below + left]!
      const bottomRight = pixels[below + right]!
      const diagonal = bottomRight - topLeft
      const horizontal = diagonal + topRight - bottomLeft + 2 * (pixels[here + right]! - pixels[here + left]!)
      const vertical = diagonal + bottomLeft - topRight + 2 * (pixels[below + x]! - pixels[above + x]!)
      gx[here + x] = horizontal
      gy[here + x] = vertical
      strength[(y + 1) * (width + 2) + x + 1] = Math.abs(horizontal) + Math.abs(vertical)
    }
  }
  return { gx, gy, strength }
}
