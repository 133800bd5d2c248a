/**
 * Names in a panel's own legend, made to fit: what all of them share ("ResNet-18, width 8") stands once, as the legend's
 * title, and names that are still longer than the legend is wide get a second line.
 */
import { lines } from './wrap'

type Drawing = { data: Record<string, unknown>[]; layout: Record<string, unknown> }

/** Fewer entries share nothing that would be worth a title. */
const FEWEST = 3
/** Share of a panel that its legend usually has, and what an entry's sign takes of it over the size of the text. */
const WIDTH = 0.84
const SIGN = 5

/** @param width of the panel in CSS pixels */
export function fittedNames({ data, layout }: Drawing, width: number): Drawing {
  const legend = layout['legend'] as { font?: { size?: number }; title?: unknown } | undefined
  const size = legend?.font?.size ?? (layout['font'] as { size?: number } | undefined)?.size ?? 12
  const named = new Set(data.flatMap((trace) => nameOf(trace) ?? []))
  const shared = layout['showlegend'] === true && legend?.title === undefined ? sharedParts([...named]) : []
  const room = width * WIDTH
  return {
    data: data.map((trace) => {
      const name = nameOf(trace)
      if (name === null) return trace
      const own = partsOf(name).filter((part) => !shared.includes(part))
      return { ...trace, name: lines(unbroken(own.join(', ')), room - SIGN * size, size) }
    }),
    layout:
      shared.length === 0
        ? layout
        : {
            ...layout,
            legend: {
              ...legend,
              title: { text: lines(unbroken(shared.join(', ')), room, size), side: 'top', font: { size } },
            },
          },
  }
}

function nameOf(trace: Record<string, unknown>): string | null {
  const { name, showlegend, type } = trace
  return typeof name === 'string' && name !== '' && showlegend !== false && type !== 'heatmap' ? name : null
}

function partsOf(name: string): string[] {
  return name.split(', ')
}

/** Parts that every name has; none where a name would have nothing left. */
function sharedParts(names: readonly string[]): string[] {
  const [first] = names
  if (first === undefined || names.length < FEWEST) return []
  const shared = partsOf(first).filter((part) => names.every((name) => partsOf(name).includes(part)))
  return names.every((name) => partsOf(name).length > shared.length) ? shared : []
}

/** "σ = 3" stays on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' = ', '\u00a0=\u00a0')
}
