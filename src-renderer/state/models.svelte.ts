/**
 * The models of the open project.
 */
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { ModelFile } from '../../src-main/contract/model'

class ModelsState extends Resource<ModelFile[]> {
  constructor() {
    super(() => invoke('model.list', {}))
  }

  listen(): void {
    on('models.changed', () => void this.load())
  }

  byId(id: string): ModelFile | undefined {
    return this.value?.find((model) => model.id === id)
  }
}

export const models = new ModelsState()
