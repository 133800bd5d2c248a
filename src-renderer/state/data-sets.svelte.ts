/**
 * The data sets of the open project.
 */
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { Hashing } from '../../src-main/contract/images/contents'
import type { DataSetInfo } from '../../src-main/contract/data-set'

/** Milliseconds. */
const LOOK_AGAIN = 300

class DataSetsState extends Resource<DataSetInfo[]> {
  constructor() {
    super(() => invoke('dataSet.list', {}))
  }

  /** How often this window has found images again: what could not show them begins anew. */
  found = $state(0)

  #looks: ReturnType<typeof setTimeout> | undefined

  /** What is being hashed now; null: nothing is. */
  hashing = $state<Hashing>(null)

  listen(): void {
    on('dataSets.changed', () => void this.load())
    on('dataSet.hashing', (now) => (this.hashing = now))
    // An event of a picture does not rise, but it can be caught on its way down.
    window.addEventListener('error', ({ target }) => this.#heedPicture(target), { capture: true })
  }

  /** A picture that cannot be shown may be of images that have moved meanwhile; a page of them asks once. */
  #heedPicture(target: EventTarget | null): void {
    if (!(target instanceof HTMLImageElement) || this.#looks !== undefined) return
    this.#looks = setTimeout(() => {
      this.#looks = undefined
      void this.load()
    }, LOOK_AGAIN)
  }

  byId(id: string): DataSetInfo | undefined {
    return this.value?.find((dataSet) => dataSet.id === id)
  }
}

export const dataSets = new DataSetsState()
