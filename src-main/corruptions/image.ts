/**
 * Images as the benchmark handles them: bytes, row-major [height, width, channels]; and the two ways in which
 * the reference turns numbers into bytes. NumPy's `np.uint8` truncates: nearly every corruption therefore
 * darkens by half a grey level on average, in the official files too.
 */

export interface ByteImage {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** Length height·width·channels, 0…255. */
  readonly pixels: Uint8Array
}

/** The same bytes as numbers in [0,1]: v / 255. */
export function toUnit({ pixels }: ByteImage): Float64Array {
  const values = new Float64Array(pixels.length)
  for (let i = 0; i < values.length; i++) values[i] = pixels[i]! / 255
  return values
}

/** `toUnit` in float32. */
export function toUnit32({ pixels }: ByteImage): Float32Array {
  const values = new Float32Array(pixels.length)
  for (let i = 0; i < values.length; i++) values[i] = pixels[i]! / 255
  return values
}

/** np.uint8(np.clip(x, 0, 1) * 255): clipped, then truncated. A float32 array is multiplied in float32, as NumPy does. */
export function truncated(values: Float64Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length)
  if (values instanceof Float64Array) {
    for (let i = 0; i < bytes.length; i++) bytes[i] = truncatedByte(values[i]!)
  } else {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.fround(Math.min(1, Math.max(0, values[i]!)) * 255)
  }
  return bytes
}

/** One value of `truncated`. */
export function truncatedByte(value: number): number {
  if (value >= 1) return 255
  // Also where value is NaN.
  return value > 0 ? Math.trunc(value * 255) : 0
}

/** As float32 in [0,1], where data sets read them: v / 255. */
export function unitFloats(bytes: Uint8Array, target: Float32Array, offset: number): void {
  for (let i = 0; i < bytes.length; i++) target[offset + i] = bytes[i]! / 255
}

/** Bytes of float32 values in [0,1]: the nearest ones, so that k/255 gives k back. */
export function nearestBytes(values: Float32Array, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++)
    bytes[i] = Math.min(255, Math.max(0, Math.round(values[offset + i]! * 255)))
  return bytes
}

/** A gray image as three equal channels. */
export function grayToColour({ height, width, pixels }: ByteImage): ByteImage {
  const colour = new Uint8Array(3 * pixels.length)
  for (let i = 0; i < pixels.length; i++) colour.fill(pixels[i]!, 3 * i, 3 * i + 3)
  return { height, width, channels: 3, pixels: colour }
}

/** Colour bytes as gray ones, with the weights of the data sets (methods B.1), rounded. */
export function colourToGray(pixels: Uint8Array): Uint8Array {
  const gray = new Uint8Array(pixels.length / 3)
  for (let i = 0, j = 0; i < gray.length; i++, j += 3)
    gray[i] = Math.round(0.2989 * pixels[j]! + 0.587 * pixels[j + 1]! + 0.114 * pixels[j + 2]!)
  return gray
}
