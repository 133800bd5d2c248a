/** What was deleted from the open project, and what was deleted last in this window, which can be undone at once. */
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { BinEntry, BinKind } from '../../src-main/contract/bin'

class BinState extends Resource<BinEntry[]> {
  /** Null once it is undone or nobody has wanted to. */
  last = $state.raw<BinEntry | null>(null)

  constructor() {
    super(() => invoke('bin.list', {}))
  }

  listen(): void {
    on('bin.changed', () => void this.load())
  }

  override clear(): void {
    super.clear()
    this.last = null
  }

  async put(kind: BinKind, thing: string): Promise<void> {
    this.last = await invoke('bin.put', { kind, thing })
  }

  async restore(entry: BinEntry): Promise<void> {
    await invoke('bin.restore', { entry: entry.id })
    if (this.last?.id === entry.id) this.last = null
  }
}

export const bin = new BinState()
