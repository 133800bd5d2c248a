/** Values that lie with strides (column by column, transposed, repeated) put into row-major order. */

/**
 * Copies strided values so that the last index runs fastest.
 * @param stored every value that the strides reach.
 * @param strides of each axis of `shape`, in values; never negative.
 * @param result room for as many values as the shape holds; returned.
 */
export function toRowMajor<Numbers extends { readonly length: number; [at: number]: unknown }>(
  stored: Numbers,
  shape: readonly number[],
  strides: readonly number[],
  result: Numbers,
): Numbers {
  const position = new Array<number>(shape.length).fill(0)
  let from = 0
  for (let to = 0; to < result.length; to++) {
    result[to] = stored[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      position[axis]!++
      if (position[axis]! < shape[axis]!) break
      from -= strides[axis]! * shape[axis]!
      position[axis] = 0
    }
  }
  return result
}
