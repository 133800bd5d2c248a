import type { Colour } from './items'

/** Of `rgb(…)` and `rgba(…)`, as browsers say computed colours. */
export function colourOf(words: string): { colour: Colour; alpha: number } {
  const parts = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)/.exec(words)
  if (!parts) throw new Error(`the colour "${words}" cannot be written as EPS`)
  const [red, green, blue] = parts.slice(1, 4).map((part) => Number(part) / 255)
  return { colour: [red!, green!, blue!], alpha: Number(parts[4] ?? 1) }
}
