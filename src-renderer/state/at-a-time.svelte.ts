/** How many units of a study are computed at a time, from its next start on: a setting of the running program, asked once. */
import { invoke } from './api'
import { Resource } from './resource.svelte'

class AtATimeState extends Resource<{ jobs: number | null; cores: number }> {
  constructor() {
    super(() => invoke('queue.atATime', {}))
  }

  /** @param jobs null: chosen for each study */
  async choose(jobs: number | null): Promise<void> {
    this.value = await invoke('queue.setAtATime', { jobs })
  }
}

export const atATime = new AtATimeState()
