/**
 * The populations of neurons of the open project.
 */
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { PopulationFile } from '../../src-main/contract/population'

class PopulationsState extends Resource<PopulationFile[]> {
  constructor() {
    super(() => invoke('population.list', {}))
  }

  listen(): void {
    on('populations.changed', () => void this.load())
  }
}

export const populations = new PopulationsState()
