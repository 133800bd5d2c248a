/** The same numbers as test/golden/seeded_values.py, bit for bit. */

export function uniform(stream: number, count: number): Float64Array {
  const offset = Math.imul(stream, 0x9e3779b9)
  return Float64Array.from({ length: count }, (_, index) => {
    let h = (offset + index) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
  })
}
