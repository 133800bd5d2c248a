/**
 * The panel on the right: what the selected thing is and where it came from. Pages fill it with
 * `components/Details.svelte`; the frame shows what was filled in last. Nothing filled in: no panel.
 */
import type { Snippet } from 'svelte'

export interface Filling {
  readonly title: string
  readonly content: Snippet
  /** Absent: it is there as long as its page is. */
  readonly onclose?: (() => void) | undefined
  /** It lies over the page, on this side, instead of taking room from it; absent: beside the page. */
  readonly over?: 'left' | 'right' | undefined
}

class DetailsPanel {
  #fillings = $state.raw<readonly Filling[]>([])
  readonly current = $derived(this.#fillings.at(-1) ?? null)
  /** Of what its page always shows: out of the way until it is asked for again. */
  folded = $state(false)

  close = (): void => {
    if (this.current?.onclose) this.current.onclose()
    else this.folded = true
  }

  /** Shows this until the returned function is called. */
  fill(filling: Filling): () => void {
    this.#fillings = [...this.#fillings, filling]
    return () => {
      this.#fillings = this.#fillings.filter((other) => other !== filling)
    }
  }
}

export const details = new DetailsPanel()
