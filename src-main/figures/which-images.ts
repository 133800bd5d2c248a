/** A figure that says which images its numbers are of: in its caption, and what has to be said with it in its notes. */
import type { MeasuredImages } from '../contract/images/selection'
import type { Figure } from './figure'

/**
 * @param which absent in results of older versions
 * @param notices what has to be said beside that
 */
export function withImages<F extends Pick<Figure, 'caption' | 'notes'>>(
  figure: F,
  which: MeasuredImages | undefined,
  notices: readonly string[] = [],
): F {
  if (which === undefined)
    return notices.length === 0 ? figure : { ...figure, notes: [...figure.notes, ...notices] }
  return {
    ...figure,
    caption: [`${figure.caption} Images: ${which.words}.`, ...(which.classes ?? [])].join(' '),
    notes: [...figure.notes, ...which.notices, ...notices],
  }
}
