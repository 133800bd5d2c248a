/**
 * Images as functions of (image, row, column, channel), for the start-up probe of the blocked layout: plain sums in
 * double precision, worked out only where somebody looks. Slow and short on purpose.
 */
export interface Image {
  /** [N, H, W, C]. */
  shape: readonly [number, number, number, number]
  at: (n: number, y: number, x: number, c: number) => number
}

export interface Window {
  kernel: readonly [number, number]
  strides: readonly [number, number]
  dilations: readonly [number, number]
  /** Top, left, bottom, right. */
  pads: readonly [number, number, number, number]
}

/** Numbers [N, H, W, C] in row-major order. */
export function imageOf(shape: Image['shape'], data: ArrayLike<number>): Image {
  const [, h, w, c] = shape
  return { shape, at: (n, y, x, channel) => data[((n * h + y) * w + x) * c + channel]! }
}

/** Rows and columns that come out of a window. */
function sizes([, h, w]: Image['shape'], { kernel, strides, dilations, pads }: Window): [number, number] {
  const out = (length: number, axis: 0 | 1): number =>
    Math.floor(
      (length + pads[axis] + pads[axis + 2]! - (kernel[axis] - 1) * dilations[axis] - 1) / strides[axis],
    ) + 1
  return [out(h, 0), out(w, 1)]
}

/** Calls `visit` for every tap of the window that lies in the image. */
function taps(
  { shape: [, h, w] }: Image,
  { kernel, strides, dilations, pads }: Window,
  y: number,
  x: number,
  visit: (row: number, column: number, tap: number) => void,
): void {
  for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
    const row = y * strides[0] - pads[0] + Math.floor(tap / kernel[1]) * dilations[0]
    const column = x * strides[1] - pads[1] + (tap % kernel[1]) * dilations[1]
    if (row >= 0 && row < h && column >= 0 && column < w) visit(row, column, tap)
  }
}

/** Filter [kh, kw, I, O]; depthwise: [kh, kw, C, 1]. */
export function convolved(
  image: Image,
  filter: ArrayLike<number>,
  outputs: number,
  window: Window,
  isDepthwise: boolean,
): Image {
  const [n, , , inputs] = image.shape
  return {
    shape: [n, ...sizes(image.shape, window), outputs],
    at: (i, y, x, o) => {
      let sum = 0
      taps(image, window, y, x, (row, column, tap) => {
        if (isDepthwise) sum += image.at(i, row, column, o) * filter[tap * inputs + o]!
        else
          for (let c = 0; c < inputs; c++)
            sum += image.at(i, row, column, c) * filter[(tap * inputs + c) * outputs + o]!
      })
      return sum
    },
  }
}

/** The largest or the mean of what a window sees; padding does not count. */
export function pooled(image: Image, window: Window, isMean: boolean): Image {
  const [n, , , c] = image.shape
  return {
    shape: [n, ...sizes(image.shape, window), c],
    at: (i, y, x, channel) => {
      const seen: number[] = []
      taps(image, window, y, x, (row, column) => void seen.push(image.at(i, row, column, channel)))
      return isMean ? seen.reduce((sum, value) => sum + value, 0) / seen.length : Math.max(...seen)
    },
  }
}

/** The sum over all pixels, as images of one. */
export function summed(image: Image): Image {
  const [n, h, w, c] = image.shape
  const all: Window = { kernel: [h, w], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] }
  const mean = pooled(image, all, true)
  return { shape: [n, 1, 1, c], at: (i, _y, _x, channel) => mean.at(i, 0, 0, channel) * h * w }
}

export function mapped(image: Image, of: (value: number, channel: number) => number): Image {
  return { shape: image.shape, at: (n, y, x, c) => of(image.at(n, y, x, c), c) }
}

export function added(a: Image, b: Image): Image {
  return { shape: a.shape, at: (n, y, x, c) => a.at(n, y, x, c) + b.at(n, y, x, c) }
}
