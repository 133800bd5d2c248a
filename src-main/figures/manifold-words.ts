/** Which components of a manifold have no half-power frequency, and why, in words: for figures and tables (methods N.4). */
import type { ComponentFound, LeftOut } from '../contract/kinds/neural/results'
import { counted, listed } from './numbers'

const WHY: Readonly<Record<LeftOut, string>> = {
  'not reliable': 'not reliable over repeats, or after one that is not',
  'not linear': 'pixels predict the scores no better than permuted ones',
  'no power': 'its weight image has no power',
}

/** Of a recording of which no reliability can be told. */
export const UNKNOWN_RELIABILITY =
  'Which components are reliable is not known: too few images have repeats (more are needed than components, and more than three), so all of them count.'

/** e.g. `3 of 10 components (4, 5: not reliable …; 10: …)`; null where all have one. */
export function leftOutWords(components: readonly Pick<ComponentFound, 'index' | 'left'>[]): string | null {
  const left = components.filter((component) => component.left !== null)
  if (left.length === 0) return null
  const reasons = (Object.keys(WHY) as LeftOut[]).flatMap((reason) => {
    const of = left.flatMap((component) => (component.left === reason ? [component.index] : []))
    return of.length === 0 ? [] : [`${ranges(of)}: ${WHY[reason]}`]
  })
  return `${left.length} of ${counted(components.length, 'component')} (${reasons.join('; ')})`
}

/** Counted from 1, ascending: `2, 4–10`. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = []
  for (const number of numbers) {
    const last = parts.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else parts.push([number, number])
  }
  return listed(
    parts.map(([from, to]) =>
      from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`,
    ),
  )
}
