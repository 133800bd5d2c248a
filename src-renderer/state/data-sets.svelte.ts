/**
 * The data sets of the open project.
 */
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { Hashing } from '../../src-main/contract/contents'
import type { DataSetInfo } from '../../src-main/contract/data-set'

class DataSetsState extends Resource<DataSetInfo[]> {
  constructor() {
    super(() => invoke('dataSet.list', {}))
  }

  /** What is being hashed now; null: nothing is. */
  hashing = $state<Hashing>(null)

  listen(): void {
    on('dataSets.changed', () => void this.load())
    on('dataSet.hashing', (now) => (this.hashing = now))
  }

  byId(id: string): DataSetInfo | undefined {
    return this.value?.find((dataSet) => dataSet.id === id)
  }
}

export const dataSets = new DataSetsState()
