/** How cells that ended at a precision are spoken of: wherever their numbers stand. */
import type { CellPrecision } from './study'

/** One sentence: how cells ended, what that saved, and what it is not. */
export function precisionSentence({ points, answered, of }: CellPrecision): string {
  return `Each cell ended as soon as its 95 % interval was no wider than ± ${points} percentage points, or with its last image: ${answered} of ${of} answers were computed, ${(100 * (1 - answered / of)).toFixed(0)} % fewer. This is not the published protocol (methods M.4).`
}

/** `n = 300 images in each cell`, or how many at most. @param count as it is written */
export function imagesInEachCell(count: string, precision: { points: number } | undefined): string {
  return precision === undefined
    ? `n = ${count} images in each cell`
    : `n = at most ${count} images in each cell, which ended at ± ${precision.points} percentage points (not the published protocol)`
}
