/** What the Map can be looked at as. Pure. */

/** In the order of their buttons. */
const MAP_VIEWS = ['figure', 'multiples', 'table', 'preference'] as const
export type MapView = (typeof MAP_VIEWS)[number]

/** @param corruptions whether a corruption study has found anything: without one there are no small panels */
export function viewsOffered(corruptions: boolean): readonly MapView[] {
  return MAP_VIEWS.filter((view) => view !== 'multiples' || corruptions)
}
