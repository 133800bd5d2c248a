/**
 * The studies of the open project, how far the running one is, and what is to be done with them. What the
 * host says unasked is put in at once; a reload asks for the list, and the next event brings the progress.
 */
import { SvelteMap } from 'svelte/reactivity'
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { LogLine, StudyInfo, StudyProgress } from '../../src-main/contract/studies'

const KEPT_LOG_LINES = 500

class StudiesState extends Resource<StudyInfo[]> {
  /** The latest progress of each study that has said one since this window is open. */
  readonly progress = new SvelteMap<string, StudyProgress>()
  /** Log lines that came since they were asked for, per study whose log is open. */
  readonly #logs = new SvelteMap<string, LogLine[]>()

  /** In the order of the queue: what runs, what waits, then what ended, the latest first. */
  readonly ordered = $derived([...(this.value ?? [])].sort(inQueueOrder))
  readonly running = $derived(this.value?.find((study) => study.state === 'running') ?? null)
  readonly active = $derived(
    (this.value ?? []).filter(({ state }) => state === 'running' || state === 'queued').length,
  )

  constructor() {
    super(() => invoke('study.list', {}))
  }

  listen(): void {
    on('study.status', (info) => this.#put(info))
    on('studies.changed', () => void this.load())
    on('study.progress', (progress) => this.progress.set(progress.study, progress))
    on('study.log', ({ study, line }) => {
      const lines = this.#logs.get(study)
      if (lines) this.#logs.set(study, [...lines, line].slice(-KEPT_LOG_LINES))
    })
  }

  byId(id: string): StudyInfo | undefined {
    return this.value?.find((study) => study.id === id)
  }

  override clear(): void {
    super.clear()
    this.progress.clear()
    this.#logs.clear()
  }

  log(study: string): LogLine[] | undefined {
    return this.#logs.get(study)
  }

  /** Asks for the log and keeps it up to date until `closeLog`. */
  async openLog(study: string): Promise<void> {
    this.#logs.set(study, (await invoke('study.log', { study })).slice(-KEPT_LOG_LINES))
  }

  closeLog(study: string): void {
    this.#logs.delete(study)
  }

  async pause(study: string): Promise<void> {
    this.#put(await invoke('study.pause', { study }))
  }

  /** Goes on where it was. */
  async resume(study: string): Promise<void> {
    this.#put(await invoke('study.resume', { study }))
  }

  /** Computes the failed units again. */
  async retry(study: string): Promise<void> {
    this.#put(await invoke('study.retry', { study }))
  }

  async cancel(study: string): Promise<void> {
    this.#put(await invoke('study.cancel', { study }))
  }

  #put(info: StudyInfo): void {
    if (this.value === null) return
    const others = this.value.filter(({ id }) => id !== info.id)
    this.value = [...others, info]
    if (info.state !== 'running') this.progress.delete(info.id)
  }
}

const RANK = { running: 0, queued: 1, paused: 2, failed: 3, cancelled: 3, done: 3 } as const

function inQueueOrder(a: StudyInfo, b: StudyInfo): number {
  const rank = RANK[a.state] - RANK[b.state]
  if (rank !== 0) return rank
  if (a.state === 'queued' || a.state === 'running') return a.order - b.order
  return (b.finished ?? b.created).localeCompare(a.finished ?? a.created)
}

export const studies = new StudiesState()
