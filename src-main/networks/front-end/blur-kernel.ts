/**
 * The Gaussian kernel of the blur front end (methods A.3), as numbers: its extent, its samples, the
 * PyTorch weight it is stored as, and the circulant matrix that applies it with wrap-around.
 * Pure and in double precision; front-end.ts puts it to work on tensors.
 */

/** Samples left and right of the centre: ⌈2.5 σ⌉, σ in pixels. */
export function blurKernelHalf(sigma: number): number {
  return Math.ceil(2.5 * sigma)
}

/** Side length of the kernel in pixels: 2⌈2.5 σ⌉ + 1. */
export function blurKernelSide(sigma: number): number {
  return 2 * blurKernelHalf(sigma) + 1
}

/**
 * The one-dimensional kernel, normalised to sum 1. The two-dimensional kernel of methods A.3 is exactly
 * its outer product with itself: exp(−(x²+y²)/2σ²) factorises, and so does the sum that normalises it.
 */
export function blurKernel(sigma: number): Float64Array {
  const half = blurKernelHalf(sigma)
  const kernel = Float64Array.from({ length: 2 * half + 1 }, (_, i) =>
    Math.exp(-((i - half) ** 2) / (2 * sigma * sigma)),
  )
  const sum = kernel.reduce((total, value) => total + value, 0)
  return kernel.map((value) => value / sum)
}

/** The weight of jarvis's `blur` convolution, [C, C, k, k]: the kernel on the diagonal, zero elsewhere. */
export function blurWeight(sigma: number, channels: number): Float32Array {
  const kernel = blurKernel(sigma)
  const side = kernel.length
  const weight = new Float32Array(channels * channels * side * side)
  for (let channel = 0; channel < channels; channel++) {
    const start = (channel * channels + channel) * side * side
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) weight[start + y * side + x] = kernel[y]! * kernel[x]!
    }
  }
  return weight
}

/**
 * The circulant matrix [side, side] that filters a signal of `side` pixels with wrap-around. A kernel
 * longer than the signal wraps as often as it must: its samples that fall on the same pixel add up.
 */
export function circulant(kernel: Float64Array, side: number): Float64Array {
  const half = (kernel.length - 1) / 2
  const matrix = new Float64Array(side * side)
  for (let row = 0; row < side; row++) {
    for (let tap = 0; tap < kernel.length; tap++) {
      const column = (((row + tap - half) % side) + side) % side
      matrix[row * side + column] = matrix[row * side + column]! + kernel[tap]!
    }
  }
  return matrix
}
