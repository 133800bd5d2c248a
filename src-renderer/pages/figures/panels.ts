/** The order of panels. Pure. */

/** The same things with that at `from` at the place `to`. */
export function moved<Thing>(things: readonly Thing[], from: number, to: number): Thing[] {
  const result = [...things]
  const [thing] = result.splice(from, 1)
  if (thing !== undefined) result.splice(to, 0, thing)
  return result
}
