/**
 * What this process computes, for the hosts: whether anything runs or waits, and how far it is, in words.
 * Fed by the workbench's events, which are about this process's own queue only.
 */
import type { EventData, EventName } from '../contract/events'
import type { StudyInfo, StudyProgress } from '../contract/studies'

/** What it listens to. */
export interface Announcing {
  on<Name extends EventName>(name: Name, listener: (data: EventData<Name>) => void): () => void
}

export class StudyWatch {
  readonly #active = new Map<string, StudyInfo>()
  readonly #progress = new Map<string, StudyProgress>()
  /** Of the open project. */
  #folder: string | null = null

  /**
   * @param onChange something has begun or ended
   * @param onEnd a study that ran or waited here does no longer
   */
  constructor(
    workbench: Announcing,
    onChange: () => void = () => undefined,
    onEnd: (info: StudyInfo) => void = () => undefined,
  ) {
    workbench.on('study.status', (info) => {
      if (info.state === 'queued' || info.state === 'running') this.#active.set(info.id, info)
      else {
        const was = this.#active.delete(info.id)
        this.#progress.delete(info.id)
        if (was) onEnd(info)
      }
      onChange()
    })
    workbench.on('study.progress', (progress) => void this.#progress.set(progress.study, progress))
    workbench.on('project.changed', (info) => {
      if (info !== null && info.folder === this.#folder) return
      this.#folder = info?.folder ?? null
      this.#active.clear()
      this.#progress.clear()
      onChange()
    })
  }

  /** Studies that run or wait. */
  get count(): number {
    return this.#active.size
  }

  /** `The study "σ sweep" runs (43 %)`, and how many wait behind it; null when nothing runs or waits. */
  sentence(): string | null {
    const all = [...this.#active.values()]
    const first = all.find((info) => info.state === 'running') ?? all[0]
    if (!first) return null
    const progress = this.#progress.get(first.id)
    const far = progress ? ` (${Math.floor(progress.fraction * 100)} %)` : ''
    const others = all.length > 1 ? `, and ${all.length - 1} more wait${all.length === 2 ? 's' : ''}` : ''
    return `The study "${first.title}" runs${far}${others}`
  }
}
