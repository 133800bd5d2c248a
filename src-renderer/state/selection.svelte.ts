/**
 * Models that were selected on the Map: every page of results shows these only, until all are shown again. Of the open
 * project, as long as the window is.
 */
class Selection {
  /** Ids; empty: all models. */
  ids = $state.raw<readonly string[]>([])
  readonly #listeners = new Set<() => void>()

  choose = (ids: readonly string[]): void => {
    this.ids = [...new Set(ids)]
    for (const listener of this.#listeners) listener()
  }

  clear = (): void => {
    if (this.ids.length > 0) this.choose([])
  }

  /** Those that are selected; all, where nothing is selected, or none of these. */
  of<Item>(items: readonly Item[], idOf: (item: Item) => string): Item[] {
    const chosen = items.filter((item) => this.ids.includes(idOf(item)))
    return chosen.length === 0 ? [...items] : chosen
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

export const selection = new Selection()
