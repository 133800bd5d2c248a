/** How many images the classes of a part have, in one phrase. Pure. */
import { formatCount } from '../../components/format'

/** e.g. `1000 of each class`, `between 5 and 980 of each class`, `none of 3 classes, up to 980 of the others`. */
export function countsOf(perClass: readonly number[]): string {
  const there = perClass.filter((images) => images > 0)
  const empty = perClass.length - there.length
  const [least, most] = [Math.min(...there), Math.max(...there)]
  const each = least === most ? formatCount(most) : `between ${formatCount(least)} and ${formatCount(most)}`
  if (empty === 0) return `${each} of each class`
  return `none of ${formatCount(empty)} ${empty === 1 ? 'class' : 'classes'}, ${each} of each of the others`
}
