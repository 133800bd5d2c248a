/**
 * Which values of a foreign graph are its sections: the last map at each size on the way down, as in our own networks
 * (networks/sections.ts); of a graph of tokens, four sums of its residual stream, evenly spaced in depth. Decided from the
 * shapes that one run with an empty image has, so that names in the file mean nothing.
 */

/** A value as the graph computes it, in order. */
export interface SeenValue {
  name: string
  /** In ONNX's order; the first axis counts images. */
  shape: readonly number[]
  operator: string
}

const TOKEN_SECTIONS = 4
const CONVOLUTIONS = new Set(['Conv', 'FusedConv', 'QLinearConv'])

/** Names of the values that are its sections, from the image on; empty where it has neither maps nor tokens. */
export function graphSections(seen: readonly SeenValue[]): string[] {
  const maps = mapSections(seen)
  return maps.length > 1 ? maps : [...maps, ...tokenSections(seen)]
}

function mapSections(seen: readonly SeenValue[]): string[] {
  const sections = new Map<string, { last: string; convolves: boolean; adds: boolean; side: number }>()
  let smallest = Infinity
  for (const { name, shape, operator } of seen) {
    const [height, width] = [shape[2]!, shape[3]!]
    if (shape.length !== 4 || height * width <= 1) continue
    // On the way down only: what grows again is no section of a classifier.
    if (height * width > smallest) continue
    smallest = height * width
    const size = `${height}×${width}`
    const section = sections.get(size) ?? { last: name, convolves: false, adds: false, side: smallest }
    section.last = name
    section.convolves ||= CONVOLUTIONS.has(operator)
    section.adds ||= operator === 'Add'
    sections.set(size, section)
  }
  const found = [...sections.values()]
  const residual = found.some(({ adds, convolves }) => adds && convolves)
  return found.filter(({ adds, convolves }) => convolves && (adds || !residual)).map(({ last }) => last)
}

function tokenSections(seen: readonly SeenValue[]): string[] {
  const sums = seen.filter(({ shape, operator }) => shape.length === 3 && operator === 'Add')
  const counts = new Map<string, SeenValue[]>()
  for (const value of sums) {
    const shape = value.shape.join('×')
    counts.set(shape, [...(counts.get(shape) ?? []), value])
  }
  const [stream] = [...counts.values()].sort((a, b) => b.length - a.length)
  if (!stream || stream.length < TOKEN_SECTIONS) return []
  return Array.from(
    { length: TOKEN_SECTIONS },
    (_, i) => stream[Math.ceil(((i + 1) * stream.length) / TOKEN_SECTIONS) - 1]!.name,
  )
}
