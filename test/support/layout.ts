/** Images between PyTorch's NCHW and TensorFlow's NHWC. */
export function toNhwc(
  data: ArrayLike<number>,
  [n, c, h, w]: readonly [number, number, number, number],
): Float32Array {
  const result = new Float32Array(n * c * h * w)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < c; k++) {
      for (let p = 0; p < h * w; p++) result[(i * h * w + p) * c + k] = data[(i * c + k) * h * w + p]!
    }
  }
  return result
}

/** The reverse: [n, h, w, c] → [n, c, h, w]. */
export function toNchw(
  data: ArrayLike<number>,
  [n, h, w, c]: readonly [number, number, number, number],
): Float32Array {
  const result = new Float32Array(n * c * h * w)
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < h * w; p++) {
      for (let k = 0; k < c; k++) result[(i * c + k) * h * w + p] = data[(i * h * w + p) * c + k]!
    }
  }
  return result
}
