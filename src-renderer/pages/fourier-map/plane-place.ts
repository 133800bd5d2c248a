/**
 * A map may show less than the whole plane: where a place of it lies in the whole centred one. Pure.
 */

export interface Place {
  row: number
  column: number
}

/**
 * Both are centred: DC at ⌊n/2⌋.
 * @param map its height and width
 * @param size side of the whole plane, in pixels
 */
export function planePlace(
  { row, column }: Place,
  { height, width }: { height: number; width: number },
  size: number,
): Place {
  const centre = Math.floor(size / 2)
  return { row: row - Math.floor(height / 2) + centre, column: column - Math.floor(width / 2) + centre }
}
