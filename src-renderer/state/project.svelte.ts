/**
 * The open project as the window knows it, and the opening and making of others.
 */
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { ProjectInfo } from '../../src-main/contract/project'

class ProjectState {
  /** `value` is `{ info: null }` when none is open, and null until the host has said. */
  readonly resource = new Resource(async () => ({ info: await invoke('project.info', {}) }))
  readonly info = $derived(this.resource.value?.info ?? null)
  readonly readOnly = $derived(this.info?.readOnly ?? false)
  /** When something of this project was last written, as far as this window saw. */
  saved = $state.raw<Date | null>(null)

  listen(): void {
    on('project.changed', (info) => this.#set(info))
    for (const event of ['dataSets.changed', 'models.changed', 'study.status'] as const)
      on(event, () => (this.saved = new Date()))
  }

  async open(folder: string, mode: 'auto' | 'read' = 'auto'): Promise<ProjectInfo> {
    const info = await invoke('project.open', { folder, mode })
    this.#set(info)
    return info
  }

  async create(folder: string, title: string): Promise<ProjectInfo> {
    const info = await invoke('project.create', { folder, ...(title === '' ? {} : { title }) })
    this.#set(info)
    return info
  }

  /** A project of a zip file that somebody has packed. */
  async unpack(file: string, folder: string): Promise<void> {
    this.#set(await invoke('project.unpack', { file, folder }))
  }

  async close(): Promise<void> {
    await invoke('project.close', {})
    this.#set(null)
  }

  #set(info: ProjectInfo | null): void {
    if (info?.folder !== this.info?.folder) this.saved = null
    this.resource.value = { info }
  }
}

export const project = new ProjectState()
