/** What every list of hostile files says of one. */
export interface Hostile {
  name: string
  /** What looks at it: at a file of weights, the same and then a run of the graph, at a data set, or at a population. */
  what: 'model' | 'import' | 'data set' | 'population'
  /** Writes it into an empty folder; the path that is given to the program. */
  make(folder: string): string
}
